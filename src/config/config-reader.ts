/**
 * Reads the fields of a config string (`Conv;26;10;relu`) as what they should be, and says with a
 * caret under the column where they are not.
 *
 * Numbers are read as Python reads them: `10_000`, `1e-3`; booleans in any case.
 */

import { UserError } from '../errors.js';

/** The range of a whole number, and the reason for its upper end. */
export interface CountLimits {
  readonly min: number;
  readonly max?: number;
  readonly because?: string;
}

interface Field {
  readonly text: string;
  /** Where the field starts in the config string. */
  readonly column: number;
}

const WHOLE_NUMBER = /^\s*[+-]?\d+(_\d+)*\s*$/;
const NUMBER = /^\s*[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?\s*$/i;

export class ConfigReader {
  private readonly fields: readonly Field[];
  private names: readonly string[] = [];

  /**
   * `kind` says what the string is: 'network', 'optim_config', …. Throws a UserError for an empty
   * string.
   */
  constructor(
    readonly kind: string,
    readonly config: string,
    private readonly first = 0,
  ) {
    const fields: Field[] = [];
    let column = 0;
    for (const text of config.split(';')) {
      fields.push({ text, column });
      column += text.length + 1;
    }
    this.fields = fields.slice(first);
    if (config.trim() === '') throw new UserError(`the ${kind} is an empty string`);
  }

  /** The number of fields. */
  get length(): number {
    return this.fields.length;
  }

  /** The fields from `index` on, for a part that reads them by itself. */
  from(index: number): ConfigReader {
    return new ConfigReader(this.kind, this.config, this.first + index);
  }

  /** Throws a UserError unless there are exactly as many fields as names. */
  expect(names: readonly string[]): void {
    this.expectAtLeast(names);
    if (this.length > names.length) {
      throw this.error(names.length, `there are ${this.length} fields; ${form(names)}`);
    }
  }

  /** Throws a UserError if there are fewer fields than names. */
  expectAtLeast(names: readonly string[]): void {
    this.names = names;
    if (this.length < names.length) {
      const { text, column } = this.fields[this.length - 1];
      const end = column + text.length;
      throw this.errorAt(end, `'${names[this.length]}' is missing; ${form(names)}`);
    }
  }

  /** The field as it stands. */
  text(index: number): string {
    return this.fields[index].text.trim();
  }

  /** The field as a whole number within limits. */
  count(index: number, { min, max, because }: CountLimits): number {
    const text = this.fields[index].text;
    const value = WHOLE_NUMBER.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
    if (Number.isNaN(value)) {
      throw this.error(index, `${this.name(index)} must be a whole number, not '${text}'`);
    }
    if (value < min) {
      throw this.error(index, `${this.name(index)} must be at least ${min}, not ${value}`);
    }
    if (max !== undefined && value > max) {
      const reason = because === undefined ? '' : ` (${because})`;
      throw this.error(index, `${this.name(index)} must be at most ${max}, not ${value}${reason}`);
    }
    return value;
  }

  /** The field as a finite number. */
  number(index: number): number {
    const text = this.fields[index].text;
    const value = NUMBER.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
    if (!Number.isFinite(value)) {
      throw this.error(index, `${this.name(index)} must be a number, not '${text}'`);
    }
    return value;
  }

  /** The field as a boolean: `true` or `false` in any case. */
  boolean(index: number): boolean {
    const text = this.text(index).toLowerCase();
    if (text !== 'true' && text !== 'false') {
      throw this.error(
        index,
        `${this.name(index)} must be true or false, not '${this.fields[index].text}'`,
      );
    }
    return text === 'true';
  }

  /** The error that points at the field `index`. */
  error(index: number, message: string): UserError {
    return this.errorAt(this.fields[index].column, message);
  }

  private errorAt(column: number, message: string): UserError {
    const caret = `${' '.repeat(column)}^`;
    return new UserError(`${this.kind} '${this.config}': ${message}\n  ${this.config}\n  ${caret}`);
  }

  private name(index: number): string {
    return this.names[index] ?? `field ${index + 1}`;
  }
}

function form(names: readonly string[]): string {
  return `expected: ${names.join(';')}`;
}
