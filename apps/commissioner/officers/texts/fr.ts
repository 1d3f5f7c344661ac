import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  officers: {
    heading: 'Responsables',
    intro:
      'Qui peut se connecter à cette console. Donnez à chacun un nom qui lui est propre : le journal d’audit dit alors qui a fait quoi.',
    caption: 'Responsables',
    name: 'Nom',
    created: 'Ajout',
    state: 'État',
    active: 'peut se connecter',
    you: 'vous',
    locked: 'bloqué jusqu’au {time}',
    remove: 'Retirer',
    removeNamed: 'Retirer {name}',
    removeTitle: 'Retirer {name} ?',
    removeText:
      '{name} est déconnecté aussitôt et ne peut plus se connecter. Les entrées du journal d’audit restent.',
    role: 'Rôle',
    changeRole: 'Changer le rôle',
    changeRoleNamed: 'Changer le rôle de {name}',
    changeRoleTitle: 'Un autre rôle pour {name}',
    roleChanged: '{name} a maintenant le rôle « {role} ».',
    atOnce: 'Le nouveau rôle vaut aussitôt, y compris là où {name} est connecté.',
    changeButton: 'Donner ce rôle',
    means: {
      office: 'Bureau électoral : conduit les élections, tient la liste électorale et gère les responsables.',
      approver: 'Approbateur : lit tout et approuve ce que d’autres responsables demandent.',
      observer: 'Observateur : lit tout et ne modifie rien.',
    },
    add: 'Ajouter un responsable',
    nameHelp: 'Lettres, chiffres, point, trait d’union, tiret bas ; 64 au plus.',
    badName: 'Seulement lettres sans accents, chiffres, point, trait d’union et tiret bas ; 64 au plus.',
    passphrase: 'Phrase de passe',
    passphraseHelp:
      'Au moins 12 caractères. Remettez-la en personne ; le nouveau responsable la change après sa première connexion.',
    addButton: 'Ajouter',
    added: '{name} peut maintenant se connecter.',
    removed: '{name} a été retiré.',
    own: 'Changer votre phrase de passe',
    old: 'Phrase de passe actuelle',
    new: 'Nouvelle phrase de passe',
    newHelp: 'Au moins 12 caractères ; quatre ou cinq mots sans rapport entre eux se retiennent facilement.',
    repeat: 'Nouvelle phrase de passe, encore une fois',
    different: 'Les deux ne sont pas identiques.',
    short: 'Au moins 12 caractères.',
    change: 'Changer',
    changed: 'Votre phrase de passe est changée. Vos autres sessions sont terminées.',
  },
};
