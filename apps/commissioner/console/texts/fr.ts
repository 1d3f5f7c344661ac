import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  title: 'REVS Commissaire',
  skip: 'Aller au contenu',
  language: 'Langue',
  loading: 'Chargement …',
  notFound: 'Cette page n’existe pas.',
  notices: { label: 'À propos de ces pages', data: 'Protection des données', accessibility: 'Accessibilité' },
  nav: {
    label: 'Parties de la console',
    elections: 'Élections',
    create: 'Nouvelle élection',
    roll: 'Liste électorale',
    cards: 'Cartes',
    approvals: 'Approbations',
    servers: 'Serveurs',
    audit: 'Journal d’audit',
    officers: 'Responsables',
  },
  account: { officer: 'Responsable : {officer}', logOut: 'Se déconnecter' },
  officerRoles: { observer: 'Observateur', approver: 'Approbateur', office: 'Bureau électoral' },
  readOnly: {
    observer: 'Vous êtes connecté comme observateur : vous pouvez tout lire et ne rien modifier.',
    approver:
      'Vous êtes connecté comme approbateur : vous pouvez tout lire, et approuver ce que d’autres responsables demandent.',
  },
  logIn: {
    heading: 'Se connecter',
    intro:
      'Réservé aux responsables du bureau électoral. Tout ce que vous faites ici est inscrit sous votre nom au journal d’audit.',
    name: 'Nom',
    passphrase: 'Phrase de passe',
    submit: 'Se connecter',
    noOfficer:
      'Pas encore de compte ? Un autre responsable vous ajoute sous « Responsables ». Le tout premier est ajouté sur la machine du service :',
    expired: 'Votre session est terminée',
    expiredText:
      'Après 30 minutes sans activité, au bout de 12 heures ou après un redémarrage du service, il faut se reconnecter. Ce que vous avez saisi sur cette page est toujours là.',
    leave: 'Quitter plutôt cette page',
  },
  clock: {
    title: 'Les horloges ne concordent pas',
    text: 'D’après le service du commissaire, il est {service} ; d’après cet ordinateur, {local}. C’est l’horloge du service qui décide de l’ouverture et de la clôture. Les heures de cette page suivent cet ordinateur : réglez son horloge. Si elle est juste, faites régler la machine du service.',
  },
  problems: {
    badAddresses: {
      title: 'Le fichier des adresses est inutilisable.',
      next: 'Rien n’a été fait. Corrigez ce qui est indiqué ci-dessous et choisissez de nouveau le fichier.',
    },
    unreachable: {
      title: 'Le service du commissaire ne répond pas.',
      next: 'Vérifiez la connexion de cet ordinateur et si le service fonctionne. Cette page réessaie d’elle-même ; rien de ce qui a été fait n’est perdu.',
    },
    brokenOff: {
      title: 'La connexion s’est interrompue en cours de route.',
      next: 'Ce qui est fait reste fait. Regardez l’état de l’élection, puis appuyez de nouveau sur le bouton : tout reprend là où c’était resté.',
    },
    expired: {
      title: 'Votre session est terminée ; ceci n’a pas été fait.',
      next: 'Connectez-vous, puis appuyez de nouveau sur le bouton.',
    },
    wrongPassphrase: {
      title: 'Le nom ou la phrase de passe est incorrect.',
      next: 'Réessayez en faisant attention aux majuscules. Après cinq erreurs de suite, le nom est bloqué pendant 15 minutes.',
    },
    locked: {
      title: 'Ce nom est bloqué après trop de phrases de passe incorrectes.',
      next: 'Attendez 15 minutes, ou faites-le débloquer (revs officers unlock). Si ces essais n’étaient pas les vôtres, prévenez les autres responsables : quelqu’un cherche peut-être à entrer.',
    },
    weakPassphrase: {
      title: 'La phrase de passe est trop courte.',
      next: 'Prenez au moins 12 caractères ; quatre ou cinq mots sans rapport entre eux se retiennent facilement.',
    },
    officerExists: { title: 'Il y a déjà un responsable de ce nom.', next: 'Prenez un autre nom.' },
    officerUnknown: {
      title: 'Ce responsable n’existe plus.',
      next: 'Rechargez la page : un autre responsable a peut-être retiré ce nom.',
    },
    lastOfficer: {
      title: 'C’est le dernier responsable ayant le rôle « Bureau électoral ».',
      next: 'Donnez d’abord ce rôle à un autre responsable ; sinon plus personne ne pourrait conduire d’élection ni gérer les responsables.',
    },
    role: {
      title: 'Votre rôle ne le permet pas.',
      next: 'Les responsables ayant le rôle « Bureau électoral » le peuvent ; ce sont eux aussi qui changent les rôles, sous « Responsables ».',
    },
    templateExists: {
      title: 'Il y a déjà un bulletin type de ce nom.',
      next: 'Prenez un autre nom, ou supprimez d’abord l’autre bulletin type.',
    },
    templateMany: {
      title: 'Il n’y a plus de place pour un bulletin type.',
      next: 'Supprimez-en un dont vous n’avez plus besoin.',
    },
    approvalNeeded: {
      title: 'Un second responsable doit l’approuver ; cela n’a pas été fait.',
      next: 'Rechargez la page, puis demandez l’approbation.',
    },
    ownRequest: {
      title: 'Cette demande est la vôtre.',
      next: 'Un autre responsable doit l’approuver.',
    },
    requestChanged: {
      title: 'Ce qui était demandé a changé depuis ; rien n’a été fait.',
      next: 'Regardez ce qu’il en est maintenant. Si c’est toujours voulu, il faut le demander de nouveau.',
    },
    requestGone: {
      title: 'Cette demande n’existe plus ; rien n’a été fait.',
      next: 'Elle a été approuvée, refusée ou retirée, ou date de plus d’un jour. Rechargez la page.',
    },
    tooFewOfficers: {
      title: 'Il resterait trop peu de responsables.',
      next: 'Un responsable demande et un autre approuve : il doit en rester deux qui le peuvent. Ajoutez d’abord un autre responsable.',
    },
    tooManyRequests: {
      title: 'Trop de vos demandes sont ouvertes.',
      next: 'Retirez-en sous « Approbations », ou faites-les approuver.',
    },
    tooEarly: {
      title: 'Il est trop tôt pour cette étape.',
      next: 'Attendez l’heure indiquée sur cette page. Si elle est passée, comparez l’horloge de cet ordinateur à celle du service.',
    },
    notFound: {
      title: 'Le service n’a pas ce que cette page demande.',
      next: 'Revenez à la liste des élections. L’élection est peut-être sur un autre service, ou l’étape précédente manque.',
    },
    foreignOrigin: {
      title: 'Le service ne connaît pas l’adresse de cette page.',
      next: 'Ouvrez la console à l’adresse avec laquelle le service a été configuré et connectez-vous là : c’est une protection contre les pages falsifiées.',
    },
    tooMany: { title: 'Le service est occupé.', next: 'Attendez une minute et réessayez.' },
    internal: {
      title: 'Le service a échoué.',
      next: 'Réessayez une fois. Si l’échec se répète, le journal de la machine du service dit pourquoi ; indiquez l’heure à son opérateur.',
    },
    serverDown: {
      title: 'Un serveur ne répond pas.',
      next: 'Appelez l’opérateur du serveur nommé ci-dessous, faites-le démarrer, puis réessayez.',
    },
    other: {
      title: 'Cela n’a pas abouti.',
      next: 'Lisez le motif ci-dessous, corrigez ce qu’il nomme et réessayez. Ce qui est fait reste fait.',
    },
  },
  detail: 'Du service : {detail}',
  actions: { retry: 'Réessayer', cancel: 'Annuler' },
  stepStates: { done: 'fait', current: 'en cours', todo: 'à venir' },
  fewVoters: {
    title: 'Peu d’électeurs : {styles}',
    text: 'Moins de 20 électeurs ont ce modèle. Quiconque recompte le dossier publié voit à part les votes de chaque modèle, même pour les questions dépouillées ensemble, et peut apprendre un vote : toujours s’il n’y a qu’un électeur, et s’ils sont peu nombreux quand ils sont d’accord ou que d’autres disent leur vote. Envisagez un modèle commun à plus d’électeurs.',
  },
};
