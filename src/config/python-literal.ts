/**
 * Python literals as text: printed as `str` and `repr` print them, and read back by a parser that
 * knows literals and nothing else. Nothing is ever evaluated.
 *
 * JavaScript has one type where Python has two; here a plain number is an int and a `PyFloat` a
 * float, an array is a list and a `PyTuple` a tuple, a Map is a dict.
 */

import type { Precision } from '../arrays.js';
import { clipped, UserError } from '../errors.js';
import { float32Text, float64Text, parsePythonInteger, parsePythonNumber } from './number-text.js';

/** A Python float; prints as `4.0` where the plain number 4 prints as `4`. */
export class PyFloat {
  /** Prints with the fewest digits that read back to the same number of this precision. */
  constructor(
    readonly value: number,
    readonly precision: Precision = 'f64',
  ) {}

  valueOf(): number {
    return this.value;
  }

  toString(): string {
    return this.precision === 'f32' ? float32Text(this.value) : float64Text(this.value);
  }
}

/** A Python tuple; prints as `(1, 2)`, of one item as `(1,)`. */
export class PyTuple {
  constructor(readonly items: readonly PyValue[]) {}

  toString(): string {
    return repr(this);
  }
}

export type PyValue =
  | null
  | boolean
  | number
  | string
  | PyFloat
  | PyTuple
  | readonly PyValue[]
  | ReadonlyMap<string, PyValue>;

/**
 * A JavaScript value with the wrappers taken off: tuples are arrays, floats numbers, dicts objects.
 */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | PlainValue[]
  | { [key: string]: PlainValue };

/** Who reads a value may follow it down by calling itself. */
const DEEPEST = 200;

const NAMED: ReadonlyMap<string, PyValue> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
]);

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === quote) out += `\\${char}`;
    else if (ESCAPES[char] !== undefined) out += ESCAPES[char];
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return quote + out + quote;
}

/** What Python's `repr` prints: strings with quotes, floats with a point, dicts in order. */
export function repr(value: PyValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return reprString(value);
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? String(value)
      : float64Text(value);
  }
  if (value instanceof PyFloat) return value.toString();
  if (value instanceof PyTuple) {
    const items = value.items.map(repr);
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${reprString(key)}: ${repr(item)}`).join(', ')}}`;
  }
  return `[${(value as readonly PyValue[]).map(repr).join(', ')}]`;
}

/** What Python's `str` prints: as `repr`, but a string stands without quotes. */
export function str(value: PyValue): string {
  return typeof value === 'string' ? value : repr(value);
}

/** What Python's `json.dumps` prints of a finite value: floats with a point, ASCII only. */
export function pythonJson(value: PyValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return JSON.stringify(value).replace(/[\x7f-\uffff]/g, escaped);
  }
  if (typeof value === 'number' || value instanceof PyFloat) return repr(value);
  if (value instanceof Map) {
    return `{${[...value].map((pair) => pair.map(pythonJson).join(': ')).join(', ')}}`;
  }
  const items = value instanceof PyTuple ? value.items : (value as readonly PyValue[]);
  return `[${items.map(pythonJson).join(', ')}]`;
}

/** The value in plain JavaScript. */
export function plain(value: PyValue): PlainValue {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyTuple) return value.items.map(plain);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  }
  return (value as readonly PyValue[]).map(plain);
}

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
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private value(): PyValue {
    this.space();
    const char = this.text[this.at];
    if (char === "'" || char === '"') return this.string(char);
    if (char !== '{' && char !== '[' && char !== '(') return this.atom();
    if (++this.depth > DEEPEST) this.fail(`at most ${DEEPEST} levels of brackets`);
    const value = this.container(char);
    this.depth--;
    return value;
  }

  private container(open: '{' | '[' | '('): PyValue {
    if (open === '{') return this.dict();
    if (open === '[') return this.sequence('[', ']').items;
    const { items, trailing } = this.sequence('(', ')');
    return items.length === 1 && !trailing ? items[0]! : new PyTuple(items);
  }

  private sequence(open: string, close: string): { items: PyValue[]; trailing: boolean } {
    this.take(open);
    const items: PyValue[] = [];
    let trailing = false;
    while (!this.take(close)) {
      if (items.length > 0 && !trailing) this.fail(`',' or '${close}'`);
      items.push(this.value());
      trailing = this.take(',');
    }
    return { items, trailing };
  }

  private dict(): Map<string, PyValue> {
    this.take('{');
    const entries = new Map<string, PyValue>();
    let more = true;
    while (!this.take('}')) {
      if (!more) this.fail("',' or '}'");
      this.space();
      const quote = this.text[this.at];
      if (quote !== "'" && quote !== '"') this.fail('a string as key');
      const key = this.string(quote);
      if (entries.has(key)) this.fail(`each key once, not '${clipped(key)}' again`);
      if (!this.take(':')) this.fail("':'");
      entries.set(key, this.value());
      more = this.take(',');
    }
    return entries;
  }

  private string(quote: string): string {
    this.at++;
    let out = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) this.fail(`the closing ${quote}`);
      this.at++;
      if (char === quote) return out;
      out += char === '\\' ? this.escape() : char;
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
    const plainOne = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' }[char ?? ''];
    if (plainOne === undefined) this.fail('an escape that is known');
    return plainOne;
  }

  private atom(): PyValue {
    const word = /^[-+.\w]+/.exec(this.text.slice(this.at, this.at + 64))?.[0] ?? '';
    let value = NAMED.get(word);
    if (value === undefined) {
      const number = parsePythonNumber(word);
      if (number === undefined) this.fail('a value');
      value = parsePythonInteger(word) ?? new PyFloat(number);
    }
    this.at += word.length;
    return value;
  }
}

/**
 * Reads a Python literal: None, booleans, numbers (`nan` and `inf` too), strings, tuples, lists
 * and dicts with string keys. Throws a `UserError` with the column for anything else.
 */
export function parsePython(text: string): PyValue {
  return new Reader(text).read();
}
