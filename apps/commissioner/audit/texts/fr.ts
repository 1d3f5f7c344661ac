import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  audit: {
    heading: 'Journal d’audit',
    intro:
      'Tous les actes de tous les responsables, dans l’ordre. On ne fait qu’ajouter des entrées, et chacune porte le hachage de la précédente : aucune ne peut être modifiée ni retirée sans que cela se voie.',
    head: 'Hachage de l’entrée la plus récente',
    headText:
      'Notez régulièrement ce hachage avec le nombre d’entrées, hors de ce service : imprimez-le, envoyez-le à vos auditeurs. Qui possède un hachage antérieur peut dire plus tard si quelque chose a été modifié avant lui. Pour vérifier un journal exporté :',
    total: '{total} entrées',
    onBoard:
      'Sur le tableau : {total} entrées, déposées le {time}. Elles ne peuvent plus être modifiées sans que cela se voie.',
    notOnBoard: 'Pas encore sur le tableau : le hachage y est déposé pendant qu’une élection est ouverte.',
    rewritten: 'Ce journal n’est pas celui que connaît le tableau',
    rewrittenText:
      'Le {time}, il avait {total} entrées, dont la plus récente avait un autre hachage : depuis, il a été coupé, réécrit ou remplacé par une ancienne copie. Laissez le fichier tel quel, demandez qui a eu accès à cette machine et comparez les journaux exportés : « revs audit verify audit.jsonl --dir DEPLOYMENT » nomme la première ligne qui diffère.',
    export: 'Exporter le journal',
    verify: {
      heading: 'Vérifier un journal exporté',
      text: 'Le fichier est vérifié dans ce navigateur : si sa chaîne de hachages est ininterrompue, s’il contient le hachage que vous avez noté auparavant, et s’il contient les entrées dont ce service dit qu’elles sont sur le tableau. Ce sur quoi d’autres doivent pouvoir compter, ils le vérifient eux-mêmes : sur cette page avec leur propre compte, ou avec « revs audit verify ».',
      file: 'Journal exporté (audit.jsonl)',
      chosen: 'Choisi : {file}',
      noFile: 'Choisissez d’abord le fichier.',
      tooLarge: 'Le fichier dépasse 128 Mo : vérifiez-le avec « revs audit verify ».',
      notUtf8: 'Le fichier n’est pas du texte : ce n’est pas un journal exporté, ou il est endommagé.',
      anchor: 'Hachage noté auparavant (peut rester vide)',
      anchorText:
        'Sur papier, ou chez vos auditeurs. Avec lui vous voyez aussi si la fin a été coupée, ou si tout a été réécrit.',
      anchorWrong: 'Écrivez les 64 chiffres du hachage (0 à 9, a à f), ou laissez le champ vide.',
      check: 'Vérifier',
      sound: '{file} est intact.',
      soundText: 'Entrées : {total}, en une chaîne ininterrompue. Hachage de la plus récente :',
      anchored: 'Le hachage que vous avez noté en fait partie.',
      posted: 'Il contient les {total} entrées qui ont été déposées sur le tableau le {time}.',
      bad: '{file} n’est PAS intact, à partir de la ligne {line}.',
      badText: 'Ce qui précède cette ligne est intact.',
      faults: {
        'audit/not-an-entry': 'La ligne n’est pas une entrée d’un tel journal.',
        'audit/not-canonical':
          'La ligne n’est pas écrite comme le service l’écrit : quelqu’un y a travaillé.',
        'audit/other-index':
          'L’entrée a un autre numéro que sa place : des entrées manquent, ou sont là deux fois.',
        'audit/other-previous':
          'L’entrée ne va pas avec la précédente : celle-ci a été modifiée ou échangée.',
        'audit/changed': 'L’entrée a été modifiée après avoir été écrite.',
        'audit/remade':
          'Le {time}, {total} entrées avec un autre hachage ont été déposées sur le tableau : cette entrée, ou une précédente, a été réécrite.',
        'audit/behind-the-board':
          'Le {time}, {total} entrées étaient déjà déposées sur le tableau : des entrées manquent, ou le fichier a été exporté avant.',
        'audit/no-anchor':
          'Aucune entrée n’a le hachage que vous avez noté : des entrées manquent, ou ont été réécrites.',
      },
    },
    caption: 'Entrées, la plus récente d’abord',
    number: 'N°',
    time: 'Heure',
    officer: 'Responsable',
    action: 'Acte',
    detail: 'Détails',
    outcome: 'Issue',
    empty: 'Rien n’a encore été fait.',
    newer: 'Plus récentes',
    older: 'Plus anciennes',
    shown: '{from} à {to} sur {total}',
    token: 'ligne de commande ou station de personnalisation',
    unknownName: 'nom inconnu',
    begun: 'commencé',
    done: 'fait',
    actions: {
      'session/start': 'Connexion',
      'session/end': 'Déconnexion',
      'officer/passphrase': 'Changement de sa phrase de passe',
      'officer/add': 'Ajout d’un responsable',
      'officer/role': 'Changement du rôle d’un responsable',
      'officer/remove': 'Retrait d’un responsable',
      'officer/unlock': 'Levée du blocage d’un responsable',
      'approval/ask': 'Demande d’approbation',
      'approval/give': 'Approbation, avec exécution',
      'approval/end': 'Refus ou retrait d’une demande',
      'roll/preview': 'Examen d’une liste électorale',
      'roll/import': 'Importation de la liste électorale',
      'roll/add-test': 'Création d’électeurs d’essai',
      'roll/remove': 'Retrait d’un électeur de la liste',
      'template/save': 'Bulletin enregistré comme bulletin type',
      'template/rename': 'Bulletin type renommé',
      'template/delete': 'Bulletin type supprimé',
      'card/register': 'Enregistrement d’une carte',
      'device/certify': 'Certification d’une carte ou d’un terminal',
      'election/create': 'Création d’une élection',
      'election/open': 'Ouverture de l’élection',
      'election/close': 'Clôture du vote',
      'election/tally': 'Dépouillement',
      'election/delete': 'Suppression d’une élection d’essai',
      'election/delete-data': 'A supprimé les données personnelles d’une élection',
      'election/publish': 'Publication des résultats',
      'election/archive': 'A archivé une élection',
      'election/unarchive': 'A sorti une élection des archives',
    },
  },
};
