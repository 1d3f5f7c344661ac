/** The web face of the terminal: shows each frame of the human interface, presses keys, moves cards. */
import { KEYS, type Key } from '../../display/keys.ts';
import { CardView } from './card-view.ts';
import { DisplayView } from './display-view.ts';
import { element } from './elements.ts';
import {
  type CardOrder,
  moveCard,
  pressKey,
  Refused,
  readCards,
  readDisplay,
  takeToken,
} from './human-api.ts';
import { typedKey } from './keyboard.ts';
import { Notice } from './notice.ts';
import { isWord, languageOf, WORDS } from './words.ts';

const RETRY_MS = 2000;

const device = element('device', HTMLElement);
const languages = element('language', HTMLSelectElement);
languages.value = languageOf([localStorage.getItem('language') ?? '', ...navigator.languages]);
const firstWords = WORDS[languageOf([languages.value])];
const display = new DisplayView(firstWords);
const cards = new CardView(firstWords);
const notice = new Notice(firstWords);

async function follow(): Promise<void> {
  let after: number | undefined;
  for (;;) {
    try {
      const frame = await readDisplay(after);
      notice.clear('gone');
      if (frame.sequence !== after) {
        display.show(frame);
        if (frame.mode === 'idle') void listCards();
      }
      after = frame.sequence;
    } catch (error) {
      after = undefined;
      display.switchOff();
      if (error instanceof Refused && error.isForToken) return notice.show('needToken');
      notice.show('gone');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Without a connection the cards stay as they were; `follow` says why. */
const listCards = (): Promise<void> =>
  readCards().then(
    (table) => cards.show(table),
    () => undefined,
  );

/** One key after the other. A notice of a key that nobody waited for does not say which: it may be of a PIN. */
let pressed: Promise<void> = Promise.resolve();
function press(key: Key): void {
  pressed = pressed
    .then(() => pressKey(key))
    .then((isAccepted) => (isAccepted ? notice.clear() : notice.show('notAccepted')))
    .catch(complain);
}

/** What comes next is typed: the focus goes to the device, as the button may be disabled now. */
const move = (order: CardOrder): Promise<void> =>
  moveCard(order)
    .then(() => notice.clear())
    .catch(complain)
    .then(listCards)
    .then(() => device.focus({ preventScroll: true }));

function complain(error: unknown): void {
  if (!(error instanceof Refused)) return; // no connection: `follow` says so
  if (error.isForToken) notice.show('needToken');
  else notice.show('refused', error.code);
}

function setLanguage(): void {
  const language = languageOf([languages.value]);
  const words = WORDS[language];
  document.documentElement.lang = language;
  document.title = words.title;
  for (const text of document.querySelectorAll<HTMLElement>('[data-word]')) {
    const { word = '' } = text.dataset;
    if (isWord(word)) text.textContent = words[word];
  }
  for (const view of [display, cards, notice]) view.setWords(words);
  void listCards();
}

for (const key of KEYS) {
  const button = device.querySelector(`[data-key="${key}"]`);
  // The mouse leaves the focus on the device: after a click on 5, Enter must press OK, not 5 again.
  button?.addEventListener('mousedown', (event) => {
    event.preventDefault();
    device.focus({ preventScroll: true });
  });
  button?.addEventListener('click', () => press(key));
}

device.addEventListener('keydown', (event) => {
  const key = typedKey(event);
  const isOnButton = event.target !== device && event.key === 'Enter';
  if (key === undefined || isOnButton) return;
  event.preventDefault();
  if (!event.repeat) press(key);
});

element('insert', HTMLButtonElement).addEventListener('click', () => move({ insert: cards.chosen }));
element('remove', HTMLButtonElement).addEventListener('click', () => move({ remove: true }));

languages.addEventListener('change', () => {
  localStorage.setItem('language', languages.value);
  setLanguage();
});

addEventListener('hashchange', () => {
  if (takeToken()) location.reload();
});

takeToken();
setLanguage();
device.focus({ preventScroll: true });
void follow();
