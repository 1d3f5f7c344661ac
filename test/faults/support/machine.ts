/** Servers of a fault test run on machines that can fail: see fault-hooks.ts. */
import { fileURLToPath } from 'node:url';

/** Servers that are started from now on can be given faults. */
export function prepareMachines(folder: string): void {
  process.env.REVS_FAULTS = folder;
  const hooks = fileURLToPath(new URL('./fault-hooks.ts', import.meta.url));
  process.env.NODE_OPTIONS = `--disable-warning=ExperimentalWarning --import=${hooks}`;
}
