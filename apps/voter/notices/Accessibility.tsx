import { type InLanguages, wordsIn } from '../../../common/languages.ts';
import { fill } from '../../shared/i18n.ts';
import { useWords } from '../components/words.ts';
import { NoticePage, Section, useNoticeTexts } from './Notice.tsx';

export function Accessibility() {
  return (
    <NoticePage of="accessibility">{({ organisation }) => <Content help={organisation?.help} />}</NoticePage>
  );
}

function Content({ help }: { readonly help: InLanguages | undefined }) {
  const { language } = useWords();
  const { tested, limits, report, date } = useNoticeTexts().accessibility;
  return (
    <>
      <List {...tested} />
      <List {...limits} />
      <Section heading={report.heading}>
        <p>{help === undefined ? report.office : fill(report.help, { help: wordsIn(help, language) })}</p>
      </Section>
      <p className="quiet">{date}</p>
    </>
  );
}

function List({ heading, ...items }: Readonly<Record<string, string>> & { readonly heading: string }) {
  return (
    <Section heading={heading}>
      <ul>
        {Object.entries(items).map(([key, text]) => (
          <li key={key}>{text}</li>
        ))}
      </ul>
    </Section>
  );
}
