/** Ballots that officers keep for elections to come, in `templates.db`: each a ballot that terminals would show, under a name. */
import { join } from 'node:path';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { collapseSpace, findForbidden } from '../../../ballots/text.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { ServiceError } from '../../shared/service-error.ts';
import { Store } from '../../shared/store.ts';
import type { StoreFault } from '../../shared/store-fault.ts';
import { MAX_TEMPLATES, type Template } from '../api/templates.ts';

/** An ID is not given twice: what one officer deletes is not what another one uses. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, xml TEXT NOT NULL
  ) STRICT;`;

export class Templates {
  readonly #store: Store;

  constructor(folder: string) {
    this.#store = new Store(join(folder, 'templates.db'), SCHEMA);
  }

  /** In order of name. */
  list(): Template[] {
    const rows = this.#store.prepare('SELECT id, name FROM templates').all();
    const all = rows.map(({ id, name }) => ({ id: Number(id), name: String(name) }));
    return all.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Its ballot. Errors: template/unknown. */
  xml(id: number): string {
    const row = this.#store.prepare('SELECT xml FROM templates WHERE id = ?').get(id);
    return row === undefined ? unknown() : String(row.xml);
  }

  /** Returns its ID. Errors: template/name, template/exists, template/too-many; those of the ballot. */
  save(name: string, xml: string): Promise<number> {
    parseBallot(utf8(xml));
    const wanted = readName(name);
    return this.#store.write(() => {
      this.#requireFree(wanted);
      if (this.list().length >= MAX_TEMPLATES)
        throw new ServiceError(
          'template/too-many',
          409,
          `there are ${MAX_TEMPLATES} templates: delete one first`,
        );
      const insert = this.#store.prepare('INSERT INTO templates (name, xml) VALUES (?, ?) RETURNING id');
      return Number(insert.get(wanted, xml)?.id);
    });
  }

  /** Errors: template/name, template/exists, template/unknown. */
  rename(id: number, name: string): Promise<void> {
    const wanted = readName(name);
    return this.#store.write(() => {
      this.#requireFree(wanted, id);
      const { changes } = this.#store.prepare('UPDATE templates SET name = ? WHERE id = ?').run(wanted, id);
      if (changes === 0) unknown();
    });
  }

  /** Errors: template/unknown. */
  remove(id: number): Promise<void> {
    return this.#store.write(() => {
      const { changes } = this.#store.prepare('DELETE FROM templates WHERE id = ?').run(id);
      if (changes === 0) unknown();
    });
  }

  #requireFree(name: string, own = 0): void {
    const other = this.#store.prepare('SELECT id FROM templates WHERE name = ? AND id <> ?').get(name, own);
    if (other !== undefined)
      throw new ServiceError('template/exists', 409, `there is a template named ${name} already`);
  }

  /** See {@link Store.fault}. */
  fault(): StoreFault | undefined {
    return this.#store.fault();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function readName(name: string): string {
  const wanted = collapseSpace(name);
  if (wanted === '' || findForbidden(wanted) >= 0)
    throw new ServiceError('template/name', 400, 'the name must be text in one line');
  return wanted;
}

function unknown(): never {
  throw new ServiceError('template/unknown', 404, 'there is no such template any more');
}
