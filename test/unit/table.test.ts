/** Tables of columns, and the CSV that they are written to and read from. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { PyFloat, PyTuple } from '../../src/config/python-literal.js';
import { UserError } from '../../src/errors.js';
import { type Column, Table, TableReader } from '../../src/tables/index.js';
import { NestedListReader, nestedList, parseNestedList } from '../../src/tables/nested-list.js';

const columns: [string, Column][] = [
  ['net', { type: 'text', values: ['Conv;26;10;relu', 'a,b'] }],
  ['seed', { type: 'int', values: [0, -3] }],
  ['single', { type: 'float', values: Float32Array.of(0.1, Number.NaN) }],
  [
    'double',
    { type: 'float', values: Float64Array.of(Math.fround(0.1), Number.NEGATIVE_INFINITY) },
  ],
  [
    'rollout',
    {
      type: 'array',
      values: [
        { data: Float32Array.of(0.1, Number.NaN, 1, 2), shape: [2, 1, 2] },
        { data: Float32Array.of(1e-7, Number.POSITIVE_INFINITY, -0, 3), shape: [2, 1, 2] },
      ],
    },
  ],
  ['extra', { type: 'object', values: [null, new PyTuple([new PyFloat(1), true])] }],
];

test('writes CSV as pandas does, numbers with the fewest digits', () => {
  assert.equal(
    new Table(columns).toCsv({ index: true }),
    ',net,seed,single,double,rollout,extra\n' +
      '0,Conv;26;10;relu,0,0.1,0.10000000149011612,"[[[0.1, nan]], [[1.0, 2.0]]]",\n' +
      '1,"a,b",-3,,-inf,"[[[1e-07, inf]], [[-0.0, 3.0]]]","(1.0, True)"\n',
  );
});

test('reads its CSV back to the same text', () => {
  for (const index of [false, true]) {
    const text = new Table(columns).toCsv({ index });
    const again = Table.fromCsv(text);
    assert.equal(again.toCsv({ index }), text);
    assert.deepEqual(
      again.columnNames.map((name) => again.typed(name).type),
      ['text', 'int', 'float', 'float', 'array', 'text'],
    );
  }
});

test('a column that is all NaN stays numbers', () => {
  const table = Table.fromCsv('a,b\n,1\n,2\n');
  assert.deepEqual([...(table.column('a') as Float64Array)], [Number.NaN, Number.NaN]);
});

test('gives columns by name and rows as objects', () => {
  const table = new Table(columns);
  assert.equal(table.numRows, 2);
  assert.deepEqual(table.columnNames, ['net', 'seed', 'single', 'double', 'rollout', 'extra']);
  assert.ok(table.column('single') instanceof Float32Array);
  const row = table.rows()[1]!;
  assert.equal(row.seed, -3);
  assert.deepEqual(row.extra, [1, true]);
  assert.deepEqual((row.rollout as { shape: number[] }).shape, [2, 1, 2]);
  assert.equal(new Table([]).numRows, 0);
});

test('offers the nearest column', () => {
  assert.throws(
    () => new Table(columns).column('sead'),
    (error) => error instanceof UserError && /did you mean 'seed'/.test(error.message),
  );
});

test('takes rows, adds and drops columns', () => {
  const table = new Table(columns).take([1, 1]).without('rollout', 'extra');
  assert.deepEqual(table.column('seed'), [-3, -3]);
  assert.deepEqual(table.with([['seed', { type: 'int', values: [7, 8] }]]).column('seed'), [7, 8]);
  assert.throws(() => table.with([['x', { type: 'int', values: [1] }]]), /1 rows, not 2/);
});

test('puts tables one below the other', () => {
  const a = new Table([['x', { type: 'int', values: [1] }]]);
  const b = new Table([['x', { type: 'float', values: Float32Array.of(0.5) }]]);
  assert.equal(Table.concat([a, a]).toCsv(), 'x\n1\n1\n');
  assert.equal(Table.concat([a, b]).toCsv(), 'x\n1.0\n0.5\n');
  assert.ok(Table.concat([b, b]).column('x') instanceof Float32Array);
});

test('refuses ragged CSV', () => {
  assert.throws(
    () => Table.fromCsv('a,b\n1\n'),
    /^UserError: row 1, column 'b': the row ends after 1 of 2 fields$/,
  );
  assert.throws(
    () => Table.fromCsv('a,b\n1,2\n3,4,5\n'),
    /^UserError: row 2 has 3 fields, the heading has 2$/,
  );
  assert.throws(
    () => Table.fromCsv('a,b\n1,2\n3,"[[0.1'),
    /^UserError: row 2, column 'b': not CSV: a quote that is never closed in line 3$/,
  );
  assert.throws(() => Table.fromCsv(''), UserError);
});

test('refuses two columns of one name, and columns that are not equally long', () => {
  for (const text of ['seed,seed\n1,2\n', 'a,seed,seed\n', ',a,\n0,1,2\n']) {
    assert.throws(() => Table.fromCsv(text, () => false), {
      name: 'UserError',
      message: /^two columns of the table are called '(seed|)'$/,
    });
  }
  const ints = (...values: number[]): Column => ({ type: 'int', values });
  for (const two of [
    [ints(1), ints(2, 3)],
    [ints(1, 2), ints()],
  ] as const) {
    const table = () =>
      new Table([
        ['a', two[0]],
        ['b', two[1]],
      ]);
    assert.throws(table, { name: 'UserError', message: /column 'b' has \d rows, not \d/ });
  }
});

test('columns of another realm print and join as their own', () => {
  const foreign = (type: string): Float32Array | Float64Array =>
    vm.runInNewContext(type).from([0.1]);
  const single = new Table([['x', { type: 'float', values: foreign('Float32Array') }]]);
  const double = new Table([['x', { type: 'float', values: foreign('Float64Array') }]]);
  assert.equal(single.toCsv(), 'x\n0.1\n');
  assert.equal(double.toCsv(), 'x\n0.1\n');
  assert.equal(single.take([0]).toCsv(), 'x\n0.1\n');
  assert.equal(Table.concat([single, single]).toCsv(), 'x\n0.1\n0.1\n');
  assert.equal(nestedList({ shape: [1], data: foreign('Float32Array') }), '[0.1]');
});

test('a comma at the end of a list is one of Python', () => {
  assert.deepEqual(parseNestedList('[[1,], [2 , ] ,]'), parseNestedList('[[1], [2]]'));
});

test('nested lists that are cut anywhere are the same', () => {
  for (const text of ['[[1.5, nan], [inf, -2e-07]]', '[[1 2] [3 4]]', '[1, , 2]', '[[],[]]']) {
    const read = (...pieces: string[]) => {
      const reader = new NestedListReader();
      try {
        for (const piece of pieces) reader.push(piece);
        return reader.end();
      } catch (error) {
        return (error as Error).message;
      }
    };
    for (let at = 0; at <= text.length; at++) {
      const [ours, whole] = [read(text.slice(0, at), text.slice(at)), read(text)];
      assert.equal(typeof ours, typeof whole);
      if (typeof whole !== 'string') assert.deepEqual(ours, whole);
    }
  }
});

test('reads nested lists', () => {
  const array = parseNestedList('[[1.5, nan], [inf, -2e-07]]');
  assert.deepEqual(array.shape, [2, 2]);
  assert.equal(nestedList(array), '[[1.5, nan], [inf, -2e-07]]');
});

const NO_LISTS = [
  ...['[[1, 2], [3]]', '[1', '1', '[a]', '[[1], 2]', '['.repeat(50_000), ''],
  ...['[1 2]', '[1,,2]', '[,1]', '[[1 2] [3 4]]', '[[1][2]]', '[,]', '[[1],,[2]]', '[[,1]]'],
  ...['[1],', ',[1]', '[1],[2]', '[1][2]', '[1]]', '[1] 2', '[1]\n[2]', '[[1]2]', '[1[2]]'],
];
for (const text of NO_LISTS) {
  test(`a column of '${text.slice(0, 40)}' is text`, () => {
    const table = new Table([['a', { type: 'text', values: ['[1]', text] }]]);
    assert.equal(Table.fromCsv(table.toCsv()).typed('a').type, 'text');
  });
  test(`refuses ${text.slice(0, 40)}, which is no nested list`, () => {
    assert.throws(() => parseNestedList(text), UserError);
  });
}

/** The table that comes of pieces of CSV, and how long they are together. */
function readBack(pieces: Iterable<string>): { table: Table; length: number } {
  const reader = new TableReader();
  let length = 0;
  for (const piece of pieces) {
    reader.push(piece);
    length += piece.length;
  }
  return { table: new Table(reader.end()), length };
}

/** The longest string. */
const LONGEST_STRING = 0x1fffffe8;

test('a cell may be longer than a string can be', () => {
  const blanks = ' '.repeat(1 << 20);
  function* pieces() {
    yield 'net,rollout,seed\n"a,b","[[1.5';
    for (let i = 0; i < 600; i++) yield `${blanks},${blanks}-${i}e-1`;
    yield ']]",3\n';
  }
  const { table, length } = readBack(pieces());
  assert.ok(length > 2 * LONGEST_STRING);
  assert.deepEqual([table.column('net'), table.column('seed')], [['a,b'], [3]]);
  const [cell] = table.column('rollout') as { data: Float64Array; shape: readonly number[] }[];
  const numbers = Array.from({ length: 600 }, (_, i) => Number(`-${i}e-1`));
  assert.deepEqual(cell, { data: Float64Array.of(1.5, ...numbers), shape: [1, 601] });
});

test('a long cell is written in pieces that are short', () => {
  const data = new Float64Array(300_000).fill(-1.2345678901234567e-30);
  data[0] = Number.NaN;
  const rollout: Column = { type: 'array', values: [{ data, shape: [3, 1, 100_000] }] };
  const pieces = [...new Table([['rollout', rollout]]).csvPieces({ index: true })];
  assert.ok(pieces.every((piece) => piece.length < 200_000));
  const { table } = readBack(pieces);
  assert.deepEqual(table.column('rollout'), rollout.values);
});

test('a table that is longer than a string is not made into one', () => {
  const text = 'x'.repeat(1 << 20);
  const table = new Table([['net', { type: 'text', values: Array(513).fill(text) }]]);
  assert.throws(() => table.toCsv(), /longer than a string can be; csvPieces/);
});

test('long arrays stand beside short ones, and not beside other things', () => {
  const array = (length: number) => ({
    data: new Float32Array(length).fill(1 / 3),
    shape: [length],
  });
  const rows: Column = { type: 'array', values: [array(2), array(200_000)] };
  const { table } = readBack(new Table([['rollout', rows]]).csvPieces());
  const text = String(new Table([['rollout', rows]]));
  assert.equal(String(table), text);
  assert.equal(String(Table.fromCsv(text)), text);
  const mixed = text.replace('"[0.33333334, 0.33333334]"', 'x');
  assert.throws(
    () => Table.fromCsv(mixed),
    /column 'rollout' holds long arrays, and none in row 1: 'x'$/,
  );
  const ragged = text.replace(/, 0.33333334]"\n$/, ', [1]]"');
  assert.throws(() => Table.fromCsv(ragged), /not an array: \[0.33333334, 0.33333334, .*…/);
});

test('a table is iterated by its rows, goes into JSON, and prints in Node', () => {
  const table = new Table(columns);
  assert.deepEqual([...table], table.rows());
  const [first, second] = JSON.parse(JSON.stringify({ table })).table;
  assert.deepEqual(Object.keys(first), table.columnNames);
  assert.equal(first.net, 'Conv;26;10;relu');
  assert.deepEqual(first.rollout, [[[Math.fround(0.1), null]], [[1, 2]]]);
  assert.equal(first.extra, null);
  assert.deepEqual([second.seed, second.single, second.double], [-3, null, null]);
  assert.match(inspect(table), /^Table \[.*net: 'Conv;26;10;relu'/s);
});
