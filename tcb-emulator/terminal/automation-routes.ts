/**
 * Rules over the human interface; nothing ever reads them back, for they hold PINs and choices.
 *
 * POST /automation    loads rules (automation-rules.ts) in place of those that are there
 * GET /automation     how they fare
 * DELETE /automation  removes them, and with them the keys that they have not pressed yet
 */

import type { FastifyInstance } from 'fastify';
import type { Panel } from '../display/panel.ts';
import { runAutomation } from './automation.ts';
import { AutomationError, MAX_RULES_LENGTH, parseRules, type Rule } from './automation-rules.ts';
import { HumanInterfaceError } from './human-interface-guard.ts';

/** `exit`: a rule has ended them. */
type State =
  | { readonly state: 'none' | 'running' | 'exit' }
  | { readonly state: 'failed'; readonly code: string; readonly message: string };

export function addAutomationRoutes(app: FastifyInstance, panel: Panel): void {
  let state: State = { state: 'none' };
  let stop = new AbortController();

  const clear = (): void => {
    stop.abort();
    stop = new AbortController();
    state = { state: 'none' };
  };

  const start = async (rules: readonly Rule[]): Promise<void> => {
    clear();
    const { signal } = stop;
    state = { state: 'running' };
    const end = await runAutomation(panel, rules, signal).then((how): State => {
      return { state: how === 'exit' ? 'exit' : 'none' };
    }, failure);
    if (!signal.aborted) state = end;
  };

  app.post('/automation', { bodyLimit: MAX_RULES_LENGTH }, (request) => {
    void start(parse(request.body));
    return state;
  });
  app.get('/automation', () => state);
  app.delete('/automation', () => {
    clear();
    return state;
  });
  app.addHook('onClose', async () => clear());
}

function parse(body: unknown): readonly Rule[] {
  try {
    return parseRules(body);
  } catch (error) {
    if (error instanceof AutomationError) throw new HumanInterfaceError(error.code, 400, error.message);
    throw error;
  }
}

function failure(error: unknown): State {
  if (error instanceof AutomationError) return { state: 'failed', code: error.code, message: error.message };
  return { state: 'failed', code: 'terminal/internal', message: 'the terminal failed' };
}
