import type { Texts } from './use-console.ts';

interface NoticeLinksProps {
  readonly texts: Texts;
  readonly voterPage: string;
}

/** To the pages for voters, which speak of officers and of this console too. */
export function NoticeLinks({ texts: { notices }, voterPage }: NoticeLinksProps) {
  return (
    <nav className="row" aria-label={notices.label}>
      <a href={`${voterPage}/data-protection.html`}>{notices.data}</a>
      <a href={`${voterPage}/accessibility.html`}>{notices.accessibility}</a>
    </nav>
  );
}
