/** CSV as RFC 4180 has it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/errors.js';
import { CsvReader, csvPieces, type Field } from '../../src/tables/csv.js';

const writeCsv = (records: Iterable<Field[]>) => [...csvPieces(records)].join('');

/** The records of a text that comes in pieces of so many characters. */
function parseCsv(text: string, pieceLength = Math.max(1, text.length)): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  const reader = new CsvReader({
    part: (part) => {
      field += part;
    },
    endField: () => {
      record.push(field);
      field = '';
    },
    endRecord: () => {
      records.push(record);
      record = [];
    },
  });
  for (let at = 0; at < text.length; at += pieceLength)
    reader.push(text.slice(at, at + pieceLength));
  reader.end();
  return records;
}

test('quotes by RFC 4180', () => {
  assert.equal(
    writeCsv([
      ['', 'a;b', 'c,d'],
      ['e"f', 'g\nh', "{'i': 1}"],
    ]),
    ',a;b,"c,d"\n"e""f","g\nh",{\'i\': 1}\n',
  );
});

test('reads what it writes', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', ';', 'é') });
  const records = fc
    .integer({ min: 2, max: 4 })
    .chain((n) => fc.array(fc.array(field, { minLength: n, maxLength: n }), { minLength: 1 }));
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 9 }), (rows, pieceLength) => {
      assert.deepEqual(parseCsv(writeCsv(rows), pieceLength), rows);
    }),
  );
});

test('reads pieces as it reads the whole, right or wrong', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\ufeff') });
  const outcome = (read: () => string[][]) => {
    try {
      return read();
    } catch (error) {
      return String(error);
    }
  };
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 3 }), (text, pieceLength) => {
      const whole = outcome(() => parseCsv(text));
      assert.deepEqual(
        outcome(() => parseCsv(text, pieceLength)),
        whole,
      );
    }),
    { numRuns: 2000 },
  );
});

test('writes long fields and long records in pieces', () => {
  const long = () => Array(1000).fill('[1.5, "x"] '.repeat(30));
  const short = Array(20_000).fill('1,2');
  const record = ['', long(), ...short, long(), ''];
  const pieces = [...csvPieces([record, ['a', 'b']])];
  assert.ok(pieces.every((piece) => piece.length < 200_000));
  const whole = ['', long().join(''), ...short, long().join(''), ''];
  assert.deepEqual(parseCsv(pieces.join(''), 1000), [whole, ['a', 'b']]);
});

test('reads what others write', () => {
  assert.deepEqual(parseCsv('a,b\r\n1,"2"\r\n'), [
    ['a', 'b'],
    ['1', '2'],
  ]);
  assert.deepEqual(parseCsv('\ufeffa,b\n,'), [
    ['a', 'b'],
    ['', ''],
  ]);
  assert.deepEqual(parseCsv(''), []);
});

test('names the line of a bad quote', () => {
  assert.throws(
    () => parseCsv('a,b\n1,"2\n3'),
    new UserError('not CSV: a quote that is never closed in line 2'),
  );
  assert.throws(() => parseCsv('a,b\n1,2\n"x"y,3'), /text after a closing quote in line 3/);
});
