import type { Translated } from '../../common/languages.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  help: 'Qui vous aide',
  office: 'Le bureau électoral.',
  notice: {
    kind: 'Avis d’élection',
    trial: 'CECI EST UNE ÉLECTION D’ESSAI. C’est une répétition : personne n’est élu et rien n’est décidé.',
    opens: 'Ouverture du vote',
    closes: 'Clôture du vote',
    voter: 'Votre identifiant d’électeur',
    style: 'Votre groupe d’électeurs',
    page: 'Page de l’élection',
    code: 'Code QR de l’adresse {address}',
    fingerprint: 'Empreinte de l’élection',
    compare:
      'Avant le vote, votre terminal affiche cette empreinte. Comparez les huit groupes avec cette lettre, et non avec ce qu’affiche un écran. Si un groupe diffère, appuyez sur X et prévenez le bureau électoral : c’est une autre élection.',
    how: 'Comment voter',
    steps: [
      'Insérez votre carte dans le terminal de votre ordinateur et ouvrez la page de l’élection.',
      'Suivez le terminal : choisissez votre langue, comparez l’empreinte, faites vos choix et relisez-les.',
      'Tapez votre PIN sur le terminal, jamais sur l’ordinateur. Il se trouve dans votre lettre PIN, envoyée séparément de la carte.',
      'Retirez votre carte quand le terminal annonce que le vote est envoyé, et conservez-la.',
    ],
    check:
      'Vous pouvez vérifier que votre vote est arrivé : après la clôture, insérez de nouveau votre carte et lancez la vérification sur la même page. Seul le terminal vous montre ce qu’il a trouvé. Si votre vote manque, le terminal l’envoie de nouveau jusqu’au {time}.',
    never:
      'Personne ne vous demandera jamais votre PIN : ni par courrier, ni par téléphone, ni sur une page web.',
  },
  mailer: {
    kind: 'Lettre PIN',
    intro:
      'Ces chiffres sont ceux de la carte de vote de {voter}. La carte est envoyée séparément de cette lettre. Personne d’autre n’a ces chiffres, et aucune copie n’en est gardée.',
    pin: 'PIN',
    pinText: 'Pour voter. Tapez-le uniquement sur le terminal, jamais sur un ordinateur.',
    puk: 'PUK',
    pukText: 'Donne un nouveau PIN sur le terminal après trois PIN erronés.',
    signing: 'PIN de signature',
    signingPuk: 'PUK de signature',
    signingText:
      'Pour les programmes de l’ordinateur qui signent avec la carte. Ils n’ouvrent rien de ce qui touche au vote.',
    opened:
      'L’enveloppe était-elle ouverte, ou les chiffres lisibles de l’extérieur ? N’utilisez pas la carte et prévenez aussitôt le bureau électoral : vous en recevrez une autre.',
    keep: 'Retenez le PIN. Gardez le PUK en lieu sûr, séparé de la carte, et détruisez cette lettre.',
  },
  cover: {
    kind: 'Liste d’accompagnement',
    summary: 'Lettres : {number} ({kind})',
    number: 'N°',
    voter: 'Identifiant',
    name: 'Nom',
    received: 'Date et signature',
  },
};
