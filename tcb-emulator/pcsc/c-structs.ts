/** Structures as a C compiler lays them out: fields of fixed length, one after the other, integers little-endian. */
import { PcscError } from './pcsc-error.ts';

interface Field<T> {
  readonly length: number;
  read(from: Buffer, at: number): T;
  write(to: Buffer, at: number, value: T): void;
}

export interface Struct<T> {
  /** In bytes. */
  readonly length: number;
  encode(value: T): Buffer;
  /** Errors: PcscError pcsc/malformed. */
  decode(bytes: Buffer): T;
}

export type ValueOf<S> = S extends Struct<infer T> ? T : never;

export const uint32: Field<number> = {
  length: 4,
  read: (from, at) => from.readUInt32LE(at),
  write: (to, at, value) => void to.writeUInt32LE(value, at),
};

export const int32: Field<number> = {
  length: 4,
  read: (from, at) => from.readInt32LE(at),
  write: (to, at, value) => void to.writeInt32LE(value, at),
};

/** A buffer of `length` bytes; what is shorter is filled with zeros. */
export function buffer(length: number): Field<Uint8Array> {
  return {
    length,
    read: (from, at) => Uint8Array.from(from.subarray(at, at + length)),
    write: (to, at, value) => {
      if (value.length > length) throw new PcscError('pcsc/malformed', 'longer than its field');
      to.set(value, at);
    },
  };
}

/** ASCII that ends with a zero byte, in a field of `length` bytes. */
export function text(length: number): Field<string> {
  const bytes = buffer(length);
  return {
    length,
    read: (from, at) => {
      const end = from.subarray(at, at + length).indexOf(0);
      if (end < 0) throw new PcscError('pcsc/malformed', 'a text without end');
      return from.toString('latin1', at, at + end);
    },
    write: (to, at, value) => bytes.write(to, at, Buffer.from(`${value}\0`, 'latin1')),
  };
}

/** The order of `fields` is their order in memory. */
export function struct<T extends object>(fields: { readonly [K in keyof T]: Field<T[K]> }): Struct<T> {
  const entries = Object.entries(fields) as [keyof T & string, Field<T[keyof T]>][];
  const length = entries.reduce((sum, [, field]) => sum + field.length, 0);
  return {
    length,
    encode: (value) => {
      const out = Buffer.alloc(length);
      let at = 0;
      for (const [name, field] of entries) {
        field.write(out, at, value[name]);
        at += field.length;
      }
      return out;
    },
    decode: (bytes) => {
      if (bytes.length !== length) throw new PcscError('pcsc/malformed', 'a structure of another length');
      let at = 0;
      const read = entries.map(([name, field]) => {
        const value = field.read(bytes, at);
        at += field.length;
        return [name, value];
      });
      return Object.fromEntries(read) as T;
    },
  };
}
