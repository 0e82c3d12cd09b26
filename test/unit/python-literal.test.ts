/** Python's literals, which tables hold: printed as Python does, and read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PyFloat,
  PyTuple,
  type PyValue,
  plain,
  repr,
  str,
} from '../../src/config/python-literal.js';
import { parsePython } from '../../src/config/python-parser.js';
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

const spelled: [text: string, value: unknown][] = [
  ['0x1F', 31],
  ['0b1_1', 3],
  ['-0o17', -15],
  ['- 5', -5],
  ['+\t.5', 0.5],
  ['-0', 0],
  ['00', 0],
  ['01.5', 1.5],
  ['1.', 1],
  ['1_0.5_0e-1_0', 10.5e-10],
  [`0.${'3'.repeat(100)}`, 1 / 3],
  ['9007199254740991', 2 ** 53 - 1],
  ["'x' \"y\"'z'", 'xyz'],
  ["u'x'", 'x'],
  ["R'\\d\\''", "\\d\\'"],
  ["'\\0\\101\\a\\b\\f\\v\\\ny'", '\x00A\x07\b\f\vy'],
  ["{1: 'a', -2: {0x3: 'b'}}", { 1: 'a', '-2': { 3: 'b' } }],
  ["{'a' 'b': 1}", { ab: 1 }],
  ['\f[\r\n1]\n', [1]],
  ['(nan, -inf)', [Number.NaN, Number.NEGATIVE_INFINITY]],
];

for (const [text, value] of spelled) {
  test(`reads ${JSON.stringify(text.slice(0, 40))} as Python does`, () => {
    assert.deepEqual(plain(parsePython(text)), value);
  });
}

test('what is printed of numbers that are none is read, also within dicts', () => {
  const values = [f(Number.NaN), f(Number.POSITIVE_INFINITY), f(Number.NEGATIVE_INFINITY), f(-0)];
  const kwargs = new Map<string, PyValue>([
    ['a', tuple(...values)],
    ['b', [new PyFloat(Number.NaN, 'f32')]],
  ]);
  assert.equal(repr(parsePython(repr(kwargs))), repr(kwargs));
});

const bad = [
  "{'a': 01}",
  'NaN',
  'Infinity',
  'INF',
  'true',
  "'a\nb'",
  "'a\rb'",
  '\u00a05',
  '5\u2003',
  '1__0',
  '1_',
  '_1',
  '0x',
  '0b12',
  '1.2.3',
  '1e',
  '5x',
  '--5',
  '-True',
  "-'a'",
  '9007199254740992',
  '0x20000000000001',
  "b'x'",
  "'\\400000",
  "r'\\'",
  '{1: 1, 0x1: 2}',
  '__import__("os")',
  '{1.5: 2}',
  '{None: 2}',
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
