/** `revs build`. */
import { APPS, appFolder, buildApps } from '../deployment/build-apps.ts';
import { print } from '../output/output.ts';

export async function build(): Promise<void> {
  await buildApps((name) => print(`building apps/${name}, half a minute ...`));
  print(`The web apps are in ${APPS.map(appFolder).join(' and ')}.`);
}
