import jsQR from 'jsqr';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { DIRECTORY, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { VoterAddress } from './VoterAddress.tsx';

const ID = '0123456789abcdef'.repeat(2);
const PATH = 'GET /officer/servers';
const PIXELS = 400;

/** What a scanner reads of the code that is shown. */
async function scan(svg: Element): Promise<string | undefined> {
  const copy = svg.cloneNode(true) as Element;
  copy.setAttribute('width', `${PIXELS}`);
  copy.setAttribute('height', `${PIXELS}`);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = PIXELS;
  canvas.height = PIXELS;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0);
  const pixels = context?.getImageData(0, 0, PIXELS, PIXELS).data;
  return pixels && jsQR(pixels, PIXELS, PIXELS)?.data;
}

test('the address of the election on the voter\u2019s page, as a link and as a code that scanners read', async () => {
  answering({ [PATH]: () => json({ ...DIRECTORY, voterPage: 'https://vote.example' }) });
  const screen = await render(inConsole(<VoterAddress election={ID} />));
  const address = `https://vote.example/?election=${ID}`;
  await expect.element(screen.getByRole('link', { name: address })).toHaveAttribute('href', address);
  const code = screen.getByRole('img', { name: en.election.addressCode });
  expect(await scan(code.element())).toBe(address);
  await expectAccessible();
});

test('a deployment without a voter\u2019s page has no address', async () => {
  const fetched = answering({ [PATH]: () => json(DIRECTORY) });
  const screen = await render(inConsole(<VoterAddress election={ID} />));
  await expect.poll(() => fetched.mock.calls.length).toBe(1);
  expect(screen.container.textContent).toBe('');
});
