/** What the service refuses anyway, said while it is typed (servers/commissioner/officers/officer-routes.ts, passphrase.ts). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MIN_PASSPHRASE = 12;

export const isName = (name: string): boolean => NAME.test(name);

/** In characters, as the service counts them. */
export const isStrong = (passphrase: string): boolean => [...passphrase].length >= MIN_PASSPHRASE;
