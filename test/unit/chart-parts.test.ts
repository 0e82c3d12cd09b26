/** What charts of the page are made of, without a browser: ranges, marks, words, smoothing, thinning. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linearTicks, linearTickText, type Scale } from '../../src/drawing/index.js';
import { alignedLines, lonelyPoints } from '../../src/web/charts/aligned-lines.js';
import { inWords, notesOf } from '../../src/web/charts/chart-notes.js';
import { errorOptions } from '../../src/web/charts/chart-options.js';
import { departuresOf } from '../../src/web/charts/departures.js';
import { figureOf, yTicks } from '../../src/web/charts/figure.js';
import type { Line } from '../../src/web/charts/line.js';
import { marksOf, placesOf, tagsOf } from '../../src/web/charts/marks.js';
import { endsOf, indexAt, nearestPlace, nextPlace } from '../../src/web/charts/points.js';
import { seedBand } from '../../src/web/charts/seed-band.js';
import { smoothed } from '../../src/web/charts/smoothing.js';
import { valueRange } from '../../src/web/charts/value-range.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const lineOf = (y: readonly number[], tag = '1', x = y.map((_, i) => i)): Line => ({
  ...{ label: `${tag}: net`, tag, colour: '#000000' },
  ...{ x, y },
});

const options = { title: 'Chart', xLabel: 'step', columns: 400 };
const figure = (lines: readonly Line[], scale: Scale, more = {}) =>
  figureOf(lines, { ...options, scale, ...more });

test('the range goes as far as there is something to show', () => {
  const top = (...curves: number[][]) =>
    valueRange(
      curves.map((y) => lineOf(y)),
      'linear',
      1,
    )[1];
  // What an axis from 0 to 1.05 did not show.
  assert.ok(top([0.9, 1.15]) > 1.15);
  assert.ok(top([2, 3.8e3]) > 3.8e3);
  // Half of twelve runs are above 1: all are shown.
  const twelve = Array.from({ length: 12 }, (_, i) => [0.1, i < 6 ? 0.5 : 1.4]);
  assert.ok(top(...twelve) > 1.4);
  // One that blew up does not flatten the others, whose range still reaches 1.
  const cut = top([0.1, 0.2], [0.1, 3.8e3]);
  assert.ok(cut > 1.2 && cut < 1.3, `${cut}`);
  // Small numbers fill the chart.
  assert.ok(top([0.001, 0.01]) < 0.011);
});

test('the range begins at zero where that is near', () => {
  assert.equal(valueRange([lineOf([0.2, 1])], 'linear')[0], 0);
  assert.ok(valueRange([lineOf([0.97, 0.99])], 'linear')[0] > 0.9);
  // Or at what it is near to.
  const [low] = valueRange([lineOf([1.1, 1.15])], 'linear', 1);
  assert.ok(low > 0.9 && low < 1, `${low}`);
  assert.ok(valueRange([lineOf([900, 910])], 'linear', 1)[0] > 800);
  assert.ok(valueRange([lineOf([-1, 1])], 'linear')[0] < -1);
});

test('an axis always has an inside and ticks', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(0, nan, inf, -inf, 1e-7, 3.8e3));
  const lines = fc.array(
    fc.array(value).map((y) => lineOf(y)),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(lines, fc.constantFrom('linear', 'log'), (lines, scale: Scale) => {
      const made = figure(lines, scale);
      const [low, high] = made.y;
      assert.ok(low < high && Number.isFinite(low) && Number.isFinite(high), `${low} … ${high}`);
      if (scale === 'log') assert.ok(low > 0);
      assert.ok(yTicks(made, 150).every(([tick]) => Number.isFinite(tick)));
      for (const values of made.table.values) {
        assert.ok(values.every((one) => one === null || one === undefined || Number.isFinite(one)));
      }
      assert.ok(marksOf(made, placesOf(made, 400, 150)).every(({ x, y }) => x >= 0 && y >= 0));
    }),
  );
});

test('a logarithmic axis keeps what it has a place for, and counts the rest', () => {
  const drawn = (y: number[]) => {
    const { table, notes } = figure([lineOf(y)], 'log');
    return { values: table.values[0], notes: notes.filter((note) => note.startsWith('Drawn')) };
  };
  assert.deepEqual(drawn([0, 1e-7, 1e-3]), {
    values: [null, 1e-7, 1e-3],
    notes: ['Drawn without 1 not above 0 of 3 values.'],
  });
  assert.deepEqual(drawn([0, 0, 0]), {
    values: [null, null, null],
    notes: ['Drawn without 3 not above 0 of 3 values.'],
  });
  assert.deepEqual(drawn([0.5]), { values: [0.5], notes: [] });
  assert.deepEqual(drawn([1e-3, inf, nan]), {
    values: [1e-3, null, null],
    notes: ['Drawn without 1 NaN, 1 infinite of 3 values.'],
  });
  // Of unequal length: each ends where it does, and neither leaves a gap in the other.
  const { table } = figure([lineOf([1, 2, 3], '1', [0, 2, 4]), lineOf([5, 6], '2', [0, 3])], 'log');
  assert.deepEqual(table.x, [0, 2, 3, 4]);
  assert.deepEqual(table.values, [
    [1, 2, undefined, 3],
    [5, undefined, 6, undefined],
  ]);
});

test('where a curve leaves the range or stops being finite is found, and said', () => {
  const lines = [
    lineOf([0.1, 0.3, 0.2], '1', [1, 2, 3]),
    lineOf([0.1, 2, 3800], '2', [1, 2, 3]),
    lineOf([0.1, 0.2, nan], '3', [1, 2, 3]),
    lineOf([0.1, inf, nan], '4', [1, 2, 3]),
  ];
  const made = figure(lines, 'linear', { ...errorOptions('mean_nRMSE') });
  assert.deepEqual(
    made.departures.map(({ line, kind, index, value }) => [line.tag, kind, index, value]),
    [
      ['2', 'above', 1, 3800],
      ['3', 'not finite', 2, nan],
      ['4', 'not finite', 1, inf],
    ],
  );
  assert.deepEqual(made.notes, [
    'Diverged: run 3 at time step 3 (NaN), run 4 at time step 2 (Infinity).',
    'Above the range: run 2 at time step 2 (up to 3.80e+3).',
    'Drawn without 2 NaN, 1 infinite of 12 values.',
  ]);
  // A triangle at the top, and crosses at the last finite points.
  const places = placesOf(made, 300, 100);
  const [above, third, fourth] = marksOf(made, places);
  assert.deepEqual([above?.x, above?.y], [150, 0]);
  assert.deepEqual([third?.x, third?.y], [150, places.y(0.2)]);
  assert.deepEqual([fourth?.x, fourth?.y], [0, Math.min(95, places.y(0.1))]);
});

test('a loss that ended above its start is said to be worse', () => {
  const kinds = (y: number[]) =>
    departuresOf([lineOf(y)], { range: [0, 1e9], isToFall: true }).map(({ kind }) => kind);
  assert.deepEqual(kinds([1, 0.5, 3.4e6]), ['worse']);
  assert.deepEqual(kinds([1, 2, 0.9]), []);
  // That it diverged says it all.
  assert.deepEqual(kinds([1, 3.4e6, nan]), ['not finite']);
  const { notes } = figure([lineOf([1.02, 3.4e6])], 'log', { isToFall: true });
  assert.deepEqual(notes, ['Worse than at the start: run 1 (3.40e+6, from 1.02).']);
});

test('of many runs a sentence names some and counts the others', () => {
  const lines = Array.from({ length: 50 }, (_, i) => lineOf([1, nan], String(i + 1)));
  const departures = departuresOf(lines, { range: [0, 2] });
  const [diverged] = notesOf(lines, { departures, scale: 'linear', place: 'update' });
  assert.match(diverged!, /^Diverged: run 1 at update 1 \(NaN\), .*, 44 more\.$/);
});

test('a curve in words', () => {
  assert.equal(
    inWords(lineOf([nan, 0.5, 0.25], '7', [0, 1000, 2000])),
    '7: net: 2 points, from 0.500 at 1,000 to 0.250 at 2,000.',
  );
  assert.equal(inWords(lineOf([])), '1: net: no points yet.');
});

test('an error of 1 has a line where metrics divide by the reference', () => {
  for (const metric of ['mean_nRMSE', 'mean_nMSE', 'mean_fourier_nRMSE;0;5;0', 'mean_H1_nMAE']) {
    assert.equal(errorOptions(metric).reference?.text, 'as bad as predicting zero (1)', metric);
  }
  for (const metric of ['mean_RMSE', 'mean_sRMSE', 'mean_correlation']) {
    assert.equal(errorOptions(metric).reference, undefined, metric);
  }
});

test('smoothing keeps constants, looks both ways, and what is not finite spreads no further', () => {
  const x = [0, 1, 2, 3, 10];
  for (const value of smoothed(x, [2, 2, 2, 2, 2], 1)) assert.ok(Math.abs(value - 2) < 1e-15);
  // Three places one apart; what lies 1/ln 2 places away counts 1/e: a neighbour counts half.
  const mean = smoothed([0, 1, 2], [1, 4, 7], 1 / Math.LN2);
  const expected = [
    (1 + 4 / 2 + 7 / 4) / (1 + 1 / 2 + 1 / 4),
    (1 / 2 + 4 + 7 / 2) / (1 / 2 + 1 + 1 / 2),
    (1 / 4 + 4 / 2 + 7) / (1 / 4 + 1 / 2 + 1),
  ];
  for (const [i, value] of mean.entries()) assert.ok(Math.abs(value - expected[i]!) < 1e-14);
  const gaps = smoothed([0, 1, 2], [1, nan, 3], 1);
  assert.ok(gaps[0]! > 1 && gaps[0]! < 2 && Number.isNaN(gaps[1]) && gaps[2]! < 3);
  const mirrored = smoothed([0, 1, 2], [7, 4, 1], 1 / Math.LN2).reverse();
  for (const [i, value] of mirrored.entries()) assert.ok(Math.abs(value - mean[i]!) < 1e-14);
});

test('a band lies between the quartiles of the seeds, and where one has no number there is none', () => {
  const seeds = [
    [1, 5],
    [2, nan],
    [3, 7],
    [4, 9],
  ].map((values) => Float64Array.from(values));
  // numpy.quantile([1, 2, 3, 4], [0.25, 0.75])
  assert.deepEqual(seedBand(seeds), {
    low: Float64Array.of(1.75, nan),
    high: Float64Array.of(3.25, nan),
  });
  const [low, high] = figure([{ ...lineOf([1, 1]), band: { low: [0, 0.5], high: [2, 2] } }], 'log')
    .table.values as [number[], number[]];
  // A band that ends at zero ends at the edge of a logarithmic axis.
  assert.ok(low[0]! > 0 && low[1] === 0.5);
  assert.deepEqual(high, [2, 2]);
});

test('thinned out, curves keep their extremes, their gaps and their ends', () => {
  const count = 10_000;
  const x = Array.from({ length: count }, (_, i) => i);
  const y = x.map((at) => (at === 4321 ? 50 : at >= 7000 && at < 7200 ? nan : 1 + (at % 7)));
  const drawn = (value: number) => (Number.isFinite(value) ? value : null);
  const { x: places, values } = alignedLines([{ x, y, drawn }], 100);
  assert.equal(places.length, 200);
  assert.deepEqual([places[0], places.at(-1)], [0, count - 1]);
  const row = values[0]!;
  const numbers = row.filter((value) => typeof value === 'number');
  assert.deepEqual([Math.min(...numbers), Math.max(...numbers)], [1, 50]);
  assert.ok(row.includes(null));
  assert.ok(Math.abs(places[row.indexOf(50)]! - 4321) <= count / 100);
  // The peak comes between what is less, as in the curve.
  assert.deepEqual(alignedLines([{ x: [0, 1, 2], y: [1, 2, 3], drawn }], 100).values, [[1, 2, 3]]);
});

test('a point without neighbours is seen', () => {
  assert.deepEqual(lonelyPoints([1, null, 2, undefined, 3, null, undefined, 4]), [0, 7]);
  assert.deepEqual(lonelyPoints([undefined, 5]), [1]);
  assert.deepEqual(lonelyPoints([1, 2, null]), []);
});

test('places of points: the nearest, the next, the ends', () => {
  const lines = [lineOf([1, 1, 1], '1', [0, 10, 20]), lineOf([2, 2], '2', [5, 12])];
  assert.deepEqual(
    [-3, 4, 11.4, 99].map((at) => nearestPlace(lines, at)),
    [0, 5, 12, 20],
  );
  assert.deepEqual(
    [0, 5, 10, 12, 20].map((at) => nextPlace(lines, at, 1)),
    [5, 10, 12, 20, null],
  );
  assert.deepEqual(
    [20, 12, 10, 5, 0].map((at) => nextPlace(lines, at, -1)),
    [12, 10, 5, 0, null],
  );
  assert.deepEqual(endsOf(lines), [0, 20]);
  assert.equal(endsOf([lineOf([])]), null);
  // A line has values from its first to its last point.
  assert.deepEqual(
    [4, 5, 11, 13].map((at) => indexAt(lines[1]!, at)),
    [-1, 0, 1, -1],
  );
});

test('the names of lines do not lie on each other', () => {
  const lines = Array.from({ length: 10 }, (_, i) => lineOf([1, 1 + i / 1000], String(i + 1)));
  const made = figure([...lines, lineOf([1, 5], '11')], 'linear');
  const tags = tagsOf(made, placesOf(made, 300, 150));
  assert.equal(tags.length, 11);
  const gaps = tags.slice(1).map((tag, i) => tag.y - tags[i]!.y);
  assert.ok(Math.min(...gaps) >= 11 - 1e-9, `${gaps}`);
  assert.ok(tags[0]!.y >= 0 && tags.at(-1)!.y <= 150);
});

test('ticks of a linear axis', () => {
  const texts = (min: number, max: number, closest = 0) =>
    linearTicks(min, max, 5, closest).map(linearTickText);
  assert.deepEqual(texts(0, 1.15), ['0', '0.5', '1']);
  assert.deepEqual(texts(0, 1), ['0', '0.2', '0.4', '0.6', '0.8', '1']);
  assert.deepEqual(texts(-2, 5), ['-2', '0', '2', '4']);
  assert.deepEqual(texts(0, 3800), ['0', '1,000', '2,000', '3,000']);
  assert.deepEqual(texts(0, 4e6), ['0', '10⁶', '2·10⁶', '3·10⁶', '4·10⁶']);
  assert.deepEqual(texts(0, 3, 1), ['0', '1', '2', '3']);
});
