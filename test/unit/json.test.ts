/** JSON read strictly: every key once, in its order; what is wrong is said with its place. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson, plain } from '../../src/config/index.js';
import { UserError } from '../../src/errors.js';

test('any JSON value is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.constantFrom(undefined, 1, '\t'),
      (value, space) => {
        const text = JSON.stringify(value, null, space);
        assert.deepEqual(plain(parseJson(text)), JSON.parse(text));
      },
    ),
    { numRuns: 500 },
  );
});

test('objects keep every key, in the order of the text', () => {
  const read = parseJson(' { "10" : 1, "__proto__": {"constructor": []}, "9": "\\u00e4\\"" } ');
  assert.ok(read instanceof Map);
  assert.deepEqual([...read.keys()], ['10', '__proto__', '9']);
  assert.deepEqual(read.get('9'), 'ä"');
  assert.deepEqual(read.get('__proto__'), new Map([['constructor', []]]));
});

for (const [text, says] of [
  ['{"a": 1,\n  "a": 2}', /the key 'a' stands twice in an object, in line 2, column 3/],
  ['[{"a": 1, "\\u0061": 2}]', /the key 'a' stands twice in an object, in line 1, column 11/],
  ['[1,\n2,,]', /no JSON: .*,/],
  ['', /no JSON: /],
  [`${'['.repeat(201)}1${']'.repeat(201)}`, /nested over 200 levels deep/],
  [`${'['.repeat(1_000_000)}`, /^no JSON: /],
  ['x'.repeat(1_000_000), /^no JSON: .{1,200}/],
] as const) {
  test(`refused: ${text.slice(0, 30).replaceAll('\n', ' ')}`, () => {
    assert.throws(
      () => parseJson(text),
      (error) =>
        error instanceof UserError && says.test(error.message) && error.message.length < 400,
    );
  });
}
