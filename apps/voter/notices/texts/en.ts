/** Data protection and accessibility, in English; the keys are those of every language. Fetched by these two pages alone. */
export const en = {
  back: 'Back to voting',
  data: {
    title: 'Data protection',
    intro:
      'What is kept about you when you vote here: where, what for, who can see it, and for how long. In short: it is known who was entitled to vote and who has voted, but not how anybody voted.',
    who: {
      heading: 'Who is responsible',
      named: '{name} holds the election and is responsible for your data.',
      unnamed:
        'The organisation that invited you to vote holds the election and is responsible for your data.',
      operators:
        'Other organisations may run some of the electoral servers, so that no single one has to be trusted. The published record of an election names them.',
      help: 'Whom to ask: {help}',
      office: 'Whom to ask: the election office.',
    },
    kept: {
      heading: 'What is kept, where, and what for',
      places: {
        office: {
          name: 'Election office',
          text: 'The roll: your voter ID, which ballot you have, and the public key of your card. It is there so that every voter has one vote. Your name and address are not in this system: for letters they come from the office’s own files, and are not kept here.',
        },
        administrators: {
          name: 'Administrators',
          text: 'The roll of the election, and of each voter who has begun to vote one blinded vote with the signature of the card. It is there so that nobody votes twice. What a blinded vote says nobody can see, not even the Administrators.',
        },
        distributors: {
          name: 'Ballot Distributors',
          text: 'For each card which ballot it has, so that you are given yours: by a number that is made from the key of the card, without your voter ID.',
        },
        others: {
          name: 'Anonymizers, Counters and Trustees',
          text: 'Sealed votes, which are opened after the close. Nothing there says whose they are.',
        },
        record: {
          name: 'Published election record',
          text: 'All votes, so that anyone can count again, and nothing that says whose they are. It shows which ballot each vote was cast on: where very few voters have the same ballot, this may show how they voted. The election office is warned of it.',
        },
        log: {
          name: 'Audit log of the election office',
          text: 'What officers have done, with their names; where a step concerned one voter, such as a lost card, also the voter ID. It shows that the election was run properly, and stays.',
        },
        card: {
          name: 'Your card',
          text: 'Your sealed vote, until you have checked on the terminal after the close that it has arrived, and the numbers of the elections that you have voted in. You have the card, nobody else.',
        },
        browser: {
          name: 'Your browser',
          text: 'The language that you choose here, if you choose one. These pages set no cookies and load nothing from anybody but the electoral servers and your terminal.',
        },
        logs: {
          name: 'Logs of the servers',
          text: 'Which kind of request came when, without network addresses and without voters. Whoever runs a server or the network in front of it could record the addresses that connect to it.',
        },
      },
    },
    seen: {
      heading: 'Who can see what',
      how: 'How you voted: nobody, unless more servers than the election is made to survive work together against the rules. If your terminal is only a program on your computer, whoever controls that computer can see it too.',
      whether:
        'Whether you have taken part: the Administrators. The officers’ console shows how many have, not who.',
      roll: 'Who is on the roll: the officers of the election office, and the Administrators.',
    },
    time: {
      heading: 'For how long',
      set: 'From {days} days after the end of an election the election office may delete its personal data: the roll of that election, at the office and at the Administrators, their list of who has taken part, and what the Ballot Distributors have. Until then it may be needed if the result is disputed. Each server checks by itself that this time has passed, and confirms the deletion with its signature.',
      unset:
        'No time is set here after which personal data of an election may be deleted. Ask how long they are kept.',
      register:
        'For later elections the office keeps voter ID, ballot and card key as long as you are entitled to vote.',
      stays: 'The results and the published record stay.',
    },
    rights: {
      heading: 'Your rights',
      text: 'You may ask what is kept about you, have mistakes corrected, ask for deletion, and complain to the data protection authority that is competent for you.',
      limit:
        'A vote that has been cast cannot be shown to you, changed or taken back: nobody can tell which one is yours.',
    },
  },
  accessibility: {
    title: 'Accessibility',
    intro:
      'Everybody who may vote should be able to. These pages, the officers’ console and the page of the emulated terminal are made to meet WCAG 2.2 at level AA. This says what has been tested, and what is known not to be good enough.',
    tested: {
      heading: 'What is tested',
      axe: 'The pages in the states that a voter and an officer pass through, in light and dark colours, on a wide screen and at a width of 320 pixels, where nothing but tables scrolls sideways: by a program (axe), which can check a part of the rules only.',
      keyboard: 'Voting with the keyboard alone, on this page and on the page of the emulated terminal.',
      names:
        'The names that screen readers say: the tests find buttons, fields and headings by them, and what changes by itself is announced.',
      languages:
        'Four languages, in all texts. These pages set no time limit, and nothing moves or flashes on them.',
    },
    limits: {
      heading: 'Known limits',
      people:
        'Nobody who depends on a screen reader, on magnification or on other aids has tested these pages yet, and no independent body has assessed them.',
      emulated:
        'The emulated terminal shows its display of four lines on a page and hands it to screen readers as text. It is for trial elections: it protects nothing from the computer that it runs on.',
      device:
        'A terminal of its own has a small display of four lines with 20 characters and a keypad, and cannot speak. Whoever cannot read or use it needs another person, who then learns the vote.',
      timeout:
        'The terminal stops when no key is pressed for some minutes. Nothing is lost that was confirmed with the PIN, but choosing begins again.',
      letters:
        'Letters with the fingerprint and the PIN come on paper. Comparing the fingerprint means comparing 32 characters.',
    },
    report: {
      heading: 'If something keeps you from voting',
      help: 'Say so, and ask what else can be done: {help}',
      office: 'Say so to the election office, and ask what else can be done.',
    },
    date: 'As of 22 November 2026, from the tests that come with the software.',
  },
};
