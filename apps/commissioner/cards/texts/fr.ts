import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  cards: {
    heading: 'Cartes',
    intro:
      'Chaque électeur reçoit une carte, et une lettre avec son PIN. Les cartes se font à la station de personnalisation, un programme de cet ordinateur.',
    pins: 'Les PIN ne passent jamais par cette page',
    pinsText:
      'La station garde chaque PIN jusqu’à ce que sa lettre soit imprimée, et nulle part ailleurs. Envoyez les lettres séparément des cartes.',
    progress: 'Électeurs avec une carte',
    progressText: '{done} sur {total}',
    allDone: 'Tous les électeurs de la liste ont une carte.',
    station: 'Station de personnalisation',
    address: 'Adresse de la station',
    addressHelp: 'Sur cet ordinateur. D’ordinaire http://127.0.0.1:8620.',
    addressBad: 'La station doit être sur cet ordinateur : http://127.0.0.1 et un port.',
    connect: 'Connecter',
    change: 'Changer l’adresse',
    noStation: 'Il n’y a pas de station de personnalisation à {address}',
    noStationText:
      'Démarrez-le dans une fenêtre de cet ordinateur, dans le dossier de REVS, avec le dossier de l’installation à laquelle cette console appartient ; puis connectez. Si le navigateur demande si cette page peut atteindre des appareils ou programmes de cet ordinateur, permettez-le.',
    folder: 'Cartes',
    slot: 'Dans la fente',
    empty: 'Aucune carte',
    blank: 'Une carte vierge',
    insert: 'Insérer une carte vierge',
    eject: 'Éjecter la carte',
    one: 'Une carte',
    voter: 'Électeur',
    voterHelp: 'Le prochain électeur sans carte est proposé.',
    hasCard: 'Cet électeur a déjà une carte.',
    unknown: 'Cet électeur n’est pas sur la liste.',
    personalise: 'Faire la carte de {voter}',
    next: 'Éjecter et insérer la suivante',
    made: 'La carte de {voter} est faite.',
    batch: 'Toutes les cartes, depuis le chargeur',
    batchText: 'Fait, l’une après l’autre, les cartes de qui n’en a pas encore : {number}.',
    start: 'Faire les cartes ({number})',
    stop: 'Arrêter',
    stopping: 'Arrêté. La carte en cours est terminée ; continuez quand vous voulez.',
    batchDone: 'Cartes faites : {number}.',
    refused: 'La station a refusé',
    codes: {
      'no-blank': 'Il n’y a pas de carte vierge dans la fente. Insérez-en une.',
      'slot-taken': 'Il y a une carte dans la fente. Éjectez-la d’abord.',
      'has-card': 'L’électeur a déjà une carte.',
      'unknown-voter': 'L’électeur n’est pas sur la liste. Importez d’abord la liste.',
      'card-exists':
        'Il y a déjà un fichier pour la carte de cet électeur. Regardez dans le dossier des cartes.',
      busy: 'La station fait des cartes. Attendez qu’elle ait fini.',
      'no-mailers':
        'Aucune lettre PIN à imprimer : elles sont détruites, ou il n’y a pas de nouvelles cartes.',
      'bad-addresses': 'Rien n’a été écrit. Corrigez le fichier des adresses et choisissez-le de nouveau.',
      service: 'Le service du Commissaire n’a pas répondu à la station, ou a refusé. Réessayez.',
      other: 'Regardez la fenêtre où tourne la station.',
    },
  },
};
