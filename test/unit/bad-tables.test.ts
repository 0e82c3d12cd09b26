/** What is no table, no column, no setting and no folder is refused where it is given. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as apebench from '../../src/index.js';
import type { Any } from '../cases/calls.js';

const { Table } = apebench;
const long = new Table([
  ['seed', { type: 'int', values: [0] }],
  ...['scenario', 'task', 'net', 'train', 'scenario_kwargs'].map(
    (name) => [name, { type: 'text', values: [name === 'train' ? 'one' : '{}'] }] as const,
  ),
  ['time_step', { type: 'int', values: [1] }],
  ['mean_nRMSE', { type: 'float', values: Float64Array.of(1) }],
]);

const P_VALUES = { groupingCols: 'time_step', sortingCols: 'net', valueCol: 'mean_nRMSE' };

const OF_TABLES: Record<string, (table: Any, options?: Any) => unknown> = {
  pivotMedian: apebench.pivotMedian,
  aggregateGmean: apebench.aggregateGmean,
  relativeByConfig: apebench.relativeByConfig,
  splitTrain: apebench.splitTrain,
  readInKwargs: apebench.readInKwargs,
  meltMetrics: apebench.meltMetrics,
  meltLoss: apebench.meltLoss,
  meltSampleRollouts: apebench.meltSampleRollouts,
  meltData: (table) => apebench.meltData(table, 'mean_nRMSE', 'time_step'),
  cumulativeAggregation: (table) => apebench.cumulativeAggregation(table, 'net', 'mean_nRMSE'),
  computePvaluesAgainstBest: (table, options = {}) =>
    apebench.computePvaluesAgainstBest(table, options && { ...P_VALUES, ...options }),
};

for (const [name, call] of Object.entries(OF_TABLES)) {
  test(`${name} takes a table, and nothing else`, async () => {
    for (const bad of [undefined, null, 5, {}, "{'a': constructor}"]) {
      await assert.rejects(async () => call(bad), {
        name: 'UserError',
        message: /^table must be a Table, not /,
      });
    }
  });
}

/** An option that is misspelt, and one that is of another type. */
const OPTIONS: [name: string, misspelt: string, option: string, bad: unknown][] = [
  ['pivotMedian', 'colums', 'columns', 5],
  ['pivotMedian', 'digit', 'digits', -1],
  ['aggregateGmean', 'upto', 'upTo', '5'],
  ['aggregateGmean', 'groupingCol', 'groupingCols', 'net'],
  ['relativeByConfig', 'valueCo', 'valueCol', null],
  ['computePvaluesAgainstBest', 'sortingCol', 'sortingCols', []],
  ['computePvaluesAgainstBest', 'performanceIndicators', 'performanceIndicator', 'p90'],
  ['computePvaluesAgainstBest', 'tests', 'test', 'u-test'],
];

for (const [name, misspelt, option, bad] of OPTIONS) {
  test(`${name} knows its options: ${option}`, async () => {
    const call = OF_TABLES[name]!;
    await call(long);
    const message = new RegExp(`^unknown \\w+ option '${misspelt}'; did you mean '${option}'\\?`);
    await assert.rejects(async () => call(long, { [misspelt]: bad }), {
      name: 'UserError',
      message,
    });
    await assert.rejects(async () => call(long, { [option]: bad }), {
      name: 'UserError',
      message: new RegExp(`^${option} must be `),
    });
    await assert.rejects(async () => call(long, null), {
      name: 'UserError',
      message: /options must be an object of .*, not null$/,
    });
  });
}

test('p-values need columns, each of them once, and a variance that is meant', async () => {
  const call = (options: Any) => apebench.computePvaluesAgainstBest(long, options);
  const { sortingCols: _, ...without } = P_VALUES;
  for (const [options, message] of [
    [without, /^sortingCols must be a text or a list of texts, at least one, not undefined$/],
    [{ ...P_VALUES, sortingCols: 'nett' }, /^unknown column 'nett'; did you mean 'net'\?/],
    [{ ...P_VALUES, valueCol: 'net' }, /^column 'net' holds text, not numbers: '{}' in row 1$/],
    [
      { ...P_VALUES, groupingCols: ['net', 'time_step'] },
      /^two columns of the table are called 'net'$/,
    ],
    [
      { ...P_VALUES, test: 'mann-whitney', equalVar: false },
      /^equalVar: false is Welch's t-test, and not of the test 'mann-whitney'$/,
    ],
  ] as const) {
    await assert.rejects(() => call(options), { name: 'UserError', message });
  }
});

test('a literal that is none is named with its row', async () => {
  const kwargs = ['{}', "{'a': 1, 'b': Array([0.5])}", "{'a': 2}"];
  const table = new Table([['scenario_kwargs', { type: 'text', values: kwargs }]]);
  await assert.rejects(apebench.readInKwargs(table), {
    name: 'UserError',
    message:
      /^column 'scenario_kwargs', row 2: not a Python literal: expected a value at column 15 of /,
  });
  const none = new Table([['scenario_kwargs', { type: 'text', values: ['{}', '', '[1]'] }]]);
  await assert.rejects(apebench.readInKwargs(none), /column 'scenario_kwargs', row 2: not a Pyth/);
  await assert.rejects(apebench.readInKwargs(none.take([0, 2])), /row 2: not a dict: \[1\]$/);
});

test('what is melted has a name', async () => {
  await assert.rejects(async () => apebench.meltLoss(long, 5 as never), {
    name: 'UserError',
    message: /^quantityName must be a text or a list of texts, at least one, not 5/,
  });
});

test('a table is made of columns', () => {
  for (const bad of [undefined, null, 5, {}, 'ab', [5], [['a']], [['a', { type: 'int' }]]]) {
    assert.throws(() => new Table(bad as never), {
      name: 'UserError',
      message: /^the columns of a table must be a list, each \[name, \{ type, values \}\], not /,
    });
  }
  assert.equal(new Table(new Map([['a', { type: 'int', values: [1] }]])).numRows, 1);
});

const OF_TYPES: [column: unknown, message: RegExp][] = [
  [
    { type: 'foo', values: [1] },
    /^unknown type of column 'foo'; allowed: text, int, float, array, /,
  ],
  [{ type: 'flaot', values: [1] }, /^unknown type of column 'flaot'; did you mean 'float'\?/],
  [
    { type: 'int', values: [1, 1.5] },
    /^column 'a' of type int must hold whole .*, not 1.5 in row 2$/,
  ],
  [{ type: 'int', values: ['1'] }, /must hold whole numbers, not '1' in row 1$/],
  [{ type: 'int', values: Float64Array.of(1) }, /must hold whole numbers, not a Float64Array$/],
  [{ type: 'text', values: ['a', 5] }, /must hold texts, not 5 in row 2$/],
  // biome-ignore lint/suspicious/noSparseArray: it is what is tested
  [{ type: 'text', values: ['a', , 'c'] }, /must hold texts, not undefined in row 2$/],
  [{ type: 'float', values: [1] }, /must hold a Float32Array or a Float64Array, not \[1\]$/],
  [{ type: 'float', values: Int32Array.of(1) }, /must hold a Float32Array .*, not an Int32Array$/],
  [{ type: 'array', values: [5] }, /must hold arrays, .*, not 5 in row 1$/],
  [{ type: 'array', values: [{ data: new Float64Array(3), shape: [2] }] }, /must hold arrays, /],
  [{ type: 'object', values: [undefined] }, /must hold null, .*, not undefined in row 1$/],
  [{ type: 'object', values: [() => 1] }, /must hold null, .*, not a function in row 1$/],
  [{ type: 'object', values: [new Date()] }, /must hold null, .*, not a Date in row 1$/],
];

test('columns hold what is of their type', () => {
  for (const [column, message] of OF_TYPES) {
    const columns = [['a', column]] as never;
    assert.throws(() => new Table(columns), { name: 'UserError', message });
    assert.throws(() => new Table([]).with(columns), { name: 'UserError', message });
  }
});

const CALLS: [call: (table: Any) => unknown, message: RegExp][] = [
  [() => Table.fromCsv(null as never), /^a table in CSV must be a text, not null$/],
  [() => Table.fromCsv('a\n1\n', 5 as never), /^wanted must be a function, not 5$/],
  [() => Table.concat(null as never), /^the tables must be a list, each a Table, not null$/],
  [() => Table.concat([5] as never), /^the tables must be a list, each a Table, not \[5\]$/],
  [
    (table) => table.take(null),
    /^the rows to take must be a list of numbers of rows, .* 1, not null$/,
  ],
  [(table) => table.take([99]), /^the rows to take must be a list .* there are 1, not \[99\]$/],
  [(table) => table.take([0.5]), /^the rows to take must be /],
  [(table) => table.take([-1]), /^the rows to take must be /],
  [(table) => table.with(null), /^the columns of a table must be a list, .*, not null$/],
  [(table) => table.toCsv(null), /^CSV options must be an object of index, header, not null$/],
  [(table) => table.toCsv({ idx: true }), /^unknown CSV option 'idx'; allowed: index, header$/],
  [(table) => table.csvPieces({ index: 1 }), /^index must be true or false, not 1$/],
  [(table) => table.numbers(null), /^the name of a column must be a text, not null$/],
  [(table) => table.typed(Symbol('a')), /^the name of a column must be a text, not Symbol\(a\)$/],
  [(table) => table.texts(5), /^the name of a column must be a text, not 5$/],
];

test('the methods of a table refuse what they cannot take', async () => {
  for (const [call, message] of CALLS) {
    assert.throws(() => call(long), { name: 'UserError', message });
  }
  const message = 'wanted must be a function, not 5';
  for (const read of [Table.fromParquet, Table.fromArrow]) {
    await assert.rejects(read(new Uint8Array(9), 5 as never), { name: 'UserError', message });
  }
});

test('tables that are put together have the same columns', () => {
  const [one, two] = [long.without('net'), long];
  assert.throws(() => Table.concat([one, one, two]), {
    name: 'UserError',
    message: "table 3 of those to put together has a column 'net', which table 1 has not",
  });
  assert.throws(() => Table.concat([two, one]), /^UserError: unknown column 'net'/);
  assert.equal(Table.concat([two, two]).numRows, 2);
  assert.deepEqual(Table.concat([]).columnNames, []);
});

test('settings and folders', () => {
  const configure = apebench.configure as (settings?: unknown) => void;
  const settings = [undefined, null, 5].map(
    (given) => [given, /^configure options must be/] as const,
  );
  for (const [given, message] of [
    ...settings,
    [{ asets: 1 }, /^unknown configure option 'asets'; did you mean 'assets'\?/] as const,
    [{ assets: 1 }, /^assets must be a path, a URL, or an object of them, not 1/] as const,
  ]) {
    assert.throws(() => configure(given), { name: 'UserError', message });
  }
  for (const given of [undefined, null, 5, {}]) {
    assert.throws(() => apebench.openStore(given as never), {
      name: 'UserError',
      message: /^the folder of a store must be a text, not /,
    });
  }
});
