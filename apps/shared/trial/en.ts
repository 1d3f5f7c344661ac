/** English texts of trial elections. */
export const en = {
  tag: 'Trial election',
  title: 'This is a trial election',
  text: 'It is a rehearsal: nobody is elected, and nothing is decided.',
};
