/**
 * Reads the fields of a config string (`Conv;26;10;relu`) as what they should be, and says with a
 * caret under the column where they are not. What a field looks like is the scanner's to say
 * (config-string.ts), so the core must be loaded.
 */

import { check, TEXT } from '../checks.js';
import { clipped, nearest, UserError } from '../errors.js';
import { type ConfigField, configError, numberOf, scanConfig } from './config-string.js';

/** The range of a whole number, and the reason for its upper end. */
export interface CountLimits {
  /** The least that is allowed. */
  readonly min: number;
  /** The most that is allowed; default any. */
  readonly max?: number;
  /** Why there is such a limit, for the message. */
  readonly because?: string;
}

/** Reads the fields of one config string in turn. A wrong one throws a `UserError` with a caret under it. */
export class ConfigReader {
  /** Without the spaces around it. */
  readonly config: string;
  private readonly hyphens: boolean;
  private readonly fields: readonly ConfigField[];
  private names: readonly string[] = [];

  /**
   * `kind` says what the string is: 'network', 'optim_config', …. With `hyphens` the older spelling
   * `sup-03` is `sup;3`; `fields` are those of the string that are to be read, where it has been
   * scanned. Throws a UserError for what is no string, and for an empty one.
   */
  constructor(
    /** What the string is. */
    readonly kind: string,
    config: string,
    { hyphens = false, fields }: { hyphens?: boolean; fields?: readonly ConfigField[] } = {},
  ) {
    check(`the ${kind}`, config, TEXT);
    this.hyphens = hyphens;
    this.config = config.trim();
    if (this.config === '') throw new UserError(`the ${kind} is an empty string`);
    this.fields = fields ?? scanConfig(this.config, { hyphens });
  }

  /** The number of fields. */
  get length(): number {
    return this.fields.length;
  }

  /** The fields from `index` on, for a part that reads them by itself. */
  from(index: number): ConfigReader {
    return new ConfigReader(this.kind, this.config, { fields: this.fields.slice(index) });
  }

  /**
   * Throws a UserError unless there are as many fields as names; only `least` must be there, and
   * `most` may.
   */
  expect(names: readonly string[], least = names.length, most = names.length): void {
    this.expectAtLeast(names, least);
    if (this.length > most) {
      throw this.error(most, `there are ${this.length} fields; ${form(names, least)}`);
    }
  }

  /** Throws a UserError if there are fewer fields than names, or than `least`. */
  expectAtLeast(names: readonly string[], least = names.length): void {
    this.names = names;
    if (this.length < least) {
      const { text, column } = this.fields[this.length - 1];
      const end = column + text.length;
      throw this.errorAt(end, `'${names[this.length]}' is missing; ${form(names, least)}`);
    }
  }

  /** The string from the field on, as it stands. */
  rest(index: number): string {
    this.field(index);
    return this.config.slice(this.fields[index].column);
  }

  /** The fields before `index`. */
  before(index: number): ConfigReader {
    return new ConfigReader(this.kind, this.config, {
      hyphens: this.hyphens,
      fields: this.fields.slice(0, index),
    });
  }

  /** Whether the field is there, and neither number, boolean nor something like a number. */
  isWord(index: number): boolean {
    return this.fields[index]?.kind === 'word';
  }

  /** The field as it stands, without the spaces around it. */
  text(index: number): string {
    return this.field(index).text;
  }

  /** The field as a whole number within limits. */
  count(index: number, { min, max, because }: CountLimits = { min: 0 }): number {
    const field = this.field(index);
    if (field.kind !== 'integer') throw this.wrongKind(index, 'a whole number');
    const value = numberOf(field);
    if (value < min) {
      throw this.error(index, `${this.name(index)} must be at least ${min}, not ${value}`);
    }
    if (max !== undefined && value > max) {
      const reason = because === undefined ? '' : ` (${because})`;
      throw this.error(index, `${this.name(index)} must be at most ${max}, not ${value}${reason}`);
    }
    if (!Number.isSafeInteger(value)) {
      throw this.error(index, `${this.name(index)} must be less than 2^53 in size, not ${value}`);
    }
    return value;
  }

  /** The field as a finite number. */
  number(index: number): number {
    const field = this.field(index);
    const numeric = field.kind === 'integer' || field.kind === 'float';
    const value = numeric ? numberOf(field) : Number.NaN;
    if (!Number.isFinite(value)) throw this.wrongKind(index, 'a number');
    return value;
  }

  /** The field as a boolean: `true` or `false` in any case. */
  boolean(index: number): boolean {
    const field = this.field(index);
    if (field.kind !== 'boolean') throw this.wrongKind(index, 'true or false');
    return field.text.toLowerCase() === 'true';
  }

  /** The field as one of these words, whose case counts. */
  choice(index: number, words: readonly string[]): string {
    const text = this.text(index);
    if (words.includes(text)) return text;
    const meant = nearest(text, words);
    const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
    const allowed = `one of ${words.join(', ')}`;
    throw this.error(
      index,
      `${this.name(index)} must be ${allowed}, not '${clipped(text)}'${hint}`,
    );
  }

  /** The field as one writes it: a number or a boolean however it was spelled, else as it stands. */
  canonical(index: number): string {
    const field = this.field(index);
    const isNumber = field.kind === 'integer' || field.kind === 'float';
    if (isNumber && Number.isFinite(numberOf(field))) return String(numberOf(field));
    return field.kind === 'boolean' ? field.text.toLowerCase() : field.text;
  }

  /** What `read` makes of the field's text; a UserError of its points at the field. */
  at<T>(index: number, read: (text: string) => T): T {
    try {
      return read(this.text(index));
    } catch (error) {
      throw this.pointing(index, error);
    }
  }

  /** An error that came of the field: a UserError as one that points at it. */
  pointing(index: number, error: unknown): unknown {
    if (!(error instanceof UserError)) return error;
    return Object.assign(this.error(index, error.message), { cause: error.cause });
  }

  private field(index: number): ConfigField {
    const field = this.fields[index];
    if (field !== undefined) return field;
    const { text, column } = this.fields[this.length - 1];
    throw this.errorAt(column + text.length, `${this.name(index)} is missing`);
  }

  /** The error that points at the field `index`. */
  error(index: number, message: string): UserError {
    return this.errorAt(this.fields[index].column, message);
  }

  private wrongKind(index: number, allowed: string): UserError {
    const { text, column, fault } = this.fields[index];
    // A hyphen separates in front of the first number alone: `sup-3-true` is not `sup;3;true`.
    const isRow = this.hyphens && /^\d+(-\w+)+$/.test(text);
    const hint = isRow ? `; did you mean '${clipped(this.config.replaceAll('-', ';'))}'?` : '';
    return this.errorAt(
      Math.max(column, fault),
      `${this.name(index)} must be ${allowed}, not '${clipped(text)}'${hint}`,
    );
  }

  private errorAt(column: number, message: string): UserError {
    return configError(this.kind, this.config, column, message);
  }

  private name(index: number): string {
    return this.names[index] ?? `field ${index + 1}`;
  }
}

/** The fields by name; in brackets stands what may be left out. */
function form(names: readonly string[], least: number): string {
  const optional = names.slice(least);
  const brackets = optional.map((name) => `[;${name}`).join('') + ']'.repeat(optional.length);
  return `expected: ${names.slice(0, least).join(';')}${brackets}`;
}
