import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  elections: {
    heading: 'Élections',
    create: 'Nouvelle élection',
    empty: 'Il n’y a pas encore d’élection.',
    emptyText: 'Importez la liste électorale, donnez une carte à chaque électeur, puis créez une élection.',
    voters: 'Électeurs : {voters}',
    voting: 'Vote : du {opens} au {closes}',
    next: 'Ensuite : {step}',
    wait: 'Ensuite, à partir du {time} : {step}',
    nothing: 'Plus rien à faire',
    endsItself: 'Se termine de lui-même le {time}',
    archived: 'Élections archivées : {number}',
  },
  stages: {
    created: 'Créée',
    open: 'Ouverte',
    closing: 'Vote terminé',
    frozen: 'Tableau public figé',
    disclosed: 'Clé révélée',
    tallied: 'Dépouillée',
    published: 'Publiée',
  },
  jobs: {
    open: {
      name: 'Ouvrir l’élection',
      does: 'Envoie les données de l’élection à tous les serveurs et les inscriptions des électeurs aux Distributeurs. Les électeurs peuvent voter à partir du {opens}.',
      final: 'Ce qui est présenté aux électeurs ne peut plus être modifié ensuite.',
      done: 'L’élection est ouverte. Les électeurs peuvent voter à partir du {opens}.',
      missed:
        'Ces serveurs n’ont pas reçu les données de l’élection. Appelez leurs opérateurs, faites démarrer les serveurs, puis renvoyez les données.',
    },
    close: {
      name: 'Clore le vote maintenant',
      does: 'Il n’y a rien à faire : le vote se termine de lui-même le {closes}. Ce bouton le termine plus tôt ; les Administrateurs ne signent alors plus de votes.',
      final:
        'C’est irrévocable : le vote ne peut pas être rouvert. Qui n’a pas encore voté ne pourra plus voter.',
      done: 'Le vote se termine le {closes} : tous les serveurs le savent.',
      missed:
        'Ces serveurs ne savent pas encore que le vote est clos. Appelez leurs opérateurs, faites démarrer les serveurs, puis renvoyez l’ordre.',
    },
    tally: {
      name: 'Dépouiller',
      does: 'Attend que les Dépositaires aient figé la liste des votes et révélé la clé, ce qu’ils font d’eux-mêmes à la fin des réclamations, le {claimsEnd}. Puis ouvre et vérifie chaque vote, les compte et écrit le dossier de l’élection. Cela peut prendre du temps ; vous pouvez quitter cette page entre-temps.',
      final: 'Le dépouillement peut être répété et donne toujours les mêmes résultats.',
      done: 'Les votes sont dépouillés.',
      missed: 'Ces serveurs n’ont pas participé.',
    },
    publish: {
      name: 'Publier résultats et dossier',
      does: 'Les résultats et le dossier de l’élection deviennent publics sur ce service, afin que chacun puisse les vérifier.',
      final: 'C’est irrévocable : ce qui a été public a pu être copié par n’importe qui.',
      done: 'Les résultats et le dossier sont publiés.',
      missed: 'Ces serveurs n’ont pas participé.',
    },
    delete: {
      name: 'Supprimer cette élection d’essai',
      does: 'Supprime la liste électorale, les votes, les résultats et le dossier de cet essai, dans ce service et sur tous ses serveurs.',
      final:
        'C’est irréversible. Les électeurs et les cartes d’essai restent, ainsi que les entrées du journal d’audit et du tableau, qui ne contiennent ni votes ni électeurs.',
      done: 'L’élection d’essai est supprimée.',
      missed:
        'Ces serveurs ne l’ont pas supprimée ; elle est donc encore ici. Appelez leurs exploitants, faites démarrer les serveurs, puis supprimez-la de nouveau.',
    },
    'delete-data': {
      name: 'Supprimer les données personnelles',
      does: 'Supprime la liste électorale de cette élection, dans ce service et chez les Administrateurs, leur registre de qui a voté, et ce que les Distributeurs de bulletins ont sur les électeurs. Chaque serveur vérifie lui-même que le délai est passé. Résultats, dossier et procès-verbal restent.',
      final:
        'Cela ne peut être annulé : ensuite, personne ne peut plus dire qui était sur cette liste et qui a voté.',
      done: 'Les données personnelles de cette élection sont supprimées partout.',
      missed:
        'Ces serveurs ne les ont pas encore supprimées. Appelez leurs exploitants, faites démarrer les serveurs, puis renvoyez l’ordre.',
    },
  },
  workStages: {
    card: 'En attente du PIN de la carte du commissaire : saisissez-le sur le lecteur de cartes',
    manifest: 'Envoi des données de l’élection aux serveurs',
    enrolments: 'Envoi des inscriptions des électeurs',
    closingOrder: 'Envoi de l’ordre de clore',
    finalHeads: 'En attente des listes définitives des Compteurs',
    lists: 'Les Dépositaires récupèrent toutes les listes',
    finalRoots: 'En attente des signatures des Dépositaires sur la liste figée',
    shares: 'En attente des parts de la clé',
    deletion: 'Suppression sur les serveurs',
    bulletin: 'Écriture des votes dans le dossier',
    tally: 'Ouverture et décompte des votes',
    other: 'En cours',
  },
  election: {
    unknown: 'Il n’y a pas d’élection à cette adresse.',
    like: 'Une élection comme celle-ci',
    likeText:
      'Le titre, les bulletins, les serveurs et les seuils sont repris, avec des délais de même durée à partir de demain. La liste électorale est celle du jour où la nouvelle élection est créée. Rien n’est créé avant que vous ayez tout vu.',
    likeDo: 'Copier dans une nouvelle élection',
    deleted: 'Cette élection d’essai a été supprimée.',
    archivedTag: 'Archivée',
    archive: {
      heading: 'Archives',
      text: 'Range cette élection : la liste la montre à part. Résultats, dossier et procès-verbal restent où ils sont, pour tous.',
      away: 'Cette élection est archivée : la liste la montre à part. Résultats, dossier et procès-verbal sont où ils étaient.',
      putAway: 'Archiver cette élection',
      takeOut: 'Sortir des archives',
    },
    back: 'Toutes les élections',
    course: 'Déroulement de l’élection',
    nextHeading: 'Prochaine étape',
    waits: 'Possible à partir du {time}.',
    allDone: 'Tout est fait',
    allDoneText:
      'L’élection est terminée ; ses résultats et son dossier sont publics. Conservez le dossier et le journal de ce service.',
    progress: '{done} sur {total}',
    failures: 'Serveurs qui n’ont pas été joints',
    server: 'Serveur',
    reason: 'Motif',
    again: 'Renvoyer',
    sure: '{step} : en êtes-vous sûr ?',
    times: 'Dates et heures',
    opens: 'Ouverture du vote',
    closes: 'Fin du vote',
    intakeEnds: 'Derniers votes reçus par les Anonymiseurs',
    claimsEnd: 'Fin des réclamations, le tableau public peut être figé',
    fingerprint: 'Empreinte à publier',
    fingerprintText:
      'Le terminal l’affiche avant le vote. Imprimez-la dans les lettres aux électeurs et publiez-la là où personne ne peut la modifier, dans un journal par exemple : à qui la compare, on ne peut pas présenter une fausse élection.',
    copy: {
      fingerprint: 'Copier l’empreinte',
      address: 'Copier l’adresse',
      command: 'Copier la commande',
      key: 'Copier la clé',
      head: 'Copier l’empreinte du journal',
    },
    copied: 'Copié',
    address: 'Adresse pour les électeurs',
    addressCode: 'Code QR de l’adresse',
    addressText:
      'Elle mène à cette élection et, une fois publiés, à ses résultats. Tout le monde peut la connaître.',
  },
  personalData: {
    heading: 'Données personnelles',
    unset:
      'Aucun délai n’est fixé ici après lequel les données personnelles d’une élection peuvent être supprimées ; elles sont donc conservées. Il se fixe à l’installation (retentionDays).',
    kept: 'Elles sont conservées jusqu’au {time}, car le résultat peut être contesté jusque-là. Ensuite elles peuvent être supprimées.',
    due: 'Les données personnelles de cette élection peuvent être supprimées maintenant',
    begun: 'Les données personnelles sont supprimées ici, mais pas encore sur tous les serveurs',
    gone: 'Les données personnelles de cette élection sont supprimées',
    by: '{time}, par {officers}',
    caption: 'Qui avait des données personnelles',
    party: 'Serveur',
    at: 'Supprimées',
    here: 'ce service',
    notYet: 'pas encore',
    record: 'Preuve de la suppression (JSON)',
    recordText:
      'Elle contient l’ordre du Commissaire et la confirmation de chaque serveur, avec leurs signatures. Gardez-la avec le procès-verbal.',
  },
  renewals: {
    heading: 'Renouvellement des parts des clés',
    purpose: {
      trustee: 'Leurs parts réunies ouvrent les votes.',
      administrator: 'Leurs parts réunies signent les votes.',
    },
    period: 'Parts actuelles',
    since: 'Numéro {period}, {time}',
    atSetup: 'créées avec l’élection',
    next: 'Prochain renouvellement',
    from: 'à partir du {time}',
    underWay: 'en cours',
    noMore: 'plus aucun dans cette élection',
    help: 'Les parts volées avant un renouvellement ne valent plus rien après. Il n’y a rien à faire pour cela.',
    last: 'Les derniers renouvellements : {role}',
    row: '{period} : {time} ; détenues par {servers}',
    without: 'Sans part : {servers}',
    withoutText: {
      trustee:
        'Les votes peuvent être dépouillés tant que {needed} Dépositaires détiennent une part du même numéro. Appelez l’opérateur de celui qui n’en a pas : dès que son serveur fonctionne, « revs warden rejoin » l’y réadmet au prochain renouvellement.',
      administrator:
        'Les votes peuvent être signés tant que {needed} Administrateurs détiennent une part du même numéro. Appelez l’opérateur de celui qui n’en a pas : dès que son serveur fonctionne, « revs warden rejoin » l’y réadmet au prochain renouvellement.',
    },
    late: 'Un renouvellement prévu n’a pas abouti',
    lateText:
      'Le vote continue avec les parts existantes, mais ce qui en est volé reste valable plus longtemps. Vérifiez ces serveurs et le tableau ; le renouvellement est retenté de lui-même.',
  },
  monitoring: {
    heading: 'Suivi',
    turnout: 'Participation',
    signedFor: 'Votes signés',
    ofRoll: '{signed} sur {voters} inscrits ({share})',
    arrived: 'Votes arrivés',
    chart: 'Votes arrivés chez les Compteurs',
    summary: '{packages} le {time}',
    atLeast:
      'Signés : nombre d’électeurs dont les Administrateurs ont signé le vote, à l’aveugle. Autant ou plus, tant que {hostile} d’entre eux au plus mentent.',
    delay:
      'Arrivés : votes que détiennent les Compteurs. Les Anonymiseurs retiennent les votes pour les mélanger, les derniers jusqu’après la clôture : ce nombre a donc du retard. Quelques-uns peuvent se révéler non valables au dépouillement.',
    each: 'Ce que dit chaque Administrateur et chaque Compteur',
    noAnswer: 'pas de réponse',
    servers: 'Serveurs de cette élection',
    server: 'Serveur',
    role: 'Fonction',
    operator: 'Opérateur',
    state: 'État',
    answer: 'Temps de réponse',
    clock: 'Horloge',
    up: 'en marche',
    down: 'ne répond pas',
    problem: 'en défaut : {code}',
    knownProblem: '{problem} ({code})',
    problems: {
      'store/full': 'disque plein',
      'store/unavailable': 'ne peut rien enregistrer',
      'store/damaged': 'base de données endommagée',
      'store/put-back': 'une ancienne base de données a été remise',
      'board/rolled-back': 'une ancienne base de données a été remise',
      'board/fork': 'le tableau s’est divisé',
      'alert/renewal-late': 'renouvellement en retard',
      'alert/renewal-failed': 'ne peut renouveler sa part',
      'alert/no-share': 'sans part de clé',
      'alert/impersonated': 'quelqu’un signe en son nom',
      'alert/another-log': 'voit un autre tableau',
      'alert/abandoned': 'doit rejoindre de nouveau',
      'alert/powered-off': 'éteint depuis un renouvellement manqué',
    },
    milliseconds: '{ms} ms',
    clockRight: 'juste',
    clockAhead: 'avance de {seconds} s',
    clockBehind: 'retard de {seconds} s',
    clockUnknown: 'inconnue',
    checked: 'Dernière vérification : {time}',
    asking: 'Interrogation des serveurs …',
  },
  alerts: {
    signing: {
      title: 'Il est impossible de voter en ce moment',
      text: '{up} Administrateurs sur {all} sont en marche ; un vote demande les signatures de {needed}. Faites-en démarrer d’autres sans attendre. Les votes déjà confirmés sont en sûreté sur les cartes et repartiront plus tard.',
    },
    distribution: {
      title: 'Les terminaux ne peuvent pas obtenir les données de l’élection',
      text: '{up} Distributeurs de bulletins sur {all} sont en marche ; un terminal en demande {needed} qui concordent. Faites-en démarrer d’autres sans attendre.',
    },
    paths: {
      title: 'Les votes ne peuvent pas être envoyés',
      text: 'Des Anonymiseurs de {up} opérateurs sur {all} sont en marche ; un chemin passe par {needed} opérateurs différents. Faites-en démarrer d’autres sans attendre. Entre-temps, les votes attendent sur les cartes.',
    },
    intake: {
      title: 'Aucun vote ne peut arriver',
      text: '{up} Compteurs sur {all} sont en marche ; il en faut {needed}. Faites-en démarrer un sans attendre. Entre-temps, les votes attendent chez les Anonymiseurs.',
    },
    freezing: {
      title: 'Le tableau public ne peut pas être figé',
      text: '{up} Dépositaires sur {all} sont en marche ; {needed} doivent s’accorder sur le tableau public. Sans eux, pas de résultats : faites-en démarrer d’autres.',
    },
    disclosure: {
      title: 'Les votes ne peuvent pas être ouverts',
      text: '{up} Dépositaires sur {all} sont en marche ; il faut les parts de {needed}. Sans elles, pas de résultats : faites-en démarrer d’autres.',
    },
    tight: {
      title: 'Plus aucun serveur ne doit tomber en panne',
      signing:
        '{up} Administrateurs sur {all} sont en marche : tout juste assez pour un vote. Un de moins, et personne ne peut voter.',
      distribution:
        '{up} Distributeurs de bulletins sur {all} sont en marche : tout juste assez pour un terminal. Un de moins, et personne ne peut voter.',
      paths:
        'Des Anonymiseurs de {up} opérateurs sur {all} sont en marche : tout juste assez pour un chemin. Un de moins, et aucun vote ne peut être envoyé.',
      intake: 'Compteurs en marche : {up} sur {all}. Un de moins, et aucun vote ne peut arriver.',
      freezing:
        '{up} Dépositaires sur {all} sont en marche : tout juste assez pour s’accorder sur le tableau public. Un de moins, et il ne peut pas être figé.',
      disclosure:
        '{up} Dépositaires sur {all} sont en marche : tout juste assez pour ouvrir les votes. Un de moins, et ils restent fermés.',
    },
    down: {
      title: 'Des serveurs ne répondent pas',
      text: '{servers}. Appelez leurs opérateurs et faites-les démarrer ; ce qu’ils ont manqué leur est renvoyé à la prochaine étape.',
    },
    clock: {
      title: 'Des serveurs ne sont pas à l’heure',
      text: '{servers} : plus de 5 secondes d’écart. Les serveurs ouvrent et ferment selon leur propre horloge et peuvent refuser des électeurs trop tôt. Faites-les régler par leurs opérateurs (NTP).',
    },
    contradicted: {
      title: 'Un Compteur se contredit',
      text: '{servers} : a signé des listes de votes qui ne peuvent en former une seule ; quelque chose a été retiré ou remplacé. Le vote et le dépouillement continuent. Appelez l’opérateur : à moins qu’une ancienne copie n’ait été remise en place, il faut considérer le serveur comme compromis. Gardez les deux listes signées comme preuve : « revs election contradictions ».',
    },
    notOpened: {
      title: 'Le vote devrait avoir commencé, mais l’élection n’est pas ouverte',
      text: 'D’après ses horaires, on pourrait voter depuis le {time}. Ouvrez l’élection maintenant.',
    },
    opensAt: {
      title: 'Le vote commence le {time}',
      text: 'Tout est envoyé. D’ici là, il n’y a rien à faire.',
    },
    closesSoon: { title: 'Le vote se termine bientôt', text: 'Il se termine de lui-même le {time}.' },
    claims: {
      title: 'Les réclamations courent jusqu’au {time}',
      text: 'Des votes sont encore mélangés en chemin et les électeurs peuvent réclamer un vote qui n’est pas arrivé. Laissez tous les serveurs en marche. Ensuite, les Dépositaires figent eux-mêmes le tableau public.',
    },
    ready: { title: 'Une étape est possible dès maintenant', text: '{step}' },
  },
  outcome: {
    minutes: 'Procès-verbal à imprimer et à signer (PDF)',
    heading: 'Résultats',
    unpublished: 'Pas encore publics : seuls les responsables voient ces résultats.',
    record: 'Dossier de l’élection',
    recordText:
      'Tout ce qu’il faut pour vérifier l’élection : données, signatures, tableau public, la clé qui ouvre les votes, résultats. Il ne nomme aucun électeur. Gardez-en des copies à plusieurs endroits.',
    download: 'Télécharger le dossier',
    key: 'Clé publique du commissaire',
    keyText:
      'Publiez-la aussi ailleurs : qui vérifie le dossier ne doit pas avoir à prendre la clé sur ce service.',
    verify: 'Chacun vérifie le dossier dans un navigateur, sur la page des électeurs, ou avec un programme :',
    verifyHere: 'Vérifier dans le navigateur',
  },
};
