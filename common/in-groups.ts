/** To be compared by people: four characters by four. */
export const inGroups = (text: string): string => text.match(/.{1,4}/g)?.join(' ') ?? '';
