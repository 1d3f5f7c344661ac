import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { LANGUAGES } from '../../shared/i18n.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import type { ProblemId } from '../logic/problem.ts';
import { problemValues } from '../logic/problem-values.ts';
import { de } from '../texts/de.ts';
import { en } from '../texts/en.ts';
import { fr } from '../texts/fr.ts';
import { pt } from '../texts/pt.ts';
import { ProblemNotice } from './ProblemNotice.tsx';
import { CONFIG, ELECTION } from './test-support.ts';
import { WordsContext } from './words.ts';

const TEXTS = { en, pt, fr, de };
const PROBLEMS = Object.keys(en.problems) as ProblemId[];

test.each(LANGUAGES)(
  'every problem says what, why and what to do, with nothing left open: %s',
  async (language) => {
    const facts = {
      ...{ code: 'area/what', signing: undefined, election: ELECTION, config: CONFIG, now: 0, language },
      time: (milliseconds: number) => `T${milliseconds}`,
    };
    const texts = TEXTS[language];
    const screen = await render(
      <WordsContext value={{ language, texts }}>
        {PROBLEMS.map((problem) => (
          <ProblemNotice key={problem} problem={problem} values={problemValues(problem, facts)} />
        ))}
      </WordsContext>,
    );
    const notices = [...screen.container.querySelectorAll('.notice')];
    expect(notices).toHaveLength(PROBLEMS.length);
    for (const notice of notices) {
      expect(notice.textContent).not.toMatch(/[{}]|undefined|NaN/);
      const [why, next] = [...notice.querySelectorAll('dt')].map((term) => term.textContent);
      expect([why, next]).toEqual([texts.problemLabels.why, texts.problemLabels.next]);
    }
    await expectAccessible();
  },
);

/** Of what only a vote can be told. */
const CAST = {
  en: /was cast|same vote/,
  pt: /nada foi votado|nenhum voto foi emitido/i,
  fr: /rien n’a été voté|aucun vote n’a été émis/i,
  de: /abgegeben|dieselbe/,
};

test.each(LANGUAGES)('in a check nobody is told that nothing was cast: %s', async (language) => {
  const texts = TEXTS[language];
  for (const problem of ['not-genuine', 'card-removed', 'cancelled'] as const) {
    const notice = (isCheck: boolean) => (
      <WordsContext value={{ language, texts }}>
        <ProblemNotice problem={problem} values={{ code: 'manifest/hash' }} isCheck={isCheck} />
      </WordsContext>
    );
    const screen = await render(notice(false));
    await expect.element(screen.getByText(CAST[language])).toBeVisible();
    await screen.rerender(notice(true));
    await expect.element(screen.getByText(texts.check.problems[problem])).toBeVisible();
    await expect.element(screen.getByText(CAST[language])).not.toBeInTheDocument();
    await screen.unmount();
  }
});

test('what the voter did is said calmly, what is wrong at once', async () => {
  const screen = await render(<ProblemNotice problem="cancelled" values={{}} />);
  await expect.element(screen.getByRole('status').getByText(en.problems.cancelled.what)).toBeVisible();
  await screen.rerender(<ProblemNotice problem="cloned-card" values={{}} />);
  await expect.element(screen.getByRole('alert').getByText(en.problems['cloned-card'].what)).toBeVisible();
});
