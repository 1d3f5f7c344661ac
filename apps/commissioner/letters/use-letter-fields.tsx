import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { FileField, SelectField } from '../../shared/components/Field.tsx';
import { fill, LANGUAGE_NAMES, LANGUAGES, type Language } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { readText } from '../roll/read-text.ts';

interface Addresses {
  readonly file: string;
  readonly csv: string;
}

/** In which language, and to which names and addresses: of every kind of letter. The addresses stay in this page. */
export function useLetterFields() {
  const { language: own, texts } = useConsole();
  const words = texts.letters;
  const [language, setLanguage] = useState<Language>(own);
  const [addresses, setAddresses] = useState<Addresses>();
  const [problem, setProblem] = useState<string>();
  const read = async (file: File): Promise<void> => {
    const content = await readText(file);
    setAddresses('text' in content ? { file: file.name, csv: content.text } : undefined);
    setProblem('fault' in content ? fill(texts.editor.roll[content.fault], { file: file.name }) : undefined);
  };
  const fields = (
    <>
      <SelectField
        label={words.language}
        description={words.languageHelp}
        value={language}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={(value) => setLanguage(LANGUAGES.find((one) => one === value) ?? own)}
      />
      <FileField
        label={words.addresses}
        description={words.addressesHelp}
        accept=".csv,text/csv"
        error={problem}
        onFile={(file) => void read(file)}
      />
      {addresses !== undefined && (
        <div className="row">
          <p role="status">{fill(words.addressesFrom, { file: addresses.file })}</p>
          <Button kind="quiet" onPress={() => setAddresses(undefined)}>
            {words.noAddresses}
          </Button>
        </div>
      )}
    </>
  );
  return { fields, wanted: { language, ...(addresses && { addresses: addresses.csv }) } };
}
