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
    message: /^quantityName must be a text or a list of texts, not 5/,
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
