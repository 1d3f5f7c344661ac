/** Where servers keep secrets, with the fault of a test, whose file mocks `servers/shared/secret-file.ts` by {@link withFaults}. */
import type * as SecretFile from '../../../servers/shared/secret-file.ts';

type Action = 'write' | 'erase';

/** What is refused: by default nothing. */
export const disk = { refuses: (_action: Action, _path: string): boolean => false };

export const soundDisk = (): void => {
  disk.refuses = () => false;
};

export function withFaults(real: typeof SecretFile): typeof SecretFile {
  const tryTo = (action: Action, path: string): void => {
    if (disk.refuses(action, path))
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  return {
    ...real,
    writeSecretOnce: (path: string, content: Uint8Array): void => {
      tryTo('write', path);
      real.writeSecretOnce(path, content);
    },
    eraseSecret: (path: string): void => {
      tryTo('erase', path);
      real.eraseSecret(path);
    },
  };
}
