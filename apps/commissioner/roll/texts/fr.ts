import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  roll: {
    heading: 'Liste électorale',
    intro:
      'Qui peut voter, et sur quel modèle de bulletin. La liste d’une élection est fixée quand l’élection est créée.',
    import: 'Importer des électeurs',
    format:
      'Un fichier CSV avec les colonnes « voter » et « style ». Les identifiants ont de 1 à 64 lettres (a à z, sans accents), chiffres, points, traits d’union ou tirets bas. Un électeur déjà présent garde sa carte et reçoit le nouveau modèle ; personne n’est retiré.',
    example: 'Télécharger un exemple',
    file: 'Liste (CSV, UTF-8)',
    reading: 'Vérification de {file} …',
    notUtf8:
      '{file} n’est pas du texte en UTF-8. Enregistrez-le dans votre tableur comme « CSV UTF-8 » et choisissez-le de nouveau.',
    tooLarge: '{file} dépasse 32 Mio. Divisez-le et importez les parties l’une après l’autre.',
    previewOf: 'Ce que contient {file}',
    counts:
      'Électeurs : {voters} ; nouveaux : {added} ; avec un autre modèle : {changed} ; sans changement : {same}.',
    styles: 'Électeurs par modèle',
    style: 'Modèle',
    voters: 'Électeurs',
    sample: 'Les premières lignes',
    line: 'Ligne',
    voter: 'Électeur',
    problems: 'Lignes illisibles : {number}. Rien n’est importé.',
    problemsText:
      'Corrigez le fichier et choisissez-le de nouveau : il est importé en entier ou pas du tout.',
    problemsShown: 'Les {shown} premières sur {number}',
    reason: 'Ce qui ne va pas',
    doImport: 'Importer les électeurs ({voters})',
    cancel: 'Ne pas importer',
    imported: 'Électeurs importés : {voters}.',
    list: 'Électeurs de la liste',
    none: 'Il n’y a pas encore d’électeurs.',
    noneFound: 'Aucun électeur ne correspond.',
    export: 'Exporter la liste (CSV)',
    lost: 'Carte perdue',
    lostNamed: 'Carte perdue de {voter}',
    lostTitle: 'Révoquer la carte de {voter} ?',
    lostText:
      'Les élections créées à partir de maintenant n’acceptent plus cette carte. Faites-en une nouvelle sous « Cartes », avec une nouvelle lettre PIN. C’est définitif : si la carte est retrouvée, elle ne sert plus.',
    lostElections: 'Les élections déjà créées gardent l’ancienne carte et n’en acceptent pas d’autre :',
    lostElectionsText:
      'L’électeur ne peut y voter qu’avec l’ancienne carte, si elle est retrouvée à temps. Qui l’a trouvée a besoin du PIN, et dispose de trois essais.',
    lostNone: 'L’électeur n’est sur la liste d’aucune élection où l’on peut encore voter.',
    revoke: 'Révoquer la carte',
    revoked: 'La carte de {voter} est révoquée. Ensuite : faites-en une nouvelle sous « Cartes ».',
    remove: 'Retirer',
    removeNamed: 'Retirer {voter}',
    removeTitle: 'Retirer {voter} de la liste électorale ?',
    removeText:
      'L’électeur ne figure plus dans les élections créées à partir de maintenant, et la carte n’est alors à personne. Les élections déjà créées gardent l’électeur : la carte y reste valable. Pour corriger un modèle, importez de nouveau l’électeur avec le bon.',
    removed: '{voter} a été retiré de la liste électorale.',
    search: 'Chercher un électeur ou un modèle',
    card: 'Carte',
    cards: 'Électeurs montrés',
    all: 'Tous',
    with: 'Avec une carte',
    without: 'Sans carte',
    hasCard: 'faite',
    noCard: 'aucune',
    found: 'Électeurs trouvés : {number}',
    page: 'Page {page} sur {pages}',
    previous: 'Page précédente',
    next: 'Page suivante',
  },
  testVoters: {
    heading: 'Électeurs d’essai',
    text: 'Leurs cartes ne votent qu’aux élections d’essai. Leurs identifiants commencent par TEST- ; leurs cartes s’établissent comme celles de tout électeur, et on les retire comme tout électeur.',
    number: 'Combien',
    style: 'Modèle',
    add: 'Créer des électeurs d’essai',
    added: 'Créés : {first} à {last}. Établissez maintenant leurs cartes.',
  },
};
