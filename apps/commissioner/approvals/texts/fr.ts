import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  approvals: {
    heading: 'Approbations',
    intro:
      'Ce qui est irréversible demande ici deux responsables : l’un le demande, un autre l’approuve, et c’est alors fait. Le journal d’audit nomme les deux. Une demande prend fin au bout d’un jour.',
    none: 'Personne ne demande d’approbation.',
    askedBy: 'Demandé par {officer}, depuis le {asked}. Peut être approuvé jusqu’au {expires}.',
    own: 'Demandé par vous, depuis le {asked}. Un autre responsable peut l’approuver jusqu’au {expires}.',
    changed:
      'Ce dont il s’agit a changé depuis la demande : elle ne peut plus être approuvée et doit être refaite.',
    look: 'Voir l’élection',
    approve: 'Approuver',
    decline: 'Refuser',
    withdraw: 'Retirer',
    sure: 'Approuver, et le faire exécuter ?',
    final:
      'C’est fait dès que vous approuvez. C’est irréversible, et le journal d’audit porte votre nom à côté de celui de {officer}.',
    done: 'Fait : {what}',
    declined: 'Plus personne ne peut l’approuver.',
    missed: 'Serveurs qui n’ont pas été joints : {servers}. Renvoyez depuis la page de l’élection.',
    code: 'Seconde moitié de la phrase de passe de {name}',
    codeText:
      'Remettez ce code en personne ; il n’est affiché que maintenant. {name} se connecte avec la phrase de passe donnée par {officer}, un espace et ce code, puis change la phrase de passe.',
    note: 'Un second responsable doit l’approuver : pour l’instant, vous ne faites que le demander.',
    ask: 'Demander l’approbation',
    asked: 'C’est demandé. Un autre responsable peut l’approuver jusqu’au {expires}, sous « Approbations ».',
    halves:
      'Un second responsable l’approuve et reçoit un code. Le nouveau responsable se connecte avec cette phrase de passe, un espace et ce code.',
    steps: {
      'election/open':
        'Ouvrir l’élection « {title} ». Ce qui est montré aux électeurs ne peut plus être modifié ensuite.',
      'election/close':
        'Clore maintenant le vote pour « {title} ». Qui n’a pas voté d’ici là ne peut plus voter.',
      'election/publish': 'Publier les résultats et le dossier de « {title} ». Chacun peut les copier.',
      'election/delete':
        'Supprimer l’élection d’essai « {title} » : liste électorale, votes, résultats et dossier.',
      'election/delete-data':
        'Supprimer les données personnelles de « {title} » : sa liste électorale, le registre de qui a voté, l’attribution des bulletins. Résultats et dossier restent.',
      'roll/remove': 'Retirer {voter} de la liste électorale. Les élections déjà créées gardent l’électeur.',
      'card/revoke':
        'Révoquer la carte de {voter}. Les élections déjà créées la gardent et n’acceptent aucune autre carte de cet électeur.',
      'card/replace':
        'Donner une autre carte à {voter}. Celle d’avant n’est pas valable dans les élections créées à partir de maintenant.',
      'officer/add': 'Ajouter {name} comme responsable, avec le rôle « {role} ».',
      'officer/remove': 'Retirer le responsable {name}, qui ne peut plus se connecter.',
      'officer/role': 'Donner au responsable {name} le rôle « {role} ».',
      'officer/unlock':
        'Laisser {name} se connecter à nouveau, après un blocage dû à des phrases de passe erronées.',
    },
  },
};
