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
      'roll/preview': 'Examen d’une liste électorale',
      'roll/import': 'Importation de la liste électorale',
      'roll/add-test': 'Création d’électeurs d’essai',
      'roll/remove': 'Retrait d’un électeur de la liste',
      'card/register': 'Enregistrement d’une carte',
      'device/certify': 'Certification d’une carte ou d’un terminal',
      'election/create': 'Création d’une élection',
      'election/open': 'Ouverture de l’élection',
      'election/close': 'Clôture du vote',
      'election/tally': 'Dépouillement',
      'election/delete': 'Suppression d’une élection d’essai',
      'election/publish': 'Publication des résultats',
    },
  },
};
