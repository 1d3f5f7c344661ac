/** For tests of components in a browser: they look as on the pages, and axe looks at them. */
import axe from 'axe-core';
import { expect, vi } from 'vitest';
import { namesTwice } from './names-apart.ts';
import './base.css';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What only a whole page has: its landmarks and its first heading. */
const OF_PAGES = ['region', 'landmark-one-main', 'page-has-heading-one', 'heading-order', 'bypass'];

/** WCAG 2.2 AA as far as axe can tell, and whatever can be pressed has a name of its own, once what moves has come to rest. */
export async function expectAccessible(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
  const rules = Object.fromEntries(OF_PAGES.map((rule) => [rule, { enabled: false }]));
  const { violations } = await axe.run({ runOnly: TAGS, rules });
  expect(namesTwice<Document, Element>(axe, document)).toEqual([]);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

export const json = (body: unknown, status = 200): Response => Response.json(body, { status });

/** Answers of `fetch` by method and path, such as `GET /identity`; whatever else is asked for is not there. */
export function answering(answers: Readonly<Record<string, () => Response>>) {
  return vi.spyOn(window, 'fetch').mockImplementation(async (input, init) => {
    const { pathname, search } = new URL(String(input), location.href);
    const answer = answers[`${init?.method ?? 'GET'} ${pathname}${search}`];
    return answer?.() ?? json({ code: 'service/not-found', message: 'no such thing' }, 404);
  });
}
