import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  title: 'Vérifier une élection',
  intro:
    'Votre navigateur recompte l’élection à partir de son dossier : il vérifie toutes les signatures et tous les hachages, ouvre tous les votes et compare les résultats. Le dossier reste sur cet ordinateur.',
  host: 'Cette page est un programme que son hébergeur vous a envoyé. Qui ne fait pas confiance à l’hébergeur prend le même programme à sa source et lance « revs verify ».',
  which: 'Où se trouve le dossier de l’élection',
  sources: {
    published: 'Tel que le bureau électoral l’a publié',
    archive: 'Un fichier que j’ai téléchargé : record.tar',
    folder: 'Un répertoire de cet ordinateur : le dossier décompressé',
  },
  archive: 'Fichier record.tar',
  folder: 'Répertoire où se trouve record.jws',
  chosen: 'Choisi : {name}',
  noRecord: 'Choisissez d’abord le dossier de l’élection.',
  key: 'Clé publique du Commissaire',
  keyText:
    'Tout découle de cette clé : avec une autre clé, c’est une autre élection qui serait confirmée. Comparez-la avec le procès-verbal de l’élection, ou avec celle que le bureau électoral a publiée ailleurs.',
  keyFilled: 'Elle vient des réglages de ce site, qui ne peut pas s’en porter garant.',
  keyWrong: 'Écrivez les 66 chiffres de la clé (0 à 9, a à f). Les espaces ne comptent pas.',
  start: 'Vérifier',
  stop: 'Arrêter',
  running: 'Vérification en cours. Laissez cette page ouverte.',
  steps: 'Parties de la vérification',
  stepStates: { done: 'fait', current: 'en cours', todo: 'à venir' },
  parts: {
    download: 'Récupération du dossier',
    files: 'Les fichiers sont ceux qui ont été signés',
    documents: 'Documents et signatures',
    board: 'Tableau public tel qu’il a été figé',
    tally: 'Votes ouverts et recomptés',
    results: 'Résultats comparés',
  },
  done: '{done} sur {total}',
  fetched: '{megabytes} Mo',
  verified: 'Le dossier est confirmé.',
  verifiedText:
    'Toutes les signatures, tous les hachages et tous les votes ont été vérifiés, et les votes donnent exactement les résultats ci-dessous. Il reste à comparer avec ce qui est sur papier :',
  electionTitle: 'Élection',
  fingerprint: 'Empreinte de l’élection',
  fingerprintText: 'avec un avis d’élection, ou avec ce qu’un terminal a montré',
  recordHash: 'SHA-256 de record.jws',
  recordHashText: 'avec le procès-verbal de l’élection',
  usedKey: 'Clé publique du Commissaire',
  usedKeyText: 'avec le procès-verbal, ou là où le bureau électoral l’a aussi publiée',
  remarks: 'Serveurs qui n’avaient pas répondu quand le tableau public a été figé',
  remarksText:
    'Les résultats n’en sont pas faussés : la vérification ne compte que les autres. C’est pour votre information.',
  absent: {
    ledger: '{server} : aucun relevé des votes qu’il a signés',
    erasure: '{server} : aucune déclaration qu’il a effacé sa clé',
  },
  results: 'Résultats',
  notVerified: 'Le dossier n’est PAS confirmé.',
  notVerifiedText:
    'Ne vous fiez pas à ces résultats. Récupérez encore une fois le dossier, d’un autre endroit si possible ; s’il n’est toujours pas confirmé, dites-le au bureau électoral et à ceux qui observent l’élection.',
  unable: 'Le dossier n’a pas pu être vérifié.',
  unableText: 'Cela ne dit rien de l’élection.',
  where: 'Où',
  meaning: 'Ce que cela veut dire',
  detail: 'Pour les spécialistes',
  files: {
    'record.tar': 'le dossier en un seul fichier',
    'record.jws': 'la liste des fichiers que le Commissaire a signée',
    'plan.jws': 'le plan de l’élection',
    'manifest.jws': 'le manifeste, que tous les serveurs ont accepté',
    'closing-order.jws': 'l’ordre de clore plus tôt',
    'frozen.cbor': 'ce qui a été figé',
    'final-roots.cbor': 'les signatures des Dépositaires sur le tableau public',
    'disclosures.cbor': 'les parts de la clé qui ouvre les votes',
    'periods/trustee.cbor': 'le renouvellement, par les Dépositaires, de leurs parts de la clé',
    'periods/administrator.cbor': 'le renouvellement, par les Administrateurs, de leurs parts des clés',
    'ledgers.cbor': 'les relevés des Administrateurs sur les votes signés',
    'erasures.cbor': 'les déclarations des Anonymiseurs sur les clés effacées',
    'board/genesis.cbor': 'le début du journal des serveurs',
    'board/topics.cbor': 'les sujets du journal des serveurs',
    'board/entries.cbor': 'les entrées du journal des serveurs',
    'bulletin.bin': 'le tableau public avec tous les votes scellés',
    'results.json': 'les résultats publiés',
  },
  ballotFile: 'un bulletin',
  otherFile: 'un fichier qui ne fait partie d’aucun dossier',
  codes: {
    'record/missing':
      'Cette partie manque. Est-ce le bon répertoire ? Ce doit être celui où se trouve record.jws.',
    'record/unknown-file':
      'Ce fichier ne fait pas partie du dossier. Si vous ou votre ordinateur l’y avez mis, retirez-le et vérifiez encore ; sinon quelqu’un l’a ajouté.',
    'record/not-a-file':
      'Un répertoire, un lien ou un périphérique est là où il faut un fichier. Il n’a pas été ouvert.',
    'record/altered': 'Ce n’est pas le fichier que le Commissaire a signé : quelqu’un l’a modifié.',
    'record/too-long': 'Il est plus long que cette partie d’un dossier ne peut l’être. Il n’a pas été lu.',
    'record/too-long-here':
      'Il est trop long pour un navigateur. Le programme « revs verify » peut le vérifier : il n’a pas besoin de plus de mémoire pour cela.',
    'record/torn': 'Il s’arrête trop tôt. Peut-être n’a-t-il pas été récupéré en entier.',
    'record/unreadable': 'Il n’a pas pu être lu comme ce qu’il doit être.',
    'record/not-canonical': 'Il n’a pas la seule forme que cette partie d’un dossier doit avoir.',
    'record/not-named':
      'Ce n’est pas ce dont les serveurs étaient convenus quand le tableau public a été figé.',
    'record/wrong-results': 'Les votes donnent d’autres résultats que ceux qui ont été publiés.',
    'record/not-an-archive':
      'Le fichier n’est pas un dossier d’élection tel que le bureau électoral le publie.',
    'record/not-published': 'Le bureau électoral n’a pas publié le dossier de cette élection, ou pas encore.',
    'record/unreachable': 'Il n’a pas pu être récupéré. Vérifiez votre connexion et réessayez.',
    'signature/invalid':
      'La signature n’est pas celle de la clé dont elle doit être. Regardez d’abord si la clé ci-dessus est juste ; si elle l’est, ce n’est pas le dossier du Commissaire.',
    'key/invalid':
      'La clé ci-dessus ne peut être celle d’aucun Commissaire. Regardez si vous l’avez bien recopiée.',
    'freeze/list-mismatch': 'Ce n’est pas le tableau public que les Dépositaires ont figé.',
    'tally/fraud': 'Il y a plus de votes que les Administrateurs n’en ont signé, ou qu’il n’y a d’électeurs.',
    'manifest/other': 'Il appartient à une autre élection.',
    'page/unexpected':
      'Le programme s’est arrêté, peut-être faute de mémoire. Essayez un autre navigateur, ou « revs verify ».',
  },
  otherCode: 'Ce n’est pas ce que le protocole exige de cette partie.',
};
