/** What an address is to limits that each client has for itself. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
/** RFC 6177, RFC 7934: the smallest network that a site gets has 2^64 addresses, and one host may use them all. */
const GROUPS_OF_NETWORK = 4;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An IPv4 address as it is; of an IPv6 address the first 64 bits, always in the same form. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(GROUPS)
    .fill('0')
    .slice(before.length + after.length);
  const groups = [...before, ...zeros, ...after].slice(0, GROUPS_OF_NETWORK);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::`;
}
