/**
 * `npm run simulate -- [schedules] [--seed N] [--plan NAME | --style soup|phased]`: random schedules of the board's agreement, by default 10^7. One that
 * breaks it is printed as a message diagram (Mermaid), which `--plan NAME --seed N 1` shows again.
 */
import { parseArgs } from 'node:util';
import { PLANS } from './support/plans.ts';
import { runSchedule } from './support/schedules.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '0' }, plan: { type: 'string' }, style: { type: 'string' } },
});
const schedules = Number(positionals[0] ?? 10_000_000);
const from = Number(values.seed);
const plans = PLANS.filter(
  ({ name, plan }) =>
    (values.plan === undefined || name === values.plan) &&
    (values.style === undefined || plan.style === values.style),
);
if (plans.length === 0 || !Number.isSafeInteger(schedules) || !Number.isSafeInteger(from)) {
  console.error(
    `usage: npm run simulate -- [schedules] [--seed N] [--plan NAME]\nplans:\n  ${PLANS.map(({ name }) => name).join('\n  ')}`,
  );
  process.exit(2);
}

const shares = plans.reduce((sum, { share }) => sum + share, 0);
for (const { name, plan, share } of plans) {
  const runs = Math.max(1, Math.round((schedules * share) / shares));
  let [instances, highest] = [0, 0];
  for (let seed = from; seed < from + runs; seed++) {
    const { violation, instances: decided, highestRegency } = runSchedule(plan, seed);
    instances += decided;
    highest = Math.max(highest, highestRegency);
    if (violation !== undefined) fail(name, seed, violation);
  }
  console.log(
    `${name}: ${runs} schedules, ${instances} instances, regencies up to ${highest}: agreement holds`,
  );
}

function fail(name: string, seed: number, violation: string): never {
  const plan = PLANS.find((one) => one.name === name)?.plan;
  const trace = plan === undefined ? [] : (runSchedule(plan, seed, true).trace ?? []);
  console.log(`%% ${name}, seed ${seed}: ${violation}\nsequenceDiagram\n  ${trace.join('\n  ')}`);
  process.exit(1);
}
