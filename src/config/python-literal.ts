/**
 * Python literals as text, printed as `str` and `repr` print them. `python-parser.ts` reads them back.
 *
 * JavaScript has one type where Python has two; here a plain number is an int and a `PyFloat` a
 * float, an array is a list and a `PyTuple` a tuple, a Map is a dict.
 */

import type { Precision } from '../arrays.js';
import { float32Text, float64Text } from './number-text.js';

/** A Python float; prints as `4.0` where the plain number 4 prints as `4`. */
export class PyFloat {
  /** Prints with the fewest digits that read back to the same number of this precision. */
  constructor(
    /** The number. */
    readonly value: number,
    /** In which it is written as Python would print it. */
    readonly precision: Precision = 'f64',
  ) {}

  /** The number, for arithmetic. */
  valueOf(): number {
    return this.value;
  }

  /** As Python prints it: `1.0`, `1e-05`. */
  toString(): string {
    return this.precision === 'f32' ? float32Text(this.value) : float64Text(this.value);
  }
}

/** A Python tuple; prints as `(1, 2)`, of one item as `(1,)`. */
export class PyTuple {
  constructor(
    /** What it holds. */
    readonly items: readonly PyValue[],
  ) {}

  /** As Python prints it: `(1, 2)`. */
  toString(): string {
    return repr(this);
  }
}

/** A value as Python's `ast.literal_eval` reads it. */
export type PyValue =
  | null
  | boolean
  | number
  | string
  | PyFloat
  | PyTuple
  | readonly PyValue[]
  | ReadonlyMap<PyKey, PyValue>;

/** What heads an entry of a dict: text, or a whole number. */
export type PyKey = string | number;

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
    return `{${[...value].map((pair) => pair.map(repr).join(': ')).join(', ')}}`;
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
    const entries = [...value].map(([key, item]) => [String(key), item].map(pythonJson).join(': '));
    return `{${entries.join(', ')}}`;
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
