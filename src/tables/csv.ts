/**
 * CSV by RFC 4180 with `\n` between records: writing through csv-stringify, and a reader that takes
 * what that, pandas and spreadsheets write. Fields are text here; what they mean is the table's.
 *
 * Both go piece by piece: a file, a record and even a field may be longer than a string can be.
 */

import { stringify } from 'csv-stringify/sync';
import { UserError } from '../errors.js';
import { PIECE_LENGTH } from './nested-list.js';

/** A field that is given in pieces is quoted, whatever is in it. */
export type Field = string | Iterable<string>;

/** Longer strings than this do not exist in every engine: V8 has 2^29 - 24 characters. */
export const LONGEST_STRING = 0x1fffffe8;

/** How tables become CSV. */
export interface CsvOptions {
  /** Default false. */
  readonly index?: boolean;
  /** Default true. */
  readonly header?: boolean;
}

/** The records as pieces of text; every record ends in `\n`. */
export function* csvPieces(records: Iterable<readonly Field[]>): Generator<string> {
  let piece = '';
  for (const record of records) {
    for (const part of partsOf(record)) {
      piece += part;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/** A record: fields that are short enough go through csv-stringify together. */
function* partsOf(record: readonly Field[]): Generator<string> {
  let fields: string[] = [];
  let length = 0;
  let between = '';
  function* collected(): Generator<string> {
    if (fields.length === 0) return;
    yield between + stringify([fields]).slice(0, -1);
    [fields, length, between] = [[], 0, ','];
  }
  for (const field of record) {
    if (typeof field === 'string') {
      fields.push(field);
      length += field.length;
      if (length >= PIECE_LENGTH) yield* collected();
      continue;
    }
    yield* collected();
    yield `${between}"`;
    for (const part of field) yield part.replaceAll('"', '""');
    yield '"';
    between = ',';
  }
  yield* collected();
  yield '\n';
}

/** What is told of a CSV text: parts of the field that is being read, its end, a record's end. */
export interface CsvListener {
  part(text: string): void;
  endField(): void;
  endRecord(): void;
}

/**
 * Reads a CSV text piece by piece. Records end in `\n` or `\r\n`; the last one may end with the
 * text. Throws a `UserError` that names the line for a quote that is never closed or that is
 * followed by more of the same field.
 */
export class CsvReader {
  private state: 'text' | 'field' | 'plain' | 'quoted' | 'closed' | 'closed, \\r' = 'text';
  /** The last piece ended in a `\r` that may belong to the end of a record. */
  private heldReturn = false;
  private begun = false;
  private line = 1;
  private quoteLine = 1;

  constructor(private readonly listener: CsvListener) {}

  push(text: string): void {
    let at = 0;
    while (at < text.length) {
      switch (this.state) {
        case 'text':
          if (text[at] === '\ufeff' && !this.begun) at++;
          else this.state = 'field';
          this.begun = true;
          break;
        case 'field':
          if (text[at] === '"') {
            this.quoteLine = this.line;
            this.state = 'quoted';
            at++;
          } else {
            this.state = 'plain';
          }
          break;
        case 'plain':
          at = this.readPlain(text, at);
          break;
        case 'quoted':
          at = this.readQuoted(text, at);
          break;
        case 'closed':
          this.afterQuote(text[at]!);
          at++;
          break;
        case 'closed, \\r':
          if (text[at] !== '\n') this.failAfterQuote();
          this.endLine();
          at++;
          break;
        default:
          this.state satisfies never;
      }
    }
  }

  /** Ends the text, and the record that it ends in. */
  end(): void {
    if (this.state === 'quoted') fail('a quote that is never closed', this.quoteLine);
    if (this.state === 'closed, \\r') this.failAfterQuote();
    if (this.heldReturn) this.listener.part('\r');
    if (this.state === 'text') return;
    this.listener.endField();
    this.listener.endRecord();
  }

  private readPlain(text: string, from: number): number {
    const at = endOfPlain(text, from);
    if (this.heldReturn && text[from] !== '\n') this.listener.part('\r');
    const ended = text[at - 1] === '\r' && at > from && text[at] !== ',';
    this.heldReturn = ended && at === text.length;
    this.listener.part(text.slice(from, ended ? at - 1 : at));
    if (text[at] === ',') this.endField();
    else if (text[at] === '\n') this.endLine();
    return at + 1;
  }

  private readQuoted(text: string, from: number): number {
    const quote = text.indexOf('"', from);
    const part = text.slice(from, quote < 0 ? text.length : quote);
    this.listener.part(part);
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) this.line++;
    if (quote < 0) return text.length;
    this.state = 'closed';
    return quote + 1;
  }

  private afterQuote(char: string): void {
    if (char === '"') {
      this.listener.part('"');
      this.state = 'quoted';
    } else if (char === ',') {
      this.endField();
    } else if (char === '\n') {
      this.endLine();
    } else if (char === '\r') {
      this.state = 'closed, \\r';
    } else {
      this.failAfterQuote();
    }
  }

  private endField(): void {
    this.listener.endField();
    this.state = 'field';
  }

  private endLine(): void {
    this.listener.endField();
    this.listener.endRecord();
    this.line++;
    this.state = 'text';
  }

  private failAfterQuote(): never {
    return fail('text after a closing quote', this.line);
  }
}

/** Where a field without quotes ends. */
function endOfPlain(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || code === 0x0a) return at;
  }
  return text.length;
}

function fail(what: string, line: number): never {
  throw new UserError(`not CSV: ${what} in line ${line}`);
}
