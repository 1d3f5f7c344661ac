/** `revs deploy`, `revs deployment-example`. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { bindCard } from '../deployment/commissioner-key.ts';
import { commissionerHome, deploy } from '../deployment/deployment.ts';
import { loadDeployment } from '../deployment/deployment-file.ts';
import { askForCardPin, print, printJson } from '../output/output.ts';
import { localDeploymentFile } from '../simulation/local-deployment.ts';

interface DeployOptions {
  readonly out: string;
  /** The reader's name; true for any with a card. */
  readonly card?: string | true;
  readonly json?: boolean;
}

export async function deployFile(file: string, options: DeployOptions): Promise<void> {
  const deployment = loadDeployment(file);
  const folder = resolve(options.out);
  if (options.card !== undefined)
    await bindCard(commissionerHome(folder), options.card === true ? undefined : options.card);
  const { commissionerKey, board } = await deploy(deployment, folder, askForCardPin);
  if (options.json) return printJson({ folder, commissionerKey, board });
  print(`Every server has its folder below ${options.out}. Commissioner's public key:\n  ${commissionerKey}`);
  print(`Hash of its board, which every operator should compare:\n  ${board.hash}`);
  if (board.missing.length > 0)
    return print(
      `The board's genesis is not signed for ${board.missing.join(', ')}: send ${options.out}/genesis.payload to those ` +
        `operators, put what "revs board sign-genesis" gives them into ${options.out}/genesis-signatures/, deploy again.`,
    );
  print(`Start each with: revs serve ROLE --config ${options.out}/ID/server.yaml`);
}

export async function writeExample(file: string): Promise<void> {
  writeFileSync(file, stringify(await localDeploymentFile(10)), { flag: 'wx' });
  print(`${file} is written. Change it, then: revs deploy ${file}`);
}
