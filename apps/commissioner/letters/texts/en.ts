/** Texts for letters to voters; their keys are those of every language. */
export const en = {
  letters: {
    language: 'Language of the letters',
    languageHelp: 'For voters whose address names none.',
    addresses: 'Names and addresses (optional)',
    addressesHelp:
      'A CSV file with the columns “voter”, “name”, “language” and those that begin with “address”. It is used for these letters and kept nowhere. Without it, the voter ID is in the window of the envelope.',
    addressesFrom: 'Addresses from {file}',
    noAddresses: 'Without addresses',
    making: 'Making the letters …',
    notices: 'Letters to the voters',
    noticesText:
      'The election notice tells a voter the dates, the page of the election, the fingerprint to compare, how to vote, and who helps. Send it on paper: a hostile computer cannot change it.',
    voter: 'Only for one voter',
    voterHelp: 'The voter ID; for all voters if left empty.',
    makeNotices: 'Election notices (PDF)',
    makeCoverList: 'Cover list (PDF)',
    makeMailMerge: 'Data for a mail merge (CSV)',
    made: 'The letters are in the folder of downloads.',
    pinLetters: 'PIN letters',
    pinLettersText:
      'The station writes the letters into its own folder, where you print them. PINs never pass through this page. When all have come out right, destroy the digits: then nobody but the voters has them.',
    waiting: 'PIN letters that are not destroyed yet: {number}',
    writePdf: 'Write them as PDF',
    writeCsv: 'Write them as CSV for another program',
    written: 'PIN letters written: {number}',
    writtenText:
      'Print both files, the letters into sealed envelopes, and send them apart from the cards. If some come out wrong, write them again.',
    destroy: 'Destroy the digits',
    destroyTitle: 'Have all PIN letters come out right?',
    destroyText:
      'The {number} letters that were written are erased from the station with their PINs and PUKs. This cannot be undone: a voter whose letter is lost needs a new card.',
    destroyed: 'PIN letters erased with their digits: {number}',
  },
};
