/** `revs build`. */
import { APPS, appFolder, buildApps } from '../deployment/build-apps.ts';
import { say } from '../output/output.ts';

export async function build(): Promise<void> {
  await buildApps((name) => say(`building apps/${name}, half a minute ...`));
  say(`The web apps are in ${APPS.map(appFolder).join(' and ')}.`);
}
