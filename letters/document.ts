/**
 * A4 pages as PDF, marked up for screen readers (ISO 14289-1: headings, paragraphs, lists and pictures are told apart, the
 * language is told), with the address where the window of an envelope is (DIN 5008 form B, ISO 269 DL). Fonts are embedded.
 */
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { type InLanguages, type Language, wordsIn } from '../common/languages.ts';

const resolve = createRequire(import.meta.url).resolve;
const FONTS = {
  text: resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
};

/** Points in a millimetre. */
const MM = 72 / 25.4;
const MARGINS = { top: 20 * MM, bottom: 18 * MM, left: 25 * MM, right: 20 * MM };
const SIZE = { small: 8.5, text: 10, large: 13, title: 15, digits: 18 } as const;
/** Where the window is. */
const ADDRESS = { top: 52 * MM, width: 80 * MM };
const BODY_TOP = 98 * MM;
const LOGO = { width: 60 * MM, height: 18 * MM };
const QR_SIDE = 34 * MM;
const LABEL_WIDTH = 52 * MM;
/** Of the text in a list behind its number. */
const INDENT = 6 * MM;
/** Of Noto Sans, as a share of its size. */
const ASCENT = 1.069;
const ROW_GAP = 4 * MM;
/** Modules of white around a QR code (ISO/IEC 18004, section 6.3.8). */
const QUIET = 4;
const QUIET_GREY = '#555555';

/** Who writes. */
export interface Organisation {
  readonly name?: InLanguages;
  /** Whom voters ask, such as "Election office, +49 30 1234". */
  readonly help?: InLanguages;
  /** PNG. */
  readonly logo?: Uint8Array;
}

/** A width for each cell, as shares of the line. */
export interface TableShape {
  readonly head: readonly string[];
  readonly widths: readonly number[];
}

/** A text as a QR code: how many modules a side has with the white around, and the dark bars in them. */
interface Code {
  readonly text: string;
  readonly size: number;
  readonly bars: readonly { readonly x: number; readonly y: number; readonly length: number }[];
}

/** In points. */
interface Piece {
  readonly font: keyof typeof FONTS;
  readonly size: keyof typeof SIZE;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Cell extends Pick<Piece, 'x' | 'width'> {
  readonly text: string;
}

type Tag = 'H1' | 'H2' | 'P';

export class LetterDocument {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #organisation: Organisation;
  /** Of the letter under way. */
  #language: Language;
  readonly #written: Promise<Buffer>;
  /** Of the letter under way: its language is told once for all that is in it. */
  #section: PDFKit.PDFStructureElement;
  /** The same in every letter: it is computed once. */
  #code: Code | undefined;

  constructor(title: string, language: Language, organisation: Organisation) {
    this.#organisation = organisation;
    this.#language = language;
    this.#pdf = new PDFDocument({
      size: 'A4',
      margins: MARGINS,
      autoFirstPage: false,
      pdfVersion: '1.7',
      tagged: true,
      lang: language,
      displayTitle: true,
      info: { Title: title, Creator: 'REVS' },
    });
    for (const [name, path] of Object.entries(FONTS)) this.#pdf.registerFont(name, path);
    this.#section = this.#beginSection(language);
    const chunks: Buffer[] = [];
    this.#pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    this.#written = new Promise((done, failed) => {
      this.#pdf.on('end', () => done(Buffer.concat(chunks)));
      this.#pdf.on('error', failed);
    });
  }

  /** What has no address: minutes. */
  beginReport(): void {
    this.page();
    this.#letterhead();
    this.#to(MARGINS.top + LOGO.height + 6 * MM);
  }

  /** The next letter, on a page of its own, in a language that may be another than the document's. */
  begin(address: readonly string[], language: Language): void {
    this.#section.end();
    this.#section = this.#beginSection(language);
    this.#language = language;
    this.page();
    this.#letterhead();
    this.#pdf.font('text').fontSize(SIZE.text);
    const lines = address.join('\n');
    if (lines !== '') this.#write('P', lines, { width: ADDRESS.width, at: ADDRESS.top });
    this.#to(BODY_TOP);
  }

  page(): void {
    this.#pdf.addPage();
  }

  title(kind: string, text?: string): void {
    this.#pdf.font('bold').fontSize(SIZE.title);
    this.#write('H1', text === undefined ? kind : `${kind}: ${text}`);
    this.gap();
  }

  heading(text: string): void {
    this.#pdf.font('bold').fontSize(SIZE.text);
    this.#write('H2', text);
  }

  paragraph(text: string): void {
    this.#pdf.font('text').fontSize(SIZE.text);
    this.#write('P', text);
    this.gap();
  }

  small(text: string): void {
    this.#pdf.font('text').fontSize(SIZE.small).fillColor(QUIET_GREY);
    this.#write('P', text);
    this.#pdf.fillColor('black');
    this.gap();
  }

  /** A label and what is so called, side by side on one base line. */
  fact(label: string, value: string, size: 'text' | 'large' | 'digits' = 'text'): void {
    const top = this.#pdf.y;
    const valueAt = MARGINS.left + LABEL_WIDTH;
    const paragraph = this.#pdf.struct('P');
    this.#section.add(paragraph);
    const lower = (SIZE[size] - SIZE.text) * ASCENT;
    const labelEnd = this.#piece(paragraph, `${label} `, {
      font: 'text',
      size: 'text',
      x: MARGINS.left,
      y: top + lower,
      width: LABEL_WIDTH - 2 * MM,
    });
    const valueEnd = this.#piece(paragraph, value, {
      font: 'bold',
      size,
      x: valueAt,
      y: top,
      width: this.#right - valueAt,
    });
    paragraph.end();
    this.#to(Math.max(labelEnd, valueEnd) + 1 * MM);
  }

  /** Numbered. */
  list(items: readonly string[]): void {
    const pdf = this.#pdf;
    const list = pdf.struct('L');
    this.#section.add(list);
    for (const [i, text] of items.entries()) {
      const item = pdf.struct('LI');
      list.add(item);
      const line = { font: 'text', size: 'text', y: pdf.y } as const;
      this.#piece(item, `${i + 1}. `, { ...line, x: MARGINS.left, width: INDENT }, 'Lbl');
      const at = MARGINS.left + INDENT;
      const end = this.#piece(item, text, { ...line, x: at, width: this.#right - at }, 'LBody');
      item.end();
      this.#to(end + 0.8 * MM);
    }
    list.end();
    this.gap();
  }

  /** Beside the address, at the right edge of the page. */
  qrCode(text: string, alt: string): void {
    const pdf = this.#pdf;
    this.#code = this.#code?.text === text ? this.#code : codeOf(text);
    const { size, bars } = this.#code;
    const unit = QR_SIDE / size;
    const [left, top] = [this.#right - QR_SIDE, BODY_TOP - QR_SIDE];
    const draw = (): void => {
      for (const { x, y, length } of bars) pdf.rect(left + x * unit, top + y * unit, length * unit, unit);
      pdf.fill('black');
    };
    this.#section.add(pdf.struct('Figure', { alt }, draw));
  }

  /** Rows with a line under each, as high as their longest cell; the head stands on every page. */
  table({ head, widths }: TableShape, rows: readonly (readonly string[])[]): void {
    const table = this.#pdf.struct('Table');
    this.#section.add(table);
    const cells = (texts: readonly string[]): Cell[] => {
      const all = this.#right - MARGINS.left;
      let x = MARGINS.left;
      return widths.map((share, i) => {
        const cell = { text: texts[i] ?? '', x, width: share * all - 2 * MM };
        x += share * all;
        return cell;
      });
    };
    const top = cells(head);
    this.#row(table, top, 'TH');
    for (const row of rows.map(cells)) {
      if (this.#pdf.y + this.#heightOf(row, 'text') > this.#pdf.page.height - MARGINS.bottom) {
        this.page();
        this.#row(table, top, 'TH');
      }
      this.#row(table, row, 'TD');
    }
    table.end();
  }

  /** In millimetres. */
  gap(height = 2): void {
    this.#to(this.#pdf.y + height * MM);
  }

  finish(): Promise<Buffer> {
    this.#section.end();
    this.#pdf.end();
    return this.#written;
  }

  get #right(): number {
    return this.#pdf.page.width - MARGINS.right;
  }

  #letterhead(): void {
    const pdf = this.#pdf;
    const { logo } = this.#organisation;
    const name = this.#organisation.name && wordsIn(this.#organisation.name, this.#language);
    if (logo !== undefined) {
      const picture = (): void =>
        void pdf.image(Buffer.from(logo), this.#right - LOGO.width, MARGINS.top, {
          fit: [LOGO.width, LOGO.height],
          align: 'right',
        });
      this.#section.add(pdf.struct('Figure', { alt: name ?? '' }, picture));
    }
    if (name === undefined) return;
    pdf.font('bold').fontSize(SIZE.large);
    this.#write('P', name, { width: 95 * MM, at: MARGINS.top });
  }

  #heightOf(row: readonly Cell[], font: keyof typeof FONTS): number {
    const pdf = this.#pdf.font(font).fontSize(SIZE.text);
    const heights = row.map(({ text, width }) => pdf.heightOfString(text, { width }));
    return Math.max(...heights) + ROW_GAP;
  }

  #row(table: PDFKit.PDFStructureElement, cells: readonly Cell[], tag: 'TH' | 'TD'): void {
    const { y } = this.#pdf;
    const font = tag === 'TH' ? 'bold' : 'text';
    const height = this.#heightOf(cells, font);
    const row = this.#pdf.struct('TR');
    table.add(row);
    for (const { text, ...place } of cells) this.#piece(row, text, { font, size: 'text', y, ...place }, tag);
    row.end();
    this.#rule(y + height - ROW_GAP / 2);
    this.#to(y + height);
  }

  #rule(y: number): void {
    const pdf = this.#pdf;
    pdf.markContent('Artifact', { type: 'Layout' });
    pdf.moveTo(MARGINS.left, y).lineTo(this.#right, y).lineWidth(0.4).stroke('#999999');
    pdf.endMarkedContent();
  }

  /** Text that is a part of a larger element. Where it ends, in points from the top. */
  #piece(
    parent: PDFKit.PDFStructureElement,
    text: string,
    { font, size, x, y, width }: Piece,
    tag: 'Span' | 'Lbl' | 'LBody' | 'TH' | 'TD' = 'Span',
  ): number {
    const pdf = this.#pdf;
    pdf.font(font).fontSize(SIZE[size]);
    parent.add(pdf.struct(tag, {}, () => void pdf.text(text, x, y, { width })));
    return pdf.y;
  }

  #beginSection(lang: Language): PDFKit.PDFStructureElement {
    const section = this.#pdf.struct('Sect', { lang });
    this.#pdf.addStructure(section);
    return section;
  }

  #write(tag: Tag, text: string, { width, at = this.#pdf.y }: { width?: number; at?: number } = {}): void {
    const pdf = this.#pdf;
    const options = width === undefined ? {} : { width };
    this.#section.add(pdf.struct(tag, {}, () => void pdf.text(text, MARGINS.left, at, options)));
  }

  #to(y: number): void {
    this.#pdf.x = MARGINS.left;
    this.#pdf.y = y;
  }
}

function codeOf(text: string): Code {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const bars = data.flatMap((row, y) => {
    const found: { x: number; y: number; length: number }[] = [];
    for (const [x, isDark] of row.entries()) {
      const last = found.at(-1);
      if (!isDark) continue;
      if (last !== undefined && last.x + last.length === x) last.length += 1;
      else found.push({ x, y, length: 1 });
    }
    return found;
  });
  return { text, size, bars };
}
