/** Français. */
import { fr as paper } from '../../shared/ballot/fr.ts';
import { fr as outcome } from '../../shared/results/fr.ts';
import { fr as trial } from '../../shared/trial/fr.ts';
import type { Texts } from './texts.ts';

export const fr: Texts = {
  title: 'Voter avec REVS',
  skip: 'Aller au contenu',
  language: 'Langue',
  loading: 'Recherche de l’élection …',
  help: 'Qui vous aide',
  untrusted: {
    heading: 'Ce que cette page peut voir',
    text: 'Votre choix et votre PIN restent entre vous, le terminal et votre carte : cette page ne porte que des messages scellés. Avec un terminal à part, même un ordinateur hostile ne pourrait que refuser de fonctionner.',
    emulated:
      'Mais un terminal qui est un programme de cet ordinateur, comme lors d’un essai, ne protège de rien face à cet ordinateur.',
    host: 'Ni cookies ni pistage : cette page ne parle qu’aux serveurs électoraux.',
  },
  notices: { label: 'À propos de ces pages', data: 'Protection des données', accessibility: 'Accessibilité' },
  election: {
    several: 'Quelle élection ?',
    unknown: 'Cette adresse désigne une élection qui n’est pas ici',
    unknownText: 'Elle est peut-être terminée, ou l’adresse est incomplète. Voici les élections présentes :',
    choose: 'Aller à cette élection',
    openNow: 'Ouverte',
    before: 'Pas encore ouverte',
    mixing: 'Close',
    counting: 'Close',
    openUntil: 'Vous pouvez voter jusqu’au {time}.',
    opensAt: 'Le vote ouvre le {time}.',
    closedAt: 'Le vote a été clos le {time}.',
    other: 'Autres élections',
    distributorsDown:
      'Distributeurs de bulletins sans réponse : {silent} sur {all}. Les autres suffisent pour montrer l’élection ; il en faut au moins {needed} à votre terminal.',
  },
  paper,
  trial,
  ballot: {
    heading: 'Le bulletin de vote',
    yours: 'Votre bulletin de vote',
    readOnly: 'À lire seulement. Vous choisissez sur le terminal, pas ici.',
    in: 'Lire le bulletin en',
    which: 'Quel bulletin',
    forStyle: 'Bulletin pour : {style}',
    loading: 'Le bulletin arrive …',
    failed:
      'Le bulletin n’a pas pu être lu ici ({code}). Votre terminal le reçoit et le vérifie de toute façon.',
    show: 'Montrer le bulletin de vote',
  },
  vote: {
    heading: 'Votre vote',
    steps: {
      terminal: 'Terminal et carte',
      choose: 'Choisir sur le terminal',
      sign: 'Signatures',
      send: 'En route',
    },
    stepStates: { done: 'fait', current: 'maintenant', todo: 'à venir' },
    searching: 'Recherche de votre terminal …',
    noCard: 'Le terminal est là. Insérez maintenant votre carte.',
    noCardAsk: 'La carte est déjà insérée ?',
    noCardHelp:
      'Si le terminal dit qu’elle n’est pas de ce bureau électoral, elle vient d’un autre, ou elle est à l’envers : retirez-la et regardez-la.',
    resumed: 'Cette page reprend là où elle en était.',
    resumedText: 'Le terminal a déjà quelque chose en cours. Inutile de recommencer.',
    ready: 'Le terminal et la carte sont prêts.',
    start: 'Commencer à voter sur le terminal',
    startAnyway: 'Essayer quand même',
    notOpen:
      'D’après l’horloge de cet ordinateur ({now}), l’élection n’est pas ouverte. Ce sont les serveurs qui décident, pas cette horloge.',
    preparing: 'Remise de l’élection au terminal …',
    follow: 'Utilisez maintenant le terminal. Il vous guide :',
    followSteps: {
      language: 'Choisissez votre langue.',
      fingerprint:
        'Comparez l’empreinte avec celle de votre lettre, et non avec ce qu’affiche cet ordinateur.',
      choose: 'Choisissez par les numéros du bulletin de cette page, puis relisez.',
      pin: 'Tapez votre PIN sur le terminal seulement. Dès lors, le vote est définitif.',
    },
    waiting: 'Cette page attend le terminal.',
    waitingText: 'Vous pouvez la recharger ou la fermer : rien n’est perdu.',
    kept: 'Votre vote est en sûreté sur votre carte. Vous pouvez recharger cette page : elle continue d’elle-même.',
    signing: '{done} sur {needed}',
    signingRound: {
      agree: 'Tour 1 sur 2 : accord sur votre vote scellé',
      sign: 'Tour 2 sur 2 : signature',
    },
    enough: '{needed} des {all} Administrateurs suffisent, quels qu’ils soient.',
    administrators: 'Administrateurs',
    states: { waiting: 'interrogé', agreed: 'd’accord', signed: 'a signé', failed: 'ne répond pas' },
    failedOne:
      'Administrateurs sans réponse : {failed} sur {all}. Le vote continue avec les autres : {needed} suffisent.',
    failedMany:
      'Administrateurs sans réponse : {failed} sur {all} ; il en faut {needed}. Cette page continue d’essayer.',
    sending: 'Envoi de votre vote scellé par les Anonymiseurs …',
    sendingWhy: 'Ils le mêlent à d’autres votes, pour que personne ne puisse dire de qui il est.',
    sent: 'Votre vote est en route.',
    sentText: 'Retirez votre carte du terminal et gardez-la.',
    later: 'Après la clôture, vous pourrez voir sur le terminal si votre vote est arrivé.',
    again: 'Une autre personne peut maintenant insérer sa carte.',
  },
  check: {
    heading: 'Mon vote est-il sur le tableau public ?',
    intro:
      'Insérez votre carte. Le terminal lit les listes publiques des Compteurs et vous répond sur son propre écran ; cette page n’apprend pas la réponse.',
    start: 'Vérifier sur le terminal',
    follow: 'Utilisez maintenant le terminal : choisissez votre langue et tapez-y votre PIN.',
    running: 'Les listes des Compteurs passent par le terminal …',
    done: 'Regardez le terminal : son écran dit ce qu’il a trouvé. Nombre de Compteurs dont il a lu la liste : {count}.',
    none: 'Aucun Compteur n’a répondu : le terminal n’a pas pu vérifier. Réessayez dans quelques minutes.',
    problems: {
      'not-genuine':
        'La vérification n’a rien changé à votre vote. Réessayez ; si cela se répète, prenez un autre ordinateur et prévenez le bureau électoral.',
      'card-removed': 'La vérification n’a rien changé à votre vote. Insérez la carte et recommencez.',
      cancelled: 'La vérification n’a rien changé à votre vote. Recommencez quand vous voulez.',
    },
  },
  outcome,
  results: {
    heading: 'Résultats',
    waiting: 'Les résultats ne sont pas encore publiés.',
    waitingText:
      'Les votes sont mêlés et peuvent être réclamés jusqu’au {time} ; puis les Dépositaires les ouvrent ensemble.',
    failed: 'Les résultats publiés n’ont pas pu être lus ({code}).',
    verify: 'Vérifiez vous-même',
    verifyText:
      'Chacun peut recompter et vérifier toutes les signatures, à partir de la seule clé publique du Commissaire, dans un navigateur ou avec un programme.',
    verifyHere: 'Vérifier dans ce navigateur',
    verifyCommand: 'Ou téléchargez le dossier de l’élection, décompressez-le et lancez :',
    download: 'Télécharger le dossier de l’élection',
    verifyKey:
      'Comparez la clé avec celle que le Commissaire a publiée ailleurs : cette page ne peut pas s’en porter garante.',
  },
  actions: { retry: 'Réessayer', reload: 'Regarder de nouveau', dismiss: 'Fermer ce message' },
  problemLabels: { why: 'Pourquoi', next: 'Que faire' },
  problems: {
    offline: {
      what: 'Cet ordinateur est hors ligne.',
      why: 'Le navigateur n’est relié à aucun réseau.',
      next: 'Reconnectez-le. Rien n’est perdu : un vote confirmé est gardé sur votre carte.',
    },
    'no-config': {
      what: 'Cette page ne connaît aucun serveur électoral.',
      why: 'Son fichier config.json manque ou contient des fautes : {code}',
      next: 'Prévenez le bureau électoral.',
    },
    'no-distributor': {
      what: 'Aucun Distributeur de bulletins ne répond.',
      why: 'Aucun des {all} n’est joignable depuis cet ordinateur.',
      next: 'Vérifiez votre connexion et réessayez dans quelques minutes. Si cela dure, appelez le bureau électoral.',
    },
    'few-distributors': {
      what: 'Trop peu de Distributeurs de bulletins répondent.',
      why: '{all} sont connus ici ; ceux qui se portent garants de cette élection ne suffisent pas en ce moment.',
      next: 'Attendez quelques minutes et réessayez. Rien n’est perdu : un vote confirmé reste sur votre carte. Si cela dure, appelez le bureau électoral.',
    },
    'no-election': {
      what: 'Il n’y a pas d’élection en ce moment.',
      why: 'Les Distributeurs de bulletins répondent, mais n’en ont aucune à montrer.',
      next: 'Revenez plus tard, ou demandez les dates au bureau électoral.',
    },
    'no-terminal': {
      what: 'Aucun terminal ne répond à {url}.',
      why: 'Il n’est pas branché ou pas allumé, il démarre encore, ou il ne permet pas à cette page de l’interroger.',
      next: 'Branchez le terminal et allumez-le. Un terminal émulé se lance avec la commande ci-dessous ; cette page le trouve d’elle-même.',
    },
    'card-foreign': {
      what: 'Le terminal n’accepte pas cette carte.',
      why: 'Elle n’a pas été émise par le bureau électoral de cette élection, ou elle est abîmée.',
      next: 'Utilisez la carte que le bureau électoral vous a envoyée.',
    },
    'card-full': {
      what: 'Il n’y a plus de place sur votre carte.',
      why: 'Elle est pleine de votes d’élections antérieures qui ne sont pas achevés, ou qui n’ont jamais été vérifiés.',
      next: 'Choisissez ici chacune de ces élections et vérifiez votre vote sur le terminal : cela libère de la place. Votez ensuite à celle-ci. Rien n’a été voté.',
    },
    'card-failed': {
      what: 'Votre carte n’a pas fait ce qu’elle devait.',
      why: 'Elle a perdu sa liaison avec le terminal, ou quelque chose y a échoué ({code}).',
      next: 'Retirez-la, insérez-la de nouveau et recommencez. Si vous aviez confirmé avec votre PIN, le même vote continue. Si cela se répète, apportez la carte au bureau électoral.',
    },
    'not-on-roll': {
      what: 'Cette carte n’est pas sur la liste électorale de cette élection.',
      why: 'Les Distributeurs n’ont aucun bulletin pour elle.',
      next: 'Si vous devriez pouvoir voter ici, appelez le bureau électoral.',
    },
    'card-removed': {
      what: 'La carte a été retirée.',
      why: 'Le terminal oublie alors ce qui n’a pas été confirmé avec le PIN, pour votre protection.',
      next: 'Insérez la carte et recommencez. Si vous aviez confirmé avec votre PIN, le même vote continue ; sinon, aucun vote n’a été émis.',
    },
    cancelled: {
      what: 'Vous avez arrêté sur le terminal.',
      why: 'La touche rouge a été pressée.',
      next: 'Recommencez quand vous voulez. Un vote déjà confirmé avec votre PIN reste tel quel ; sinon, aucun vote n’a été émis.',
    },
    'pin-blocked': {
      what: 'Le PIN de votre carte est bloqué.',
      why: 'Un PIN erroné a été tapé trop souvent.',
      next: 'Apportez votre carte et votre PUK au bureau électoral. Votre carte garde tout ce qu’elle contenait.',
    },
    'already-voted': {
      what: 'Vous avez déjà voté à cette élection.',
      why: 'Votre carte a terminé son vote et n’en fait pas un second.',
      next: 'Il n’y a plus rien à faire. Après la clôture, vous pourrez vérifier sur le terminal que le vote est arrivé.',
    },
    'test-card': {
      what: 'Ceci est une carte d’essai.',
      why: 'Elle ne vote qu’aux élections d’essai ; cette élection est une vraie élection.',
      next: 'Prenez la carte établie à votre nom.',
    },
    'other-manifest': {
      what: 'Votre carte garde un vote selon d’autres règles de cette élection.',
      why: 'Les données d’ici ne sont pas celles avec lesquelles votre carte a voté. Quelqu’un vous montre peut-être une fausse élection.',
      next: 'Ne continuez pas ici. Appelez le bureau électoral.',
    },
    'cloned-card': {
      what: 'Un autre vote a déjà été signé en votre nom.',
      why: 'Les Administrateurs détiennent un vote différent, signé par la clé de votre carte : il existe peut-être une copie de votre carte.',
      next: 'Appelez tout de suite le bureau électoral et gardez la carte.',
    },
    'timed-out': {
      what: 'Le terminal s’est arrêté, car rien ne s’est passé pendant quelques minutes.',
      why: 'Il ne laisse pas un vote ouvert à la vue d’autrui.',
      next: 'Recommencez. Ce que vous aviez confirmé avec votre PIN est gardé.',
    },
    'not-open': {
      what: 'L’élection n’est pas encore ouverte.',
      why: 'Les Administrateurs ne signent aucun vote avant l’ouverture, le {opens}.',
      next: 'Revenez à ce moment-là. Un vote qui est sur votre carte continuera alors.',
    },
    closed: {
      what: 'L’élection est close.',
      why: 'Les Administrateurs ne signent plus aucun vote depuis le {closes}.',
      next: 'Si vous aviez besoin d’aide à temps et ne l’avez pas eue, appelez le bureau électoral.',
    },
    'clock-wrong': {
      what: 'Les horloges ne concordent pas.',
      why: 'D’après cet ordinateur ({now}), l’élection est ouverte ; les Administrateurs disent que non.',
      next: 'Mettez l’horloge de cet ordinateur à l’heure. Si elle est juste, le bureau électoral doit examiner ses serveurs : appelez-le.',
    },
    'too-few-servers': {
      what: 'Trop peu de serveurs électoraux répondent.',
      why: 'Votre vote a besoin de {needed} Administrateurs sur {all}, puis d’Anonymiseurs ; n’ont pas aidé : {failed}.',
      next: 'Votre vote est en sûreté sur votre carte. Réessayez dans quelques minutes ; si possible, laissez la carte dans le terminal.',
    },
    'not-genuine': {
      what: 'Les données de l’élection ne sont pas authentiques.',
      why: 'Une signature ou une empreinte est fausse ({code}). Quelqu’un les a peut-être altérées en chemin.',
      next: 'Rien n’a été voté. Réessayez ; si cela se répète, prenez un autre ordinateur et prévenez le bureau électoral.',
    },
    'no-vote': {
      what: 'Votre carte ne garde aucun vote de cette élection.',
      why: 'Elle n’en a jamais commencé, ou la vérification est terminée et la carte l’a effacé.',
      next: 'Il n’y a rien à vérifier.',
    },
    'given-up': {
      what: 'Vous avez abandonné votre vote à cette élection.',
      why: 'Il n’avait jamais été signé avant la fin de l’élection. La carte l’a effacé, comme vous l’avez accepté sur le terminal.',
      next: 'Il n’y a plus rien à faire. Votre carte a de la place pour une autre élection.',
    },
    'terminal-gone': {
      what: 'Le terminal ne répond plus.',
      why: 'Il a été débranché ou éteint.',
      next: 'Branchez-le, insérez votre carte et recommencez. Si vous aviez confirmé avec votre PIN, le même vote continue.',
    },
    'no-finlet': {
      what: 'Le terminal n’a pas de programme de vote.',
      why: 'Il est venu sans le programme du bureau électoral, ou il ne l’a pas accepté ({code}).',
      next: 'Apportez le terminal au bureau électoral.',
    },
    other: {
      what: 'Quelque chose a échoué.',
      why: 'Le code est {code}.',
      next: 'Réessayez. Un vote confirmé est gardé sur votre carte. Si cela se répète, indiquez le code au bureau électoral.',
    },
  },
};
