/** Steps that cannot be taken back: done, or asked of another officer where the deployment wants four eyes. */
import type { AskedStep } from '../../../servers/commissioner/approvals/approval-api.ts';
import { fill } from '../../shared/i18n.ts';
import { shortTime } from './format.ts';
import { useConsole } from './use-console.ts';

/** Asks for it. Gives what is told of that. */
export function useAsk() {
  const { api, texts, language } = useConsole();
  return async (step: AskedStep): Promise<string> => {
    const { expires } = await api.post('/officer/approvals', step);
    return fill(texts.approvals.asked, { expires: shortTime(expires, language) });
  };
}

/** Does it, or asks for it. Gives what is told: `done`, or that it was asked for. */
export function useFinalStep() {
  const { fourEyes } = useConsole();
  const ask = useAsk();
  return async (step: AskedStep, perform: () => Promise<unknown>, done: string): Promise<string> => {
    if (fourEyes) return ask(step);
    await perform();
    return done;
  };
}
