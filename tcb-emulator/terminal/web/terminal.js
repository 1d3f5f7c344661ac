/**
 * The web face of the terminal: shows each frame of the human interface, presses keys, moves cards. What a Finlet
 * draws reaches the page as the text of 80 cells, never as markup, and never the mode lamp.
 */
import { WORDS } from './words.js';

const COLUMNS = 20;
const RETRY_MS = 2000;

/** The keys of the keyboard, as in text mode. */
const TYPED = new Map([
  ...[...'0123456789'].map((digit) => [digit, digit]),
  ['Enter', 'ok'],
  ['Escape', 'cancel'],
  ['q', 'cancel'],
  ['Backspace', 'correct'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['h', 'help'],
  ['?', 'help'],
]);

const element = (id) => document.getElementById(id);
const device = element('device');
const cells = [];
let words = WORDS.en;
let frame;
/** The word of the notice, and what follows it untranslated. */
let notice = [];
let inserted = null;

// The human interface.

class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** From the fragment, which no browser sends, into the tab's memory: it stays neither in the address nor in the history. */
function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return false;
  sessionStorage.setItem('token', token);
  history.replaceState(null, '', location.pathname);
  return true;
}

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${sessionStorage.getItem('token') ?? ''}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.code);
  return answer;
}

async function follow() {
  let after;
  for (;;) {
    try {
      const next = await ask('GET', after === undefined ? '/display' : `/display?after=${after}`);
      if (notice[0] === 'gone') tell();
      if (next.sequence !== after) show(next);
      after = next.sequence;
    } catch (error) {
      after = undefined;
      switchOff();
      if (error.code === 'terminal/unauthorized') return tell('needToken');
      tell('gone');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** One key after the other. A notice of a key that nobody waited for does not say which: it may be of a PIN. */
let pressed = Promise.resolve();
function press(key) {
  pressed = pressed
    .then(() => ask('POST', '/keys', { keys: [key], waitSeconds: 0 }))
    .then(({ accepted }) => (accepted === 0 ? tell('notAccepted') : tell()))
    .catch(complain);
}

const moveCard = (order) => ask('POST', '/card', order).then(() => tell()).catch(complain).then(listCards);

function complain(error) {
  if (error.code === 'terminal/unauthorized') tell('needToken');
  else if (error instanceof Refused) tell('refused', error.code);
  // Without a connection `follow` says so.
}

// What is seen and heard.

function show(next) {
  frame = next;
  device.className = frame.mode;
  element('mode').textContent = words[frame.mode];
  const characters = frame.lines.flatMap((line) => [...line]);
  cells.forEach((cell, i) => {
    cell.textContent = characters[i];
  });
  speak();
  if (frame.mode === 'idle') listCards();
}

/** A dead display is not left showing its last screen. */
function switchOff() {
  frame = undefined;
  device.className = 'off';
  element('mode').textContent = words.off;
  for (const cell of cells) cell.textContent = '';
  element('spoken').replaceChildren();
}

/** Said again even if it is the same: it answers a key. */
function speak() {
  const lines = frame.lines.map((line, i) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = toWords(line, i === frame.lines.length - 1);
    return paragraph;
  });
  element('spoken').replaceChildren(...lines);
}

/** Signs that a screen reader would skip. The caps of keys stand in the last line only: elsewhere X may be a name. */
function toWords(line, isLast) {
  const { cancel, correct, help, up, down, stars } = words;
  const spoken = line
    .replaceAll('↑', ` ${up} `)
    .replaceAll('↓', ` ${down} `)
    .replace(/\*{2,}/g, (run) => `${run.length} ${stars}`)
    .replace(/ +/g, ' ')
    .trim();
  if (!isLast) return spoken;
  return spoken
    .replace(/(^| )X:/, `$1${cancel}: `)
    .replace(/(^| )<:/, `$1${correct}: `)
    .replace(/(^| )\?$/, `$1${help}`);
}

function tell(word, detail = '') {
  notice = word === undefined ? [] : [word, detail];
  element('notice').textContent = word === undefined ? '' : `${words[word]} ${detail}`.trim();
}

async function listCards() {
  const table = await ask('GET', '/cards').catch(() => undefined);
  if (table === undefined) return;
  inserted = table.inserted;
  const select = element('cards');
  const chosen = select.value;
  const options = table.cards.map((name) => new Option(name.replace(/\.card$/, ''), name));
  if (options.length === 0) options.push(new Option(words.noCards, ''));
  const isSame = options.length === select.length && options.every(({ text }, i) => text === select[i].text);
  if (!isSame) select.replaceChildren(...options); // not under the hand that chooses
  if (!isSame && table.cards.includes(chosen)) select.value = chosen;
  element('insert').disabled = table.cards.length === 0;
  showCard();
}

function showCard() {
  const name = inserted?.replace(/\.card$/, '');
  element('card').classList.toggle('inserted', inserted !== null);
  element('card-name').textContent = name ?? '';
  element('in-slot').textContent = name === undefined ? words.slotEmpty : `${words.slotHolds} ${name}`;
}

function speakLanguage(language) {
  words = WORDS[language];
  document.documentElement.lang = language;
  document.title = words.title;
  for (const text of document.querySelectorAll('[data-word]')) text.textContent = words[text.dataset.word];
  element('spoken').setAttribute('aria-label', words.display);
  element('mode').textContent = words[frame?.mode ?? 'off'];
  tell(...notice);
  listCards();
  showCard();
}

// The person.

for (const key of device.querySelectorAll('[data-key]')) {
  // The mouse leaves the focus on the device: after a click on 5, Enter must press OK, not 5 again.
  key.addEventListener('mousedown', (event) => {
    event.preventDefault();
    device.focus({ preventScroll: true });
  });
  key.addEventListener('click', () => press(key.dataset.key));
}

device.addEventListener('keydown', (event) => {
  const key = TYPED.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const onButton = event.target !== device && event.key === 'Enter';
  if (key === undefined || onButton || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (!event.repeat) press(key);
});

element('insert').addEventListener('click', () => moveCard({ insert: element('cards').value }));
element('remove').addEventListener('click', () => moveCard({ remove: true }));

element('language').addEventListener('change', ({ target }) => {
  localStorage.setItem('language', target.value);
  speakLanguage(target.value);
});

addEventListener('hashchange', () => takeToken() && location.reload());

function firstLanguage() {
  const wanted = [localStorage.getItem('language'), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((language) => Object.hasOwn(WORDS, language)) ?? 'en';
}

for (let i = 0; i < 4 * COLUMNS; i += 1) cells.push(document.createElement('span'));
element('lcd').append(...cells);
takeToken();
element('language').value = firstLanguage();
switchOff();
speakLanguage(element('language').value);
device.focus({ preventScroll: true });
follow();
