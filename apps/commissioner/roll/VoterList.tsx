import { useDeferredValue, useMemo, useState } from 'react';
import type { ListedVoter } from '../../../servers/commissioner/api.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { SelectField, TextField } from '../../shared/components/Field.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { CARD_FILTERS, type CardFilter, findVoters, pageOf } from './voters.ts';

const PAGE_SIZE = 100;

/** One page of the roll at a time: a table of 30,000 rows would freeze the browser. */
export function VoterList({ voters }: { readonly voters: readonly ListedVoter[] }) {
  const { language, texts } = useConsole();
  const own = texts.editor.roll;
  const [query, setQuery] = useState('');
  const [cards, setCards] = useState<CardFilter>('all');
  const [wanted, setWanted] = useState(0);
  const deferred = useDeferredValue(query);
  const found = useMemo(() => findVoters(voters, deferred, cards), [voters, deferred, cards]);
  const { items, page, pages } = pageOf(found, wanted, PAGE_SIZE);
  const place = fill(own.page, {
    page: formatNumber(page + 1, language),
    pages: formatNumber(pages, language),
  });
  const number = fill(own.found, { number: formatNumber(found.length, language) });
  return (
    <Card title={own.list}>
      <div className="columns">
        <TextField
          label={own.search}
          value={query}
          autoComplete="off"
          onChange={(text) => {
            setQuery(text);
            setWanted(0);
          }}
        />
        <SelectField
          label={own.cards}
          value={cards}
          options={CARD_FILTERS.map((value) => ({ value, label: own[value] }))}
          onChange={(value) => {
            setCards(CARD_FILTERS.find((one) => one === value) ?? 'all');
            setWanted(0);
          }}
        />
      </div>
      <p role="status">{number}</p>
      <DataTable
        caption={place}
        columns={[
          { key: 'voter', label: own.voter },
          { key: 'style', label: own.style },
          { key: 'card', label: own.card },
        ]}
        rows={items.map(({ voter, style, card }) => ({
          id: voter,
          cells: { voter, style, card: <CardTag has={card} /> },
        }))}
        empty={voters.length === 0 ? own.none : own.noneFound}
      />
      {pages > 1 && (
        <div className="row">
          <Button isDisabled={page === 0} onPress={() => setWanted(page - 1)}>
            {own.previous}
          </Button>
          <span>{place}</span>
          <Button isDisabled={page === pages - 1} onPress={() => setWanted(page + 1)}>
            {own.next}
          </Button>
        </div>
      )}
    </Card>
  );
}

function CardTag({ has }: { readonly has: boolean }) {
  const own = useConsole().texts.editor.roll;
  return <span className={has ? 'tag success' : 'tag'}>{has ? own.hasCard : own.noCard}</span>;
}
