/**
 * Protocol section 7: few voters in a style reveal votes, whatever the cryptography does. Whoever sets an election up is
 * warned below 20.
 */
const FEW = 20;

/** The styles with so few voters that the published counts may tell how somebody voted, in the order given. */
export const stylesWithFewVoters = (styles: Iterable<readonly [style: string, voters: number]>): string[] =>
  [...styles].flatMap(([style, voters]) => (voters < FEW ? [style] : []));
