/** CSV as RFC 4180 has it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/errors.js';
import { parseCsv, writeCsv } from '../../src/tables/csv.js';

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
  fc.assert(fc.property(records, (rows) => assert.deepEqual(parseCsv(writeCsv(rows)), rows)));
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
