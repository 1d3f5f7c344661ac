/** English texts of a ballot on a page. */
export const en = {
  kinds: {
    'choose-one': 'Choose one.',
    'choose-up-to': 'Choose {min} to {max}.',
    rank: 'Put {min} to {max} in order, the best first.',
    'yes-no': 'Yes or no.',
  },
  upTo: { 'choose-up-to': 'Choose up to {max}.', rank: 'Put up to {max} in order, the best first.' },
  exactly: { 'choose-up-to': 'Choose {max}.', rank: 'Put {max} in order, the best first.' },
  seats: { people: 'Seats: {seats}.', proposals: 'Proposals that can be approved: {seats}.' },
  equal: 'Several may share a rank.',
  blank: 'You may leave it blank.',
  blankAll: 'You may leave any question blank.',
  counted: {
    stv: 'Counted by single transferable vote.',
    condorcet: 'Counted by comparing each pair (Condorcet, Schulze).',
  },
  more: 'More about “{name}”',
  page: 'Page about “{name}”: {host}',
  otherSite: 'opens another site in a new tab',
  onTerminal: 'on the terminal: {short}',
  contestOnTerminal: 'The terminal calls this question: {short}',
};
