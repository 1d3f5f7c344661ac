/** Templates of ballots. */
import { Type } from 'typebox';
import { strict } from '../fields.ts';

export const MAX_TEMPLATES = 100;
const templateName = Type.String({ minLength: 1, maxLength: 100 });
export const templateSchema = Type.Object(
  { name: templateName, xml: Type.String({ maxLength: 65_536 }) },
  strict,
);
export const templateNameSchema = Type.Object({ name: templateName }, strict);
export const templateParams = Type.Object({
  template: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }),
});

export interface Template {
  readonly id: number;
  readonly name: string;
}
