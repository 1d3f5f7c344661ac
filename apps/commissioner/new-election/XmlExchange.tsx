import { useState } from 'react';
import { type Ballot, MAX_BALLOT_BYTES } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { writeBallot } from '../../../ballots/write-ballot.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { FileField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { saveFile } from '../../shared/save-file.ts';
import { useConsole } from '../console/use-console.ts';

export interface XmlExchangeProps {
  readonly name: string;
  readonly ballot: Ballot;
  readonly onImport: (ballot: Ballot, file: string) => void;
}

export function XmlExchange({ name, ballot, onImport }: XmlExchangeProps) {
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const [error, setError] = useState<string>();
  const take = async (file: File): Promise<void> => {
    setError(undefined);
    try {
      // One byte more than allowed is enough for the parser to refuse it.
      const xml = new Uint8Array(await file.slice(0, MAX_BALLOT_BYTES + 1).arrayBuffer());
      onImport(parseBallot(xml), file.name);
    } catch (failure) {
      // The parser says where: a line, or a path such as "contest chair, option ana".
      const reason = failure instanceof Error ? failure.message : String(failure);
      setError(`${fill(own.importFailed, { file: file.name })} ${reason}`);
    }
  };
  return (
    <Card title={own.exchange} level={3}>
      <FileField
        label={own.importFile}
        description={own.importHelp}
        accept=".xml,application/xml,text/xml"
        error={error}
        onFile={take}
      />
      <div className="row">
        <Button onPress={() => saveFile(`${name}.xml`, writeBallot(ballot), 'application/xml')}>
          {own.exportFile}
        </Button>
      </div>
    </Card>
  );
}
