import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  letters: {
    language: 'Langue des lettres',
    languageHelp: 'Pour les électeurs dont l’adresse n’en indique pas.',
    addresses: 'Noms et adresses (facultatif)',
    addressesHelp:
      'Un fichier CSV avec les colonnes « voter », « name », « language » et celles qui commencent par « address ». Il ne sert qu’à ces lettres et n’est conservé nulle part. Sans lui, l’identifiant de l’électeur figure dans la fenêtre de l’enveloppe.',
    addressesFrom: 'Adresses de {file}',
    noAddresses: 'Sans adresses',
    making: 'Préparation des lettres …',
    notices: 'Lettres aux électeurs',
    noticesText:
      'L’avis d’élection indique les dates, la page de l’élection, l’empreinte à comparer, comment voter et qui peut aider. Envoyez-le sur papier : un ordinateur hostile ne peut pas le modifier.',
    voter: 'Pour un seul électeur',
    voterHelp: 'L’identifiant de l’électeur ; vide : pour tous les électeurs.',
    makeNotices: 'Avis d’élection (PDF)',
    makeCoverList: 'Liste d’accompagnement (PDF)',
    makeMailMerge: 'Données pour un publipostage (CSV)',
    made: 'Les lettres sont dans le dossier des téléchargements.',
    pinLetters: 'Lettres PIN',
    pinLettersText:
      'La station écrit les lettres dans son propre dossier, d’où vous les imprimez. Les PIN ne passent jamais par cette page. Quand toutes sont bien sorties, détruisez les chiffres : seuls les électeurs les ont alors.',
    waiting: 'Lettres PIN non encore détruites : {number}',
    writePdf: 'Les écrire en PDF',
    writeCsv: 'Les écrire en CSV pour un autre programme',
    written: 'Lettres PIN écrites : {number}',
    writtenText:
      'Imprimez les deux fichiers, les lettres sous enveloppe fermée, et envoyez-les séparément des cartes. Si certaines sortent mal, écrivez-les de nouveau.',
    destroy: 'Détruire les chiffres',
    destroyTitle: 'Toutes les lettres PIN sont-elles bien sorties ?',
    destroyText:
      'Les lettres écrites ({number}) sont effacées de la station avec leurs PIN et PUK. C’est définitif : un électeur dont la lettre se perd aura besoin d’une nouvelle carte.',
    destroyed: 'Lettres PIN effacées avec leurs chiffres : {number}',
  },
};
