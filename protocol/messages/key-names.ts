/** Names of the keys that servers generate together. */

/** Name of the key that the Trustees share; the others are named for their style. */
export const ELECTION_KEY = 'election';
/** A style's issuance key: "style:" and the style's ID, so that no style can be taken for the election key. */
export const issuanceKey = (style: string): string => `style:${style}`;
