import { wordsIn } from '../../../common/languages.ts';
import { fill } from '../../shared/i18n.ts';
import { useWords } from '../components/words.ts';
import { NoticePage, Section, type Told, useNoticeTexts } from './Notice.tsx';

export function DataProtection() {
  return <NoticePage of="data">{(told) => <Content {...told} />}</NoticePage>;
}

function Content({ organisation, retentionDays: days }: Told) {
  const { language } = useWords();
  const { who, kept, seen, time, rights } = useNoticeTexts().data;
  const help = organisation?.help;
  const whom = <p>{help === undefined ? who.office : fill(who.help, { help: wordsIn(help, language) })}</p>;
  return (
    <>
      <Section heading={who.heading}>
        <p>
          {organisation === undefined
            ? who.unnamed
            : fill(who.named, { name: wordsIn(organisation.name, language) })}
        </p>
        {whom}
        <p>{who.operators}</p>
      </Section>
      <Section heading={kept.heading}>
        <dl className="why">
          {Object.entries(kept.places).map(([place, { name, text }]) => (
            <div key={place}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section heading={seen.heading}>
        <p>{seen.how}</p>
        <p>{seen.whether}</p>
        <p>{seen.roll}</p>
      </Section>
      <Section heading={time.heading}>
        <p>{days === undefined ? time.unset : fill(time.set, { days })}</p>
        <p>{time.register}</p>
        <p>{time.stays}</p>
      </Section>
      <Section heading={rights.heading}>
        <p>{rights.text}</p>
        {whom}
        <p>{rights.limit}</p>
      </Section>
    </>
  );
}
