import assert from 'node:assert/strict';
import { test } from 'vitest';
import { titleIn, titlesOf } from './election-title.ts';
import { ballotOf } from './test-support.ts';

const ballot = (title: Record<string, string>) => ({ ...ballotOf([]), languages: Object.keys(title), title });
const STUDENTS = ballot({ en: 'Senate: students', de: 'Senat: Studierende' });
const STAFF = ballot({ de: 'Senat 2027', 'pt-BR': 'Senado 2027' });

test("a title that is a ballot's in some language is that ballot's in all", () => {
  const titles = titlesOf('Senat 2027', [STUDENTS, STAFF]);
  assert.deepEqual(titles, STAFF.title);
  const shown = (language: string) => titleIn({ title: 'Senat 2027', titles }, language);
  assert.deepEqual(shown('pt'), { title: 'Senado 2027', lang: 'pt-BR' });
  assert.deepEqual(shown('fr'), { title: 'Senat 2027', lang: 'de' }, "else the ballot's first");
});

test("a title that is no ballot's stays as it was written, in nobody knows which language", () => {
  const titles = titlesOf('Elections of May', [STUDENTS, STAFF]);
  assert.deepEqual(titles, {});
  assert.deepEqual(titleIn({ title: 'Elections of May', titles }, 'de'), { title: 'Elections of May' });
});
