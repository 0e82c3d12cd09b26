/**
 * Fields of config strings as they are declared: what reads them, what lists them and what makes
 * forms of them go by the declaration.
 */

import type { ConfigReader } from './config-reader.js';

/**
 * A field behind the name: a whole number, a number, true and false, the name of a loss, or another
 * string, to the end.
 */
export interface Field {
  readonly name: string;
  readonly kind: 'count' | 'number' | 'flag' | 'loss' | 'string';
  /** What it is where it may be left out, else its value in the example. */
  readonly default: number | boolean | string;
  readonly meaning: string;
  /** Of a count, the smallest value. */
  readonly min?: number;
  /** Whether it may be left out; then so may all after it. */
  readonly optional: boolean;
}

/** What there is to say about what has fields. */
export interface Declared {
  /** What it is, in a few words. */
  readonly meaning?: string;
  /** The fields after the name. */
  readonly fields?: readonly Field[];
}

export interface Description {
  /** The name that it is registered under. */
  readonly name: string;
  readonly meaning: string;
  readonly fields: readonly Field[];
  /** A string of it. */
  readonly example: string;
}

/** What fields hold: the numbers and the flags, each in their order. */
export type FieldValues = readonly [numbers: readonly number[], flags: readonly boolean[]];

/**
 * Reads the fields of a string behind its name, which messages call `first`, without a loss: the
 * reader ends before it. Throws a UserError where they are too few or too many, or not what they are
 * declared to be.
 */
export function readFields(
  reader: ConfigReader,
  first: string,
  fields: readonly Field[],
): FieldValues {
  const names = [first, ...fields.map(({ name }) => name)];
  const numNeeded = 1 + fields.filter(({ optional }) => !optional).length;
  reader.expect(names, numNeeded, names.length - (fields.at(-1)?.kind === 'loss' ? 1 : 0));
  const numbers: number[] = [];
  const flags: boolean[] = [];
  for (const [i, field] of fields.entries()) {
    if (field.kind === 'loss') continue;
    const at = i + 1;
    const given = at < reader.length;
    if (field.kind === 'flag') flags.push(given ? reader.boolean(at) : field.default === true);
    else if (!given) numbers.push(Number(field.default));
    else if (field.kind === 'number') numbers.push(reader.number(at));
    else numbers.push(reader.count(at, { min: field.min ?? 0 }));
  }
  return [numbers, flags];
}

/**
 * The fields of a string behind its name, which `readFields` has taken, as one writes them: without
 * those at the end that are at their defaults and may be left out.
 */
export function printFields(reader: ConfigReader, fields: readonly Field[]): string[] {
  const given = fields.slice(0, reader.length - 1);
  const texts = given.map((_, i) => reader.canonical(i + 1));
  const isDefault = (i: number) => given[i]!.optional && texts[i] === String(given[i]!.default);
  while (texts.length > 0 && isDefault(texts.length - 1)) texts.pop();
  return texts;
}

/** A thing as its declaration tells of it. `name` is the key that it is registered under. */
export function describe(name: string, { meaning = '', fields = [] }: Declared): Description {
  const needed = fields.filter(({ optional }) => !optional);
  return { name, meaning, fields, example: [name, ...needed.map((f) => f.default)].join(';') };
}
