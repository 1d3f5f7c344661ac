/** For tests of the console's components: an officer is logged in, and answers come from a stubbed `fetch`. */
import type { ReactNode } from 'react';
import { en } from '../texts/en.ts';
import { makeApi } from './api.ts';
import { Context } from './use-console.ts';

const api = makeApi();

export const inConsole = (children: ReactNode) => (
  <Context value={{ language: 'en', texts: en, officer: 'ana', api, session: 1 }}>{children}</Context>
);

/** The answer to a step: its lines. */
export const lines = (...all: readonly object[]): Response =>
  new Response(all.map((line) => `${JSON.stringify(line)}\n`).join(''));
