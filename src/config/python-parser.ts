/** Reads Python literals, and nothing else. Nothing is ever evaluated. */

import { clipped, UserError } from '../errors.js';
import { PyFloat, type PyKey, PyTuple, type PyValue } from './python-literal.js';

/** Who reads a value may follow it down by calling itself. */
const DEEPEST = 200;

const NAMED: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ['True', true],
  ['False', false],
  ['None', null],
  // No literals of Python's source, but what its `repr` prints inside of dicts and lists.
  ['nan', new PyFloat(Number.NaN)],
  ['inf', new PyFloat(Number.POSITIVE_INFINITY)],
]);

const BASES = /0x(_?[\da-f])+|0o(_?[0-7])+|0b(_?[01])+/i.source;
const DECIMAL = /(?:0(_?0)*|[1-9](_?\d)*)/.source;
const DIGITS = /\d(?:_?\d)*/.source;
const FLOAT = `(?:${DIGITS}\\.(?:${DIGITS})?|\\.${DIGITS})(?:e[-+]?${DIGITS})?|${DIGITS}e[-+]?${DIGITS}`;

/** A name, or a number as Python's source spells it; what comes directly behind belongs to it. */
const ATOM = new RegExp(
  `(?:(?<name>[a-z]\\w*)|(?<float>${FLOAT})|(?<int>${BASES}|${DECIMAL}))(?![\\w.])`,
  'iy',
);

/** The beginning of a string, by its prefix raw or not. */
const QUOTE = /(?<prefix>[ur]?)(?<quote>['"])/iy;

/** What escapes of one character stand for. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' }),
  ...Object.entries({ '\\': '\\', "'": "'", '"': '"', '\n': '' }),
]);

/** Reads one literal from left to right; `at` is the index of the next character. */
class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  read(): PyValue {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail('nothing more');
    return value;
  }

  private fail(expected: string): never {
    const place = `column ${this.at + 1} of ${clipped(this.text, 120)}`;
    throw new UserError(`not a Python literal: expected ${expected} at ${place}`);
  }

  private space(): void {
    while (/[ \t\n\r\f]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  /** What stands here, if it is of this kind; the next character is the one behind it. */
  private match(kind: RegExp): Partial<Record<string, string>> | undefined {
    kind.lastIndex = this.at;
    const found = kind.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found?.groups;
  }

  private value(): PyValue {
    this.space();
    const char = this.text[this.at];
    if (char !== '{' && char !== '[' && char !== '(') return this.strings() ?? this.atom();
    if (++this.depth > DEEPEST) this.fail(`at most ${DEEPEST} levels of brackets`);
    this.at++;
    const value = this.container(char);
    this.depth--;
    return value;
  }

  private container(open: '{' | '[' | '('): PyValue {
    if (open === '{') return this.dict();
    if (open === '[') return this.sequence(']').items;
    const { items, trailing } = this.sequence(')');
    return items.length === 1 && !trailing ? items[0]! : new PyTuple(items);
  }

  private sequence(close: string): { items: PyValue[]; trailing: boolean } {
    const items: PyValue[] = [];
    let trailing = false;
    while (!this.take(close)) {
      if (items.length > 0 && !trailing) this.fail(`',' or '${close}'`);
      items.push(this.value());
      trailing = this.take(',');
    }
    return { items, trailing };
  }

  private dict(): Map<PyKey, PyValue> {
    const entries = new Map<PyKey, PyValue>();
    let more = true;
    while (!this.take('}')) {
      if (!more) this.fail("',' or '}'");
      this.space();
      const start = this.at;
      const key = this.strings() ?? this.atom();
      const isKey = typeof key === 'string' || typeof key === 'number';
      if (!isKey || entries.has(key)) this.at = start;
      if (!isKey) return this.fail('a string or a whole number as key');
      if (entries.has(key)) this.fail(`each key once, not '${clipped(String(key))}' again`);
      if (!this.take(':')) this.fail("':'");
      entries.set(key, this.value());
      more = this.take(',');
    }
    return entries;
  }

  /** One string or several behind each other, which are one; undefined where there is none. */
  private strings(): string | undefined {
    let all: string | undefined;
    for (let start = this.match(QUOTE); start !== undefined; start = this.match(QUOTE)) {
      all = (all ?? '') + this.string(start.quote!, start.prefix!.toLowerCase() === 'r');
      this.space();
    }
    return all;
  }

  private string(quote: string, isRaw: boolean): string {
    let out = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || char === '\n' || char === '\r') this.fail(`the closing ${quote}`);
      this.at++;
      if (char === quote) return out;
      if (char !== '\\') out += char;
      else if (isRaw) out += char + (this.text[this.at++] ?? this.fail(`the closing ${quote}`));
      else out += this.escape();
    }
  }

  private escape(): string {
    const char = this.text[this.at++];
    const width = { x: 2, u: 4, U: 8 }[char ?? ''];
    if (width !== undefined) {
      const hex = this.text.slice(this.at, this.at + width);
      if (!/^[0-9a-f]+$/i.test(hex) || hex.length < width) this.fail(`${width} hex digits`);
      this.at += width;
      const code = Number.parseInt(hex, 16);
      if (code > 0x10ffff) this.fail('a character that Unicode has');
      return String.fromCodePoint(code);
    }
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at - 1, this.at + 2))?.[0];
    if (octal !== undefined) {
      this.at += octal.length - 1;
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    return MEANT.get(char ?? '') ?? this.fail('an escape that is known');
  }

  private atom(): PyValue {
    const start = this.at;
    const sign = this.text[start] === '-' || this.text[start] === '+' ? this.text[this.at++] : '';
    if (sign !== '') this.space();
    const { name, float, int } = this.match(ATOM) ?? {};
    const value = name === undefined ? this.number(start, float, int) : NAMED.get(name);
    if (value instanceof PyFloat) return sign === '-' ? new PyFloat(-value.value) : value;
    // Whole numbers have no -0.
    if (typeof value === 'number') return sign === '-' ? 0 - value : value;
    if (value !== undefined && sign === '') return value;
    this.at = start;
    return this.fail('a value');
  }

  private number(start: number, float?: string, int?: string): PyValue | undefined {
    if (float !== undefined) return new PyFloat(Number(float.replaceAll('_', '')));
    if (int === undefined) return undefined;
    const value = Number(int.replaceAll('_', ''));
    if (Number.isSafeInteger(value)) return value;
    this.at = start;
    return this.fail('a whole number below 2^53');
  }
}

/**
 * Reads a Python literal: None, booleans, numbers (`nan` and `inf` too), strings, tuples in
 * brackets, lists and dicts whose keys are strings or whole numbers. Throws a `UserError` with the
 * column for anything else: complex numbers, bytes, sets, strings in three quotes over several
 * lines, and whole numbers from 2^53 on, which a number of JavaScript does not have exactly.
 */
export function parsePython(text: string): PyValue {
  return new Reader(text).read();
}
