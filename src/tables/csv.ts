/**
 * CSV by RFC 4180 with `\n` between records: writing through csv-stringify, and a reader that takes
 * what that, pandas and spreadsheets write. Fields are text here; what they mean is the table's.
 */

import { stringify } from 'csv-stringify/sync';
import { UserError } from '../errors.js';

/** The records as one text; every record ends in `\n`. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  return stringify(records as string[][]);
}

/**
 * The records of a CSV text. Records end in `\n` or `\r\n`; the last one may end with the text.
 * Throws a `UserError` that names the line for a quote that is never closed or that is followed by
 * more of the same field.
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const fail = (what: string, where: number): never => {
    const line = text.slice(0, where).split('\n').length;
    throw new UserError(`not CSV: ${what} in line ${line}`);
  };

  while (at < text.length) {
    let field: string;
    if (text[at] === '"') {
      const start = at;
      field = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) fail('a quote that is never closed', start);
        field += text.slice(from, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        field += '"';
        from = at + 1;
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
      const ended = text[at] === '\n' && at > start && text[at - 1] === '\r';
      field = text.slice(start, ended ? at - 1 : at);
    }
    record.push(field);
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at >= text.length || text[at] === '\n') {
      records.push(record);
      record = [];
      at++;
    } else if (text[at] === ',') {
      at++;
      if (at >= text.length) {
        record.push('');
        records.push(record);
      }
    } else {
      fail('text after a closing quote', at);
    }
  }
  return records;
}
