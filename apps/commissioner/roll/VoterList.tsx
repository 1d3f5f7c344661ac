import { useDeferredValue, useMemo, useState } from 'react';
import type { ListedVoter } from '../../../servers/commissioner/api/roll.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { SelectField, TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { saveFile } from '../../shared/save-file.ts';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { RemoveVoter } from './RemoveVoter.tsx';
import { RevokeCard } from './RevokeCard.tsx';
import { CARD_FILTERS, type CardFilter, findVoters, pageOf, rollCsv } from './voters.ts';

const PAGE_SIZE = 100;

export interface VoterListProps {
  readonly voters: readonly ListedVoter[];
  readonly onChanged: () => void;
}

/** One page of the roll at a time: a table of 30,000 rows would freeze the browser. */
export function VoterList({ voters, onChanged }: VoterListProps) {
  const { language, texts } = useConsole();
  const own = texts.editor.roll;
  const isOffice = useIsOffice();
  const [query, setQuery] = useState('');
  const [cards, setCards] = useState<CardFilter>('all');
  const [wanted, setWanted] = useState(0);
  const [leaving, setLeaving] = useState<string>();
  const [lost, setLost] = useState<string>();
  const [told, setTold] = useState<string>();
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
      <div className="row">
        <p role="status">{number}</p>
        {voters.length > 0 && (
          <Button onPress={() => saveFile('roll.csv', rollCsv(voters), 'text/csv')}>{own.export}</Button>
        )}
      </div>
      {told !== undefined && <Notice kind="success" live title={told} />}
      <DataTable
        caption={place}
        columns={[
          { key: 'voter', label: own.voter },
          { key: 'style', label: own.style },
          { key: 'card', label: own.card },
          ...(isOffice ? [{ key: 'remove', label: own.remove }] : []),
        ]}
        rows={items.map(({ voter, style, card }) => ({
          id: voter,
          cells: {
            voter,
            style,
            card: (
              <>
                <CardTag has={card} />
                {isOffice && card && (
                  <Button kind="quiet" onPress={() => setLost(voter)}>
                    <span aria-hidden="true">{own.lost}</span>
                    <span className="for-ears">{fill(own.lostNamed, { voter })}</span>
                  </Button>
                )}
              </>
            ),
            remove: (
              <Button kind="quiet" onPress={() => setLeaving(voter)}>
                <span aria-hidden="true">{own.remove}</span>
                <span className="for-ears">{fill(own.removeNamed, { voter })}</span>
              </Button>
            ),
          },
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
      {lost !== undefined && (
        <RevokeCard
          voter={lost}
          onClose={() => setLost(undefined)}
          onRevoked={(revocation) => {
            setTold(revocation);
            setLost(undefined);
            onChanged();
          }}
        />
      )}
      {leaving !== undefined && (
        <RemoveVoter
          voter={leaving}
          onClose={() => setLeaving(undefined)}
          onRemoved={(removal) => {
            setTold(removal);
            setLeaving(undefined);
            onChanged();
          }}
        />
      )}
    </Card>
  );
}

function CardTag({ has }: { readonly has: boolean }) {
  const own = useConsole().texts.editor.roll;
  return <span className={has ? 'tag success' : 'tag'}>{has ? own.hasCard : own.noCard}</span>;
}
