import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  roles: {
    administrator: 'Administrateur',
    trustee: 'Dépositaire',
    anonymizer: 'Anonymiseur',
    counter: 'Compteur',
    distributor: 'Distributeur de bulletins',
    board: 'Réplique du tableau',
  },
  roleNames: {
    administrator: 'Administrateurs',
    trustee: 'Dépositaires',
    anonymizer: 'Anonymiseurs',
    counter: 'Compteurs',
    distributor: 'Distributeurs de bulletins',
    board: 'Répliques du tableau',
  },
  board: {
    heading: 'Le registre commun',
    intro:
      'La liste sur laquelle tous les serveurs s’accordent : plans, clés, clôture, tableau d’affichage gelé. {hostile} de ses répliques peuvent être hostiles et {down} de plus en panne.',
    twoLogs:
      'Le registre commun a montré deux listes qui se contredisent. Les serveurs qui ont vu les deux ne le suivent plus : on peut voter jusqu’à la clôture, mais rien n’est clos plus tôt, figé ou compté. Le service garde les deux listes signées comme preuve. Trouvez quelles répliques ont signé les deux.',
    fork: 'Ces répliques montrent une autre liste que les autres : {replicas}. Leurs opérateurs doivent les arrêter et en trouver la cause.',
    silence:
      'Trop peu de répliques répondent : rien de nouveau n’est ordonné avant leur retour. Le vote continue, et rien n’est perdu.',
    notVoting: 'Ces répliques ne participent pas en ce moment : {replicas}',
    replicas: 'Ses répliques',
    replica: 'Réplique',
    state: 'État',
    leader: 'Direction',
    leads: 'dirige',
    entries: 'Entrées',
    lag: 'Retard en lots',
    keys: 'Clés restantes',
  },
  survival: {
    heading: 'Serveurs',
    intro:
      'Les serveurs de cette organisation, et ce à quoi une élection résiste avec eux. Essayez d’autres seuils ou d’autres serveurs : rien n’est enregistré ici. Vous les choisissez pour une élection en la créant.',
    listed: 'Les serveurs',
    server: 'Serveur',
    role: 'Fonction',
    operator: 'Opérateur',
    system: 'Système',
    takesPart: 'Participe',
    suppose: 'Supposer hostile',
    thresholds: 'Seuils',
    range: 'de {least} à {most}',
    noRange: 'Trop peu de serveurs de cette fonction, quelle que soit la valeur.',
    outOfRange: 'Avec ces serveurs, il faut de {least} à {most}.',
    noneOf: 'Aucun serveur de cette fonction ne participe : {role}. Une élection en demande au moins un.',
    manyOf: 'Trop de serveurs d’une même fonction : {role}.',
    signingThreshold: 'Signatures nécessaires à un vote (t)',
    hostileAdministrators: 'Administrateurs hostiles tolérés (b)',
    hostileTrustees: 'Dépositaires hostiles tolérés (k)',
    pathLength: 'Anonymiseurs sur un chemin (L)',
    lyingDistributors: 'Distributeurs menteurs tolérés (f)',
    reset: 'Comme dans l’organisation',
    what: 'Ce à quoi cette élection résiste',
    unclear: 'Corrigez d’abord les seuils.',
    holds: 'Garanti tant que rien de ceci n’arrive :',
    unbreakable: 'Aucun ensemble de serveurs ne peut y porter atteinte.',
    broken: 'Non garanti, même si tous les serveurs sont honnêtes.',
    hostile: '{who}, hostiles et de connivence',
    failed: '{who}, en panne ou refusant de travailler',
    units: {
      servers: '{role} : {count} quelconques sur {all}',
      operators: '{role} de {count} quelconques de leurs {all} opérateurs',
      wholeOperators: 'tous les {role} de {count} quelconques de leurs {all} opérateurs',
    },
    properties: {
      democracy: {
        name: 'Démocratie',
        means: 'Seuls les électeurs inscrits votent, et chacun une seule fois.',
      },
      privacy: { name: 'Secret du vote', means: 'Personne n’apprend qui a émis quel vote.' },
      fairness: {
        name: 'Équité',
        means: 'Personne ne lit un vote avant la fin du vote et le gel du tableau.',
      },
      availability: {
        name: 'Disponibilité',
        means: 'Les électeurs peuvent voter et les votes sont dépouillés.',
      },
      completeness: { name: 'Exhaustivité', means: 'Chaque vote émis est compté.' },
    },
    consequences: {
      'democracy-administrator':
        'Ils pourraient aider un électeur à la carte manipulée à voter une seconde fois.',
      'privacy-anonymizer': 'Ils pourraient suivre les votes qui ne passent que par leurs serveurs.',
      'fairness-trustee': 'Ils pourraient ouvrir des votes trop tôt et connaître un résultat partiel.',
      'availability-administrator': 'Les votes ont trop peu de signatures : personne ne peut voter.',
      'availability-trustee': 'Le tableau public ne peut pas être figé : pas de résultats.',
      'availability-anonymizer': 'Il ne reste aucun chemin pour envoyer les votes.',
      'availability-counter': 'Aucun Compteur n’accepte de votes.',
      'availability-distributor':
        'Les terminaux n’obtiennent pas les données de l’élection : personne ne peut voter.',
      'availability-board':
        'Rien de nouveau n’est ordonné : aucune élection n’est préparée, close plus tôt ou figée. Le vote continue.',
      'completeness-anonymizer':
        'Ils pourraient faire disparaître des votes ; le terminal de l’électeur montre la perte.',
      'completeness-counter':
        'Les votes n’ont nulle part où arriver ; le terminal de l’électeur montre la perte.',
      'completeness-trustee':
        'Ils pourraient omettre des votes du tableau figé ; le terminal de l’électeur montre la perte.',
    },
    loss: 'Un seul opérateur d’Anonymiseurs hostile peut faire disparaître au plus {share} des votes ; chaque perte se voit sur le terminal de l’électeur.',
    warnings: 'Là où un seul suffit',
    noWarnings: 'Aucun opérateur ni aucun système ne peut à lui seul porter atteinte à quoi que ce soit.',
    byOperator: 'Un seul opérateur suffit : {name}',
    bySystem: 'Un seul système suffit : {name}',
    breaks: '{property} : {servers}',
    operatorAdvice: 'Faites participer davantage d’opérateurs, ou choisissez d’autres seuils.',
    systemAdvice: 'Une seule faille de ce système suffirait. Placez une partie de ces serveurs sur un autre.',
    supposed: 'Supposés hostiles : {servers}',
    supposedNone:
      'Cochez ci-dessus des serveurs dans « Supposer hostile » pour voir à quoi ils pourraient porter atteinte ensemble.',
    supposedHolds: 'Ensemble, ils ne portent atteinte à rien.',
    supposedBreaks: 'Ensemble, ils portent atteinte à : {properties}',
  },
};
