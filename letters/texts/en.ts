/** The English texts of the letters; their keys are those of every language. */
export const en = {
  help: 'Who helps you',
  office: 'The election office.',
  notice: {
    kind: 'Election notice',
    trial: 'THIS IS A TRIAL ELECTION. It is a rehearsal: nobody is elected, and nothing is decided.',
    opens: 'Voting opens',
    closes: 'Voting closes',
    voter: 'Your voter ID',
    style: 'Your voter group',
    page: 'Page of the election',
    code: 'QR code with the address {address}',
    fingerprint: 'Fingerprint of the election',
    compare:
      'Before you vote, your terminal shows this fingerprint. Compare all eight groups with this letter, not with anything on a screen. If one differs, press X and tell the election office: it is another election.',
    how: 'How to vote',
    steps: [
      'Put your card into the terminal at your computer, and open the page of the election.',
      'Follow the terminal: choose your language, compare the fingerprint, make your choices and review them.',
      'Type your PIN on the terminal, never on the computer. It is in your PIN letter, which comes apart from the card.',
      'Take your card out when the terminal says that the vote is sent, and keep the card.',
    ],
    check:
      'You can check whether your vote has arrived: after the close, put your card in again and start the check on the same page. The terminal alone shows you what it found. If your vote is missing, the terminal sends it again until {time}.',
    never: 'Nobody will ever ask you for your PIN: neither by mail, nor by telephone, nor on a web page.',
  },
  mailer: {
    kind: 'PIN letter',
    intro:
      'These digits belong to the voting card of {voter}. The card comes apart from this letter. Nobody else has the digits, and no copy is kept.',
    pin: 'PIN',
    pinText: 'For voting. Type it on the terminal only, never on a computer.',
    puk: 'PUK',
    pukText: 'Sets a new PIN on the terminal after three wrong ones.',
    signing: 'Signing PIN',
    signingPuk: 'Signing PUK',
    signingText:
      'For programs on the computer that sign with the card. They open nothing that has to do with voting.',
    opened:
      'Was the envelope open, or could the digits be read from outside? Then do not use the card, and tell the election office at once: you will be given a new one.',
    keep: 'Learn the PIN. Keep the PUK in a safe place, apart from the card, and destroy this letter.',
  },
  cover: {
    kind: 'Cover list',
    summary: 'Letters: {number} ({kind})',
    number: 'No.',
    voter: 'Voter ID',
    name: 'Name',
    received: 'Date and signature',
  },
};
