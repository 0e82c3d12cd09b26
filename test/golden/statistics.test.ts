/** P-values and cumulative aggregates against those of SciPy and pandas (make-statistics.py). */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { normalTail, studentTail } from '../../src/study/distributions.js';
import { mannWhitney, tTest } from '../../src/study/hypothesis-tests.js';
import { computePvaluesAgainstBest, cumulativeAggregation } from '../../src/study/index.js';
import { statsOf } from '../../src/study/statistics.js';
import { type Row, Table } from '../../src/tables/index.js';

before(() => loadCore());

const golden = JSON.parse(
  readFileSync(new URL('fixtures/study/statistics.json', import.meta.url), 'utf8'),
);
const number = (value: number | string): number =>
  value === 'nan' ? Number.NaN : Number(String(value).replace('inf', 'Infinity'));

function assertClose(ours: number, theirs: number | string, tolerance: number, what: string): void {
  const wanted = number(theirs);
  const same = Object.is(ours, wanted) || Math.abs(ours - wanted) <= tolerance * Math.abs(wanted);
  assert.ok(same, `${what}: ${ours}, not ${wanted}`);
}

test("tails of Student's and the normal distribution, to their last digits", () => {
  for (const [df, t, p] of golden.student_tails) {
    assertClose(studentTail(t, df), p, 2e-12, `t = ${t}, df = ${df}`);
    assertClose(studentTail(-t, df), 1 - p, 1e-14, `t = ${-t}, df = ${df}`);
  }
  for (const [z, p] of golden.normal_tails) assertClose(normalTail(z), p, 2e-13, `z = ${z}`);
  assert.equal((2 * studentTail(40, 10)).toPrecision(3), '2.28e-12');
  assert.deepEqual([studentTail(Infinity, 3), studentTail(-Infinity, 3)], [0, 1]);
  assert.deepEqual([studentTail(Number.NaN, 3), studentTail(1, Number.NaN)], [NaN, NaN]);
});

const ALTERNATIVES = ['two-sided', 'less', 'greater'] as const;

for (const { a, b, ...theirs } of golden.samples) {
  test(`two samples: ${a.length} and ${b.length} values, ${[...a, ...b].slice(0, 4)}, …`, () => {
    for (const [i, alternative] of ALTERNATIVES.entries()) {
      const [x, y] = [statsOf(a), statsOf(b)];
      const ours = {
        'mann-whitney': mannWhitney(a, b, alternative),
        student: tTest(x, y, alternative, true),
        welch: tTest(x, y, alternative, false),
      };
      for (const [name, p] of Object.entries(ours)) {
        assertClose(p, theirs[name][i], 1e-11, `${name} ${alternative}`);
      }
    }
  });
}

// SciPy's t-tests lose these: its variances, and their squares, vanish or overflow.
test('t-tests give the same p-values for numbers of any size', () => {
  const [a, b] = [
    [1, 2, 4, 3.5],
    [2.5, 5, 6, 4, 7],
  ];
  const pValues = (scale: number) =>
    [true, false].map((equalVar) => {
      const [x, y] = [a, b].map((values) => statsOf(values.map((value) => value * scale)));
      return tTest(x!, y!, 'two-sided', equalVar);
    });
  const [student, welch] = pValues(1) as [number, number];
  assertClose(student, 0.071559558414341, 1e-11, 'student');
  assertClose(welch, 0.06515827480473678, 1e-11, 'welch');
  for (const scale of [1e-300, 1e-200, 1e-170, 1e-90, 1e-80, 1e80, 1e155, 1e200, 1e300]) {
    const [ours, ourWelch] = pValues(scale) as [number, number];
    assertClose(ours, student, 1e-11, `student at ${scale}`);
    assertClose(ourWelch, welch, 1e-11, `welch at ${scale}`);
  }
  // One sample varies much less than the other.
  const [x, y] = [statsOf([1e-90, 2e-90]), statsOf([1e90, 2e90, 3e90])];
  assertClose(tTest(x, y, 'two-sided', false), 0.0741799, 1e-5, 'welch of two sizes');
});

test('the rank test takes infinity for the largest number, as SciPy does', () => {
  const inf = Number.POSITIVE_INFINITY;
  for (const [x, y, p] of [
    [[1, 2, inf], [3, 4, 5], 0.7],
    [[1, 2, inf], [3, inf, 5], 0.5065551690490403],
    [[1, 2, -inf], [3, 4, 5], 0.1],
  ] as const) {
    assertClose(mannWhitney(x, y, 'two-sided'), p, 1e-12, `${x} and ${y}`);
  }
});

test('the rank test: ties, continuity, direction, and all values equal', () => {
  const [a, b] = [
    [1, 2, 2, 3],
    [2, 3, 4, 5],
  ];
  const five = (x: number[], y: number[]) =>
    ALTERNATIVES.map((alternative) => mannWhitney(x, y, alternative).toFixed(5));
  assert.deepEqual(five(a, b), ['0.13666', '0.06833', '0.96295']);
  assert.deepEqual(five(b, a), ['0.13666', '0.96295', '0.06833']);
  for (const alternative of ALTERNATIVES) {
    assert.equal(mannWhitney([2, 2], [2, 2, 2], alternative), 1);
    assert.deepEqual(mannWhitney([], [2, 2, 2], alternative), Number.NaN);
  }
  const large = Array.from({ length: 2000 }, (_, i) => i);
  assert.ok(mannWhitney([-1, -2, -3, -4, -5, -6, -7, -8], large, 'less') < 1e-20);
});

const numbers = (values: (number | string)[]) => Float64Array.from(values, number);
const table = new Table([
  ['seed', { type: 'int', values: golden.table.seed }],
  ['net', { type: 'text', values: golden.table.net }],
  ['train', { type: 'text', values: golden.table.train }],
  ['time_step', { type: 'int', values: golden.table.time_step }],
  ['mean_nRMSE', { type: 'float', values: numbers(golden.table.mean_nRMSE) }],
]);

for (const { options, rows } of golden.p_values) {
  test(`p-values: ${Object.values(options).join(' ')}`, async () => {
    const given = { ...options, valueCol: 'mean_nRMSE' };
    const ours = await computePvaluesAgainstBest(table, given);
    const keys = [...options.groupingCols, ...options.sortingCols];
    const added = ['performance_indicator', 'mean', 'std', 'count', 'p_value'];
    assert.deepEqual(ours.columnNames, [...keys, ...added]);
    assert.equal(ours.numRows, rows.length);
    for (const [row, theirs] of rows.entries()) {
      const own = ours.rows()[row]!;
      assert.deepEqual(
        keys.map((name) => own[name]),
        theirs.slice(0, keys.length),
      );
      for (const [i, name] of added.entries()) {
        assertClose(own[name] as number, theirs[keys.length + i], 1e-11, `row ${row} ${name}`);
      }
    }
    const pivoted = await computePvaluesAgainstBest(table, { ...given, pivot: true });
    const headings = new Set(ours.rows().map((row) => headingOf(row, options.sortingCols)));
    assert.deepEqual(pivoted.columnNames, [...options.groupingCols, ...[...headings].sort()]);
    for (const row of pivoted) {
      const own = ours.rows().filter((one) => isIn(one, row, options.groupingCols));
      for (const heading of headings) {
        const cell = own.find((one) => headingOf(one, options.sortingCols) === heading);
        assert.deepEqual(row[heading], cell?.p_value ?? Number.NaN);
      }
    }
  });
}

const headingOf = (row: Row, names: string[]) =>
  names.length === 1
    ? String(row[names[0]!])
    : `(${names.map((name) => `'${row[name]}'`).join(', ')})`;
const isIn = (row: Row, group: Row, names: string[]) =>
  names.every((name) => row[name] === group[name]);

test('cumulative means and sums leave NaN out, and keep the infinities', async () => {
  const values = [NaN, 2, NaN, 4, Infinity, 1];
  const one = new Table([['x', { type: 'float', values: Float64Array.from(values) }]]);
  const cumulated = async (name: 'mean' | 'gmean' | 'sum') => [
    ...((await cumulativeAggregation(one, [], 'x', name, 'up to ')).column(
      `up to ${name}_x`,
    ) as Float64Array),
  ];
  assert.deepEqual(await cumulated('mean'), [NaN, 2, 2, 3, Infinity, Infinity]);
  assert.deepEqual(await cumulated('sum'), [NaN, 2, 2, 6, Infinity, Infinity]);
  assert.deepEqual(await cumulated('gmean'), [NaN, NaN, NaN, NaN, NaN, NaN]);
});

test('p-values of samples that do not vary, or are too small', async () => {
  const sample = (net: string, ...values: number[]) => values.map((value) => ({ net, value }));
  const p = async (rows: { net: string; value: number }[], more = {}) => {
    const table = new Table([
      ['net', { type: 'text', values: rows.map(({ net }) => net) }],
      ['x', { type: 'float', values: Float64Array.from(rows, ({ value }) => value) }],
    ]);
    const named = { groupingCols: [], sortingCols: 'net', valueCol: 'x' };
    const result = await computePvaluesAgainstBest(table, { ...named, ...more });
    return Array.from(result.numbers('p_value'));
  };
  const flat = [...sample('a', 0.1, 0.1, 0.1), ...sample('b', 0.2, 0.2), ...sample('c', 3)];
  assert.deepEqual(await p(flat), [NaN, 0, NaN]);
  assert.deepEqual(await p(flat, { alternative: 'less', equalVar: false }), [NaN, 0, NaN]);
  assert.deepEqual(await p(flat, { alternative: 'greater' }), [NaN, 1, NaN]);
  assert.deepEqual(await p(sample('a', 1)), [NaN]);
  assert.deepEqual(await p([...sample('a', NaN, NaN), ...sample('b', 1, 2)]), [NaN, 1]);
  const first = [...sample('a', 1, 3), ...sample('b', 2, 2.000001, 1.999999)];
  assert.equal((await p(first))[0], 1);
});

test('cumulative aggregates', async () => {
  for (const name of ['mean', 'gmean', 'sum'] as const) {
    const grouping = ['seed', 'net', 'train'];
    const ours = await cumulativeAggregation(table, grouping, 'mean_nRMSE', name);
    assert.deepEqual(ours.columnNames.slice(0, -1), table.columnNames);
    const column = ours.numbers(`cum${name}_mean_nRMSE`);
    for (const [row, value] of golden.cumulative[name].entries()) {
      assertClose(column[row]!, value, 1e-14, `${name} row ${row}`);
    }
  }
});
