/** Python's literals, which tables hold: printed as Python does, and read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PyFloat,
  PyTuple,
  type PyValue,
  parsePython,
  plain,
  repr,
  str,
} from '../../src/config/python-literal.js';
import { UserError } from '../../src/errors.js';

const f = (x: number) => new PyFloat(x);
const tuple = (...items: PyValue[]) => new PyTuple(items);

test('prints as str(dict) does', () => {
  const kwargs = new Map<string, PyValue>([
    ['num_points', 64],
    ['gammas', tuple(f(0), f(0), f(1.5))],
    ['conservative', true],
    ['callbacks', ''],
    ['one', tuple(f(1e-7))],
    ['none', null],
    ['list', [1, [2]]],
  ]);
  assert.equal(
    str(kwargs),
    "{'num_points': 64, 'gammas': (0.0, 0.0, 1.5), 'conservative': True, 'callbacks': '', " +
      "'one': (1e-07,), 'none': None, 'list': [1, [2]]}",
  );
  assert.equal(str(new Map()), '{}');
  assert.equal(str('fourier;5'), 'fourier;5');
});

test('quotes strings as Python does', () => {
  assert.equal(repr("it's"), `"it's"`);
  assert.equal(repr(`it's "so"`), `'it\\'s "so"'`);
  assert.equal(repr('a\\b\nc\td\x01é'), `'a\\\\b\\nc\\td\\x01é'`);
});

const texts = [
  "{'num_points': 64, 'gammas': (0.0, 0.0, 1.5), 'conservative': False}",
  "{'m': ((0.001, 0.0005), (0.0005, 0.002)), 'x': (1.0,), 'y': ()}",
  "{'a': 'it\\'s \"so\"', 'b': None, 'c': [nan, inf, -inf, -0.0, 1e-07]}",
  "'\\x01\\n'",
  '-12',
];

for (const text of texts) {
  test(`reads back what it prints: ${text}`, () => {
    assert.equal(repr(parsePython(text)), text);
  });
}

test('reads other spellings of the same', () => {
  assert.deepEqual(plain(parsePython(' { "a" :(1 ,2.5,), } ')), { a: [1, 2.5] });
  assert.deepEqual(plain(parsePython('(1_000)')), 1000);
  assert.deepEqual(plain(parsePython("'\\u00e9'")), 'é');
  assert.deepEqual(plain(parsePython(`[${'[],'.repeat(1000)}]`)), Array(1000).fill([]));
});

const bad = [
  '__import__("os")',
  '{1: 2}',
  '[1, 2',
  '(1 2)',
  "'open",
  '1 + 1',
  '',
  "{'a' 1}",
  '[,]',
  "'\\q'",
  'foo',
  'constructor',
  "{'a': toString}",
  "'\\Uffffffff'",
  "{'a': 1, 'a': 2}",
  '['.repeat(50_000),
  `${'('.repeat(201)}${')'.repeat(201)}`,
  "{'a': ".repeat(50_000),
];

for (const text of bad) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))}, with the column`, () => {
    assert.throws(
      () => parsePython(text),
      (error) =>
        error instanceof UserError &&
        /column \d+/.test(error.message) &&
        error.message.length < 300,
    );
  });
}
