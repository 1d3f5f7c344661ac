import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { RollContent } from '../../../servers/commissioner/api/roll.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { RollImport } from './RollImport.tsx';

const own = en.editor.roll;
const CSV = 'voter,style\nana,north\n';
const GOOD: RollContent = {
  ...{ voters: 1, added: 1, changed: 0, styles: { north: 1 }, problems: [], problemCount: 0 },
  sample: [{ voter: 'ana', style: 'north', line: 2 }],
};
const BAD: RollContent = {
  ...{ voters: 0, added: 0, changed: 0, styles: {}, sample: [], problemCount: 2 },
  problems: [
    { line: 2, reason: 'the voter ID is empty' },
    { line: 5, reason: 'ana stands in line 3 too' },
  ],
};

async function choose(content: RollContent, bytes: BlobPart = CSV) {
  const fetched = answering({
    'POST /officer/roll/preview': () => json(content),
    'POST /officer/roll': () => json({ imported: content.voters }),
  });
  const onImported = vi.fn();
  const screen = await render(inConsole(<RollImport onImported={onImported} />));
  await screen.getByLabelText(own.file).upload(new File([bytes], 'roll.csv', { type: 'text/csv' }));
  return { screen, fetched, onImported };
}

test('a roll with problems: each with its line; nothing can be imported', async () => {
  const { screen } = await choose(BAD);
  await expect.element(screen.getByRole('alert')).toBeVisible();
  for (const { line, reason } of BAD.problems) {
    await expect.element(screen.getByRole('rowheader', { name: String(line), exact: true })).toBeVisible();
    await expect.element(screen.getByRole('cell', { name: reason })).toBeVisible();
  }
  const buttons = screen
    .getByRole('button')
    .elements()
    .map((button) => button.textContent);
  // The first is that of the file field.
  expect(buttons).toEqual(['', own.example, own.cancel]);
  await expectAccessible();
});

test('a good roll is looked at, then imported as it was looked at', async () => {
  const { screen, fetched, onImported } = await choose(GOOD);
  await expect.element(screen.getByRole('rowheader', { name: 'ana' })).toBeVisible();
  await expectAccessible();
  expect(onImported).not.toHaveBeenCalled();
  await screen.getByRole('button', { name: own.doImport.replace('{voters}', '1') }).click();
  await expect.element(screen.getByText(own.imported.replace('{voters}', '1'))).toBeVisible();
  expect(onImported).toHaveBeenCalledOnce();
  expect(fetched.mock.calls.map(([, init]) => init?.body)).toEqual([CSV, CSV]);
});

test('leaving the preview imports nothing', async () => {
  const { screen, fetched } = await choose(GOOD);
  await screen.getByRole('button', { name: own.cancel }).click();
  await expect.element(screen.getByRole('rowheader', { name: 'ana' })).not.toBeInTheDocument();
  expect(fetched).toHaveBeenCalledOnce();
});

test('a file that is not UTF-8 is not sent, and the field says why', async () => {
  const { screen, fetched } = await choose(GOOD, new Uint8Array([0xff, 0xfe, 0x41]));
  const reason = own.notUtf8.replace('{file}', 'roll.csv');
  await expect.element(screen.getByLabelText(own.file)).toHaveAccessibleDescription(reason);
  expect(fetched).not.toHaveBeenCalled();
});
