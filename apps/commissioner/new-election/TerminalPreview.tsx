import { useMemo, useState } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { textsIn } from '../../../tcb-emulator/dialogue/screens.ts';
import { KEY_CAPS, KEYPAD, type Key } from '../../../tcb-emulator/display/keys.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Lcd } from '../../shared/components/Lcd.tsx';
import type { Language } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { continuePreview, press, screenOf, startPreview } from './terminal-preview.ts';

export interface TerminalPreviewProps {
  /** With at least one contest, each with options. */
  readonly ballot: Ballot;
  readonly language: Language;
  /** The contest that it begins with. */
  readonly start: number;
}

const isNamed = (key: Key): key is keyof typeof KEY_CAPS => Object.hasOwn(KEY_CAPS, key);

export function TerminalPreview({ ballot, language, start }: TerminalPreviewProps) {
  const { texts } = useConsole();
  const own = texts.editor.preview;
  const finlet = useMemo(() => textsIn(language), [language]);
  const [held, hold] = useState(() => ({
    of: ballot,
    preview: startPreview(ballot, Math.max(0, Math.min(start, ballot.contests.length - 1))),
  }));
  const preview = held.of === ballot ? held.preview : continuePreview(held.of, ballot, held.preview);
  return (
    <div className="stack">
      <p className="quiet small">{own.terminalHelp}</p>
      <div aria-live="polite">
        <Lcd lines={screenOf(finlet, ballot, preview)} label={own.display} language={language} />
      </div>
      <fieldset className="pad">
        <legend className="for-ears">{own.keys}</legend>
        {KEYPAD.map((key) => (
          <Button
            key={key}
            onPress={() => hold({ of: ballot, preview: press(finlet, ballot, preview, key) })}
          >
            {isNamed(key) ? <KeyCap cap={KEY_CAPS[key]} name={own.key[key]} /> : key}
          </Button>
        ))}
      </fieldset>
      <div className="row">
        <Button kind="quiet" onPress={() => hold({ of: ballot, preview: startPreview(ballot) })}>
          {own.restart}
        </Button>
      </div>
    </div>
  );
}

const KeyCap = ({ cap, name }: { readonly cap: string; readonly name: string }) => (
  <>
    <span aria-hidden="true">{cap}</span>
    <span className="for-ears">{name}</span>
  </>
);
