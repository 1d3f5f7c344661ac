/** Français. */
import type { NoticeTexts } from './shape.ts';

export const fr: NoticeTexts = {
  back: 'Revenir au vote',
  data: {
    title: 'Protection des données',
    intro:
      'Ce qui est conservé à votre sujet quand vous votez ici : où, pourquoi, qui peut le voir et combien de temps. En bref : on sait qui pouvait voter et qui a voté, mais pas comment.',
    who: {
      heading: 'Qui est responsable',
      named: '{name} organise l’élection et répond de vos données.',
      unnamed: 'L’organisation qui vous a invité à voter organise l’élection et répond de vos données.',
      operators:
        'D’autres organisations peuvent exploiter certains serveurs électoraux, pour qu’il ne faille se fier à aucune seule. Le dossier publié de l’élection les nomme.',
      help: 'À qui s’adresser : {help}',
      office: 'À qui s’adresser : au bureau électoral.',
    },
    kept: {
      heading: 'Ce qui est conservé, où et pourquoi',
      places: {
        office: {
          name: 'Bureau électoral',
          text: 'La liste électorale : votre identifiant d’électeur, le bulletin que vous avez et la clé publique de votre carte. Elle sert à ce que chaque électeur ait une voix. Votre nom et votre adresse ne sont pas dans ce système : pour les lettres, ils viennent des fichiers du bureau et ne sont pas conservés ici.',
        },
        administrators: {
          name: 'Administrateurs',
          text: 'La liste électorale de l’élection et, pour chaque électeur qui a commencé à voter, un vote masqué avec la signature de la carte. Cela sert à ce que personne ne vote deux fois. Ce que dit un vote masqué, personne ne peut le voir, pas même les Administrateurs.',
        },
        distributors: {
          name: 'Distributeurs de bulletins',
          text: 'Pour chaque carte, le bulletin qu’elle a, pour que vous receviez le vôtre : sous un nombre tiré de la clé de la carte, sans votre identifiant d’électeur.',
        },
        others: {
          name: 'Anonymiseurs, Compteurs et Dépositaires',
          text: 'Des votes scellés, ouverts après la clôture. Rien n’y dit de qui ils sont.',
        },
        record: {
          name: 'Dossier publié de l’élection',
          text: 'Tous les votes, pour que chacun puisse recompter, et rien qui dise de qui ils sont. Il montre sur quel bulletin chaque vote a été émis : là où très peu d’électeurs ont le même bulletin, cela peut montrer comment ils ont voté. Le bureau électoral en est averti.',
        },
        log: {
          name: 'Journal d’audit du bureau électoral',
          text: 'Ce que les responsables ont fait, avec leur nom ; quand cela concernait un seul électeur, comme une carte perdue, aussi son identifiant. Il montre que l’élection a été bien menée, et reste.',
        },
        card: {
          name: 'Votre carte',
          text: 'Votre vote scellé, jusqu’à ce que vous ayez vérifié sur le terminal, après la clôture, qu’il est arrivé, et les numéros des élections auxquelles vous avez pris part. Vous avez la carte, personne d’autre.',
        },
        browser: {
          name: 'Votre navigateur',
          text: 'La langue que vous choisissez ici, si vous en choisissez une. Ces pages ne déposent pas de cookies et ne chargent rien d’ailleurs que des serveurs électoraux et de votre terminal.',
        },
        logs: {
          name: 'Journaux des serveurs',
          text: 'Quel genre de demande est venu et quand, sans adresses de réseau et sans électeurs. Qui exploite un serveur, ou le réseau devant lui, pourrait noter les adresses qui s’y connectent.',
        },
      },
    },
    seen: {
      heading: 'Qui peut voir quoi',
      how: 'Comment vous avez voté : personne, sauf si plus de serveurs que l’élection ne peut en supporter agissent ensemble contre les règles. Si votre terminal n’est qu’un programme sur votre ordinateur, qui contrôle cet ordinateur peut le voir aussi.',
      whether:
        'Si vous avez pris part : les Administrateurs. La console du bureau électoral montre combien, pas qui.',
      roll: 'Qui est sur la liste électorale : les responsables du bureau électoral et les Administrateurs.',
    },
    time: {
      heading: 'Combien de temps',
      set: 'À partir de {days} jours après la fin d’une élection, le bureau électoral peut supprimer ses données personnelles : la liste électorale de cette élection, au bureau et chez les Administrateurs, leur liste de qui a pris part, et ce qu’ont les Distributeurs de bulletins. Jusque-là, elles peuvent être nécessaires si le résultat est contesté. Chaque serveur vérifie lui-même que ce délai est passé, et confirme la suppression par sa signature.',
      unset:
        'Aucun délai n’est fixé ici après lequel les données personnelles d’une élection peuvent être supprimées. Demandez combien de temps elles sont conservées.',
      register:
        'Pour les élections suivantes, le bureau garde identifiant, bulletin et clé de la carte tant que vous avez le droit de vote.',
      stays: 'Les résultats et le dossier publié restent.',
    },
    rights: {
      heading: 'Vos droits',
      text: 'Vous pouvez demander ce qui est conservé à votre sujet, faire corriger des erreurs, demander la suppression et porter plainte auprès de l’autorité de protection des données compétente pour vous.',
      limit:
        'Un vote émis ne peut vous être montré, ni changé, ni retiré : personne ne peut dire lequel est le vôtre.',
    },
  },
  accessibility: {
    title: 'Accessibilité',
    intro:
      'Tous ceux qui ont le droit de voter doivent pouvoir le faire. Ces pages, la console du bureau électoral et la page du terminal émulé sont faites pour respecter les WCAG 2.2, niveau AA. Voici ce qui a été vérifié et ce que l’on sait insuffisant.',
    tested: {
      heading: 'Ce qui est vérifié',
      axe: 'Les pages dans les états par lesquels passent un électeur et un responsable, en couleurs claires et sombres, sur un écran large et à une largeur de 320 pixels, où seuls les tableaux défilent de côté : par un programme (axe), qui ne peut vérifier qu’une partie des règles.',
      keyboard: 'Voter avec le seul clavier, sur cette page et sur la page du terminal émulé.',
      names:
        'Les noms que disent les lecteurs d’écran : c’est par eux que les tests trouvent boutons, champs et titres, et ce qui change de soi-même est annoncé.',
      languages:
        'Quatre langues, dans tous les textes. Ces pages ne fixent pas de délai, et rien n’y bouge ni ne clignote.',
    },
    limits: {
      heading: 'Limites connues',
      people:
        'Aucune personne qui dépend d’un lecteur d’écran, d’un agrandissement ou d’autres aides n’a encore essayé ces pages, et aucun organisme indépendant ne les a évaluées.',
      emulated:
        'Le terminal émulé montre son afficheur de quatre lignes sur une page et le donne en texte aux lecteurs d’écran. Il sert aux élections d’essai : il ne protège rien de l’ordinateur sur lequel il tourne.',
      device:
        'Un terminal à part a un petit afficheur de quatre lignes de 20 caractères et un clavier numérique, et ne parle pas. Qui ne peut le lire ou s’en servir a besoin d’une autre personne, qui apprend alors le vote.',
      timeout:
        'Le terminal s’arrête si aucune touche n’est pressée pendant quelques minutes. Rien de ce qui a été confirmé avec le PIN n’est perdu, mais le choix recommence.',
      letters:
        'Les lettres avec l’empreinte et le PIN viennent sur papier. Comparer l’empreinte, c’est comparer 32 caractères.',
    },
    report: {
      heading: 'Si quelque chose vous empêche de voter',
      help: 'Dites-le, et demandez ce qui peut se faire d’autre : {help}',
      office: 'Dites-le au bureau électoral, et demandez ce qui peut se faire d’autre.',
    },
    date: 'État au 22 novembre 2026, d’après les tests qui accompagnent le logiciel.',
  },
};
