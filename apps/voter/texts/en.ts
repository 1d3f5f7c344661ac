/** The English texts; their keys are those of every language. */
import { en as paper } from '../../shared/ballot/en.ts';
import { en as outcome } from '../../shared/results/en.ts';
import { en as trial } from '../../shared/trial/en.ts';

export const en = {
  title: 'Vote with REVS',
  skip: 'Skip to the content',
  language: 'Language',
  loading: 'Looking for the election …',
  help: 'Who helps you',
  untrusted: {
    heading: 'What this page can see',
    text: 'Your choice and your PIN stay between you, the terminal and your card: this page carries sealed messages. With a terminal of its own, even a hostile computer could only refuse to work.',
    emulated:
      'But a terminal that is a program on this computer, as in a trial, protects nothing from this computer.',
    host: 'No cookies, no tracking, nobody asked but the electoral servers.',
  },
  notices: { label: 'About these pages', data: 'Data protection', accessibility: 'Accessibility' },
  election: {
    several: 'Which election?',
    unknown: 'This address names an election that is not here',
    unknownText: 'It may be over and gone, or the address may be incomplete. These elections are here:',
    choose: 'Go to this election',
    openNow: 'Open',
    before: 'Not open yet',
    mixing: 'Closed',
    counting: 'Closed',
    openUntil: 'You can vote until {time}.',
    opensAt: 'Voting opens on {time}.',
    closedAt: 'Voting closed on {time}.',
    other: 'Other elections',
    distributorsDown:
      'No answer from {silent} of {all} Ballot Distributors. The others are enough to show the election; your terminal needs at least {needed}.',
  },
  paper,
  trial,
  ballot: {
    heading: 'The ballot',
    yours: 'Your ballot',
    readOnly: 'This is for reading only. You choose on the terminal, not here.',
    in: 'Read the ballot in',
    which: 'Which ballot',
    forStyle: 'Ballot for: {style}',
    loading: 'Fetching the ballot …',
    failed: 'The ballot could not be read here ({code}). Your terminal fetches and checks it anyway.',
    show: 'Show the ballot',
  },
  vote: {
    heading: 'Your vote',
    steps: {
      terminal: 'Terminal and card',
      choose: 'Choose on the terminal',
      sign: 'Signatures',
      send: 'On its way',
    },
    stepStates: { done: 'done', current: 'now', todo: 'to come' },
    searching: 'Looking for your terminal …',
    noCard: 'The terminal is here. Now put your card into it.',
    noCardAsk: 'Is the card in already?',
    noCardHelp:
      'If the terminal says that the card is not of this election office, it is another office’s card, or it is the wrong way round: take it out and look at it.',
    resumed: 'This page goes on where it was.',
    resumedText: 'The terminal has something under way already. You need not begin again.',
    ready: 'Terminal and card are ready.',
    start: 'Start voting on the terminal',
    startAnyway: 'Try all the same',
    notOpen:
      'By the clock of this computer, {now}, the election is not open. The servers decide, not this clock.',
    preparing: 'Handing the election to the terminal …',
    follow: 'Now use the terminal. It leads you:',
    followSteps: {
      language: 'Choose your language.',
      fingerprint: 'Compare the fingerprint with the one in your letter, not with anything on this computer.',
      choose: 'Choose by the numbers of the ballot on this page, and review.',
      pin: 'Type your PIN on the terminal only. From then on the vote is final.',
    },
    waiting: 'This page waits for the terminal.',
    waitingText: 'You may reload it or close it: nothing is lost.',
    kept: 'Your vote is safe on your card. You may reload this page: it goes on by itself.',
    signing: '{done} of {needed}',
    signingRound: { agree: 'Round 1 of 2: agreeing on your sealed vote', sign: 'Round 2 of 2: signing it' },
    enough: 'Any {needed} of the {all} Administrators are enough.',
    administrators: 'Administrators',
    states: { waiting: 'asked', agreed: 'agreed', signed: 'signed', failed: 'does not answer' },
    failedOne:
      'No answer from {failed} of {all} Administrators. The vote goes on with the others: {needed} are enough.',
    failedMany:
      'No answer from {failed} of {all} Administrators; {needed} are needed. This page keeps trying.',
    sending: 'Sending your sealed vote through the Anonymizers …',
    sendingWhy: 'They mix it among other votes, so that nobody can tell whose it is.',
    sent: 'Your vote is on its way.',
    sentText: 'Take your card out of the terminal and keep it.',
    later: 'After the close you can look on the terminal whether your vote has arrived.',
    again: 'Another voter may now insert a card.',
  },
  check: {
    heading: 'Is my vote on the bulletin board?',
    intro:
      'Insert your card. The terminal reads the public lists of the Counters and tells you on its own display; this page does not learn the answer.',
    start: 'Check on the terminal',
    follow: 'Now use the terminal: choose your language and type your PIN there.',
    running: 'The lists of the Counters pass through the terminal …',
    done: 'Look at the terminal: its display says what it found. Counters’ lists that it has read: {count}.',
    none: 'No Counter answered, so the terminal could not look. Try again in a few minutes.',
    /** What to do next, where the problem of a vote would say that nothing was cast: a check casts nothing. */
    problems: {
      'not-genuine':
        'The check has changed nothing about your vote. Try again; if it happens again, use another computer and tell the election office.',
      'card-removed': 'The check has changed nothing about your vote. Insert the card and start again.',
      cancelled: 'The check has changed nothing about your vote. Start again whenever you like.',
    },
  },
  outcome,
  results: {
    heading: 'Results',
    waiting: 'The results are not published yet.',
    waitingText: 'Votes are mixed and may be claimed until {time}; then the Trustees open them together.',
    failed: 'The published results could not be read ({code}).',
    verify: 'Check it yourself',
    verifyText:
      'Anyone can count again and check every signature, from the public key of the Commissioner alone, in a browser or with a program.',
    verifyHere: 'Verify in this browser',
    verifyCommand: 'Or download the election record, unpack it and run:',
    download: 'Download the election record',
    verifyKey:
      'Compare the key with the one that the Commissioner has published elsewhere: this page cannot vouch for it.',
  },
  actions: { retry: 'Try again', reload: 'Look again', dismiss: 'Close this message' },
  problemLabels: { why: 'Why', next: 'What to do' },
  problems: {
    offline: {
      what: 'This computer is offline.',
      why: 'The browser has no connection to a network.',
      next: 'Connect it again. Nothing is lost: a vote once confirmed is kept on your card.',
    },
    'no-config': {
      what: 'This page does not know any electoral server.',
      why: 'Its file config.json is missing or has mistakes: {code}',
      next: 'Tell the election office.',
    },
    'no-distributor': {
      what: 'No Ballot Distributor answers.',
      why: 'All {all} of them are unreachable from this computer.',
      next: 'Check your connection and try again in a few minutes. If it lasts, call the election office.',
    },
    'few-distributors': {
      what: 'Too few Ballot Distributors answer.',
      why: '{all} are known here; not enough of them vouch for this election now.',
      next: 'Wait a few minutes and try again. Nothing is lost: a vote once confirmed is kept on your card. If it lasts, call the election office.',
    },
    'no-election': {
      what: 'There is no election at the moment.',
      why: 'The Ballot Distributors answer, but have none to show.',
      next: 'Look again later, or ask the election office for the dates.',
    },
    'no-terminal': {
      what: 'No terminal answers at {url}.',
      why: 'It is not connected, not switched on, still starting, or it does not allow this page to ask.',
      next: 'Connect the terminal and switch it on. An emulated terminal is started with the command below; this page finds it by itself.',
    },
    'card-foreign': {
      what: 'The terminal does not accept this card.',
      why: 'It was not issued by the election office of this election, or it is damaged.',
      next: 'Use the card that the election office sent you.',
    },
    'card-full': {
      what: 'There is no room on your card.',
      why: 'It is full of votes of earlier elections that are not finished, or that were never checked.',
      next: 'Choose each of those elections here and check your vote on the terminal: that makes room. Then vote in this one. Nothing was cast.',
    },
    'card-failed': {
      what: 'Your card did not do what it should.',
      why: 'It lost its connection with the terminal, or something in it failed ({code}).',
      next: 'Take it out, insert it again and start again. If you had confirmed with your PIN, the same vote goes on. If it happens again, take the card to the election office.',
    },
    'not-on-roll': {
      what: 'This card is not on the roll of this election.',
      why: 'The Ballot Distributors have no ballot for it.',
      next: 'If you should be able to vote here, call the election office.',
    },
    'card-removed': {
      what: 'The card was taken out.',
      why: 'The terminal then forgets what was not confirmed with the PIN, for your protection.',
      next: 'Insert the card and start again. If you had confirmed with your PIN, the same vote goes on; otherwise nothing was cast.',
    },
    cancelled: {
      what: 'You stopped at the terminal.',
      why: 'The red key was pressed.',
      next: 'Start again whenever you like. A vote that you had confirmed with your PIN stays as it is; otherwise nothing was cast.',
    },
    'pin-blocked': {
      what: 'The PIN of your card is blocked.',
      why: 'A wrong PIN was typed too often.',
      next: 'Take your card and your PUK to the election office. Your card still holds what it held before.',
    },
    'already-voted': {
      what: 'You have voted in this election already.',
      why: 'Your card has completed its vote and makes no second one.',
      next: 'There is nothing more to do. After the close you can check on the terminal that the vote arrived.',
    },
    'test-card': {
      what: 'This is a test card.',
      why: 'It votes in trial elections only; this election is a real one.',
      next: 'Take the card that was made in your name.',
    },
    'other-manifest': {
      what: 'Your card holds a vote under other rules of this election.',
      why: 'The election data here is not what your card voted with. Someone may be showing you a false election.',
      next: 'Do not go on here. Call the election office.',
    },
    'cloned-card': {
      what: 'Another vote was already signed in your name.',
      why: 'The Administrators hold a different vote that your card’s key has signed: there may be a copy of your card.',
      next: 'Call the election office at once and keep the card.',
    },
    'timed-out': {
      what: 'The terminal stopped, because nothing was done for some minutes.',
      why: 'It does not leave a vote open for others to see.',
      next: 'Start again. What you had confirmed with your PIN is kept.',
    },
    'not-open': {
      what: 'The election is not open yet.',
      why: 'The Administrators sign no votes before it opens on {opens}.',
      next: 'Come back then. A vote that is on your card goes on at that time.',
    },
    closed: {
      what: 'The election is closed.',
      why: 'The Administrators have signed no votes since {closes}.',
      next: 'If you needed help in time and did not get it, call the election office.',
    },
    'clock-wrong': {
      what: 'Clocks disagree.',
      why: 'By this computer it is {now} and the election is open; the Administrators say that it is not.',
      next: 'Set the clock of this computer. If it is right, the election office must look at its servers: call it.',
    },
    'too-few-servers': {
      what: 'Too few electoral servers answer.',
      why: 'Your vote needs {needed} of {all} Administrators, then Anonymizers; these did not help: {failed}.',
      next: 'Your vote is safe on your card. Try again in a few minutes; leave the card in the terminal if you can.',
    },
    'not-genuine': {
      what: 'The election data is not genuine.',
      why: 'A signature or a hash is wrong ({code}). Someone may have tampered with it on the way.',
      next: 'Nothing was cast. Try again; if it happens again, use another computer and tell the election office.',
    },
    'no-vote': {
      what: 'Your card holds no vote of this election.',
      why: 'It never began one, or the check was completed and the card has erased it.',
      next: 'There is nothing to check.',
    },
    'given-up': {
      what: 'You have given up your vote in this election.',
      why: 'It was never signed before the election ended. The card has erased it, as you agreed on the terminal.',
      next: 'There is nothing more to do. Your card has room for another election.',
    },
    'terminal-gone': {
      what: 'The terminal stopped answering.',
      why: 'It was disconnected or switched off.',
      next: 'Connect it, insert your card and start again. If you had confirmed with your PIN, the same vote goes on.',
    },
    'no-finlet': {
      what: 'The terminal has no voting program.',
      why: 'It came without the program of the election office, or it did not accept it ({code}).',
      next: 'Take the terminal to the election office.',
    },
    other: {
      what: 'Something went wrong.',
      why: 'The code is {code}.',
      next: 'Try again. A vote once confirmed is kept on your card. If it happens again, tell the election office the code.',
    },
  },
};
