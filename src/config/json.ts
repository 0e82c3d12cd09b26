/**
 * JSON read strictly: a key that stands twice in an object is an error, and objects are Maps, which
 * keep every key, in the order of the text (`__proto__`, and `10` before `9`).
 */

import { clipped, UserError } from '../errors.js';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** Who reads a value may follow it down by calling itself. */
const DEEPEST = 200;

/** Where a text goes wrong, as far as the engine tells. */
function syntaxError(text: string, error: unknown): UserError {
  const { message } = error as Error;
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return new UserError(`no JSON: ${clipped(message, 200)}`);
  const reason = clipped(message.replace(/ (in JSON )?at position.*/s, ''), 200);
  return new UserError(`no JSON: ${reason} in ${placeOf(text, Number(position))}`);
}

function placeOf(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const line = text.slice(0, start).split('\n').length;
  return `line ${line}, column ${position - start + 1}`;
}

/** Reads a text that is JSON. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The next character that is no blank. */
  private next(): string {
    while (' \t\n\r'.includes(this.text[this.at]!)) this.at++;
    return this.text[this.at]!;
  }

  /** Whether there is another item before `close`, which is taken if not; commas are. */
  private more(close: string): boolean {
    if (this.next() === ',') this.at++;
    if (this.next() !== close) return true;
    this.at++;
    return false;
  }

  value(depth = 0): JsonValue {
    if (depth > DEEPEST) throw new UserError(`nested over ${DEEPEST} levels deep`);
    switch (this.next()) {
      case '{':
        this.at++;
        return this.object(depth);
      case '[': {
        this.at++;
        const items: JsonValue[] = [];
        while (this.more(']')) items.push(this.value(depth + 1));
        return items;
      }
      case '"':
        return this.string();
      default: {
        const start = this.at;
        while (this.at < this.text.length && !' \t\n\r,]}'.includes(this.text[this.at]!)) this.at++;
        return JSON.parse(this.text.slice(start, this.at));
      }
    }
  }

  private object(depth: number): ReadonlyMap<string, JsonValue> {
    const entries = new Map<string, JsonValue>();
    while (this.more('}')) {
      const start = this.at;
      const key = this.string();
      if (entries.has(key)) {
        const place = placeOf(this.text, start);
        throw new UserError(`the key '${clipped(key)}' stands twice in an object, in ${place}`);
      }
      this.next();
      this.at++;
      entries.set(key, this.value(depth + 1));
    }
    return entries;
  }

  private string(): string {
    const start = this.at++;
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1;
    this.at++;
    return JSON.parse(this.text.slice(start, this.at));
  }
}

/**
 * The value of a JSON text; `plain` makes objects of its Maps. Throws a `UserError` with the line
 * and column for what is no JSON, a key that stands twice, or more than 200 levels.
 */
export function parseJson(text: string): JsonValue {
  try {
    JSON.parse(text);
  } catch (error) {
    throw syntaxError(text, error);
  }
  return new Reader(text).value();
}
