/** Charts: what is drawn of a table, in numbers worked out by hand, and what is said of the rest. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { curvesOf, textChart } from '../../src/charts/index.js';
import { UserError } from '../../src/errors.js';
import { plotCost, plotLoss, plotMetrics, plotSampleRollout, Table } from '../../src/index.js';
import { quantile } from '../../src/study/index.js';

/** A long table of errors: for each network and seed a list over the time steps. */
function metricsOf(errors: Readonly<Record<string, readonly (readonly number[])[]>>): Table {
  const rows = Object.entries(errors).flatMap(([net, seeds]) =>
    seeds.flatMap((values, seed) => values.map((value, i) => ({ net, seed, step: i + 1, value }))),
  );
  const text = (value: (row: (typeof rows)[number]) => string) => ({
    type: 'text' as const,
    values: rows.map(value),
  });
  return new Table([
    ['seed', { type: 'int', values: rows.map(({ seed }) => seed) }],
    ['scenario', text(() => '1d_diff_adv')],
    ['task', text(() => 'predict')],
    ['net', text(({ net }) => net)],
    ['train', text(() => 'one')],
    ['scenario_kwargs', text(() => '{}')],
    ['time_step', { type: 'int', values: rows.map(({ step }) => step) }],
    ['mean_nRMSE', { type: 'float', values: Float64Array.from(rows, ({ value }) => value) }],
  ]);
}

/** The paths of the marks of a kind. */
function pathsOf(svg: { outerHTML: string }, kind: 'area' | 'line'): string[] {
  const { document } = parseHTML(`<body>${svg.outerHTML}</body>`);
  return [...document.querySelectorAll(`g[aria-label="${kind}"] path`)].map(
    (path) => path.getAttribute('d')!,
  );
}

const textsOf = (svg: { outerHTML: string }): string[] => {
  const { document } = parseHTML(`<body>${svg.outerHTML}</body>`);
  return [...document.querySelectorAll('text')].map((text) => text.textContent!);
};

/** The numbers of a path, two by two. */
const placesOf = (path: string): [number, number][] => {
  const numbers = (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, i) => [
    numbers[2 * i]!,
    numbers[2 * i + 1]!,
  ]);
};

test('quantiles are those of NumPy, also where numbers are infinite', () => {
  // numpy.quantile([1, 2, 3, 4], [0, 0.25, 0.5, 0.75, 1])
  assert.deepEqual(
    [0, 0.25, 0.5, 0.75, 1].map((at) => quantile([1, 2, 3, 4], at)),
    [1, 1.75, 2.5, 3.25, 4],
  );
  const { POSITIVE_INFINITY: inf } = Number;
  assert.equal(quantile([1, inf], 0.5), inf);
  assert.equal(quantile([inf, inf], 0.25), inf);
  assert.equal(quantile([7], 0.75), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('a curve has the quantiles over the seeds at each step; NaN is left out', () => {
  const table = metricsOf({
    B: [
      [1, 5],
      [2, NaN],
      [3, 7],
      [4, 9],
    ],
    A: [[0.5]],
  });
  const { curves, unseen } = curvesOf(table, { x: 'time_step', y: 'mean_nRMSE', scale: 'log' });
  assert.deepEqual(
    curves.map(({ label, seeds }) => [label, seeds]),
    [
      ['A', 1],
      ['B', 4],
    ],
  );
  assert.deepEqual(curves[1]!.points, [
    { x: 1, least: 1, low: 1.75, middle: 2.5, high: 3.25, most: 4 },
    { x: 2, least: 5, low: 6, middle: 7, high: 8, most: 9 },
  ]);
  assert.deepEqual(unseen, { values: 9, nan: 1, infinite: 0, notPositive: 0 });
});

test('a chart has a line for each network and two bands where there are several seeds', async () => {
  const several = await plotMetrics(
    metricsOf({
      A: [
        [1, 2],
        [2, 3],
      ],
      B: [
        [3, 4],
        [5, 6],
      ],
    }),
  );
  assert.equal(pathsOf(several, 'line').length, 2);
  assert.equal(pathsOf(several, 'area').length, 4);
  assert.deepEqual(
    textsOf(several).filter((text) => /^[AB]$/.test(text)),
    ['A', 'B'],
  );
  const one = await plotMetrics(metricsOf({ A: [[1, 2]], B: [[3, 4]] }));
  assert.equal(pathsOf(one, 'line').length, 2);
  assert.equal(pathsOf(one, 'area').length, 0);
});

test('bands lie where the quantiles are', async () => {
  const table = metricsOf({
    A: [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ],
  });
  const svg = await plotMetrics(table, { scale: 'linear', yLim: [0, 8], height: 400 });
  const [extremes, quartiles] = pathsOf(svg, 'area').map((path) =>
    placesOf(path).map(([, y]) => y),
  );
  const [middle] = pathsOf(svg, 'line').map((path) => placesOf(path)[0]![1]);
  // y = bottom - value * unit, from the extremes 1 and 4.
  const [low, high] = [Math.max(...extremes!), Math.min(...extremes!)];
  const unit = (low - high) / 3;
  const near = (y: number, value: number) =>
    assert.ok(Math.abs(low + unit - value * unit - y) < 0.03, `${value}: ${y}`);
  near(Math.max(...quartiles!), 1.75);
  near(Math.min(...quartiles!), 3.25);
  near(middle!, 2.5);
  assert.ok(unit > 20, `${unit}`);
});

for (const [what, values, said] of [
  ['a zero at the start', [0, 1e-7, 1e-3], 'without 1 not above 0 of 3 values'],
  ['zeros alone', [0, 0, 0], 'without 3 not above 0 of 3 values'],
  ['one place', [1e-3], undefined],
  ['divergence', [1e-3, Infinity, NaN], 'without 1 NaN, 1 infinite of 3 values'],
] as const) {
  test(`${what} leaves the axis and all other places, and is said`, async () => {
    const svg = await plotMetrics(metricsOf({ A: [values], B: [[0.1, 0.2, 0.3, 0.4, 0.5]] }));
    assert.doesNotMatch(svg.outerHTML, / (d|c?[xy][12]?|transform)="[^"]*(NaN|Infinity|undefined)/);
    assert.equal(placesOf(pathsOf(svg, 'line').at(-1)!).length, 5);
    const { document } = parseHTML(`<body>${svg.outerHTML}</body>`);
    assert.ok(document.querySelectorAll('g[aria-label="y-axis tick label"] text').length > 1);
    const alone = textsOf(await plotMetrics(metricsOf({ A: [values] })));
    const note = alone.find((text) => text.includes('without'));
    if (said === undefined) assert.equal(note, undefined);
    else assert.ok(note!.includes(said), note);
  });
}

test('linear axes show zeros, and count what is infinite', async () => {
  const table = metricsOf({ A: [[0, 1, Infinity]] });
  const svg = await plotMetrics(table, { scale: 'linear' });
  assert.equal(placesOf(pathsOf(svg, 'line')[0]!).length, 2);
  assert.ok(textsOf(svg).some((text) => text.includes('without 1 infinite of 3 values')));
});

test('names are text, whatever is in them', async () => {
  const net = `<b>&"'`;
  const title = '</text><script>alert(1)</script>';
  const svg = await plotMetrics(metricsOf({ [net]: [[1, 2]], B: [[1, 2]] }), { title });
  const { document } = parseHTML(`<body>${svg.outerHTML}</body>`);
  assert.equal(document.querySelectorAll('b, script').length, 0);
  const texts = textsOf(svg);
  assert.ok(texts.includes(net) && texts.includes(title), texts.join('\n'));
});

test('curves are told apart by a column of one’s own, in an order of one’s own', async () => {
  const table = metricsOf({
    A: [
      [1, 2],
      [2, 3],
    ],
    B: [
      [3, 4],
      [5, 6],
    ],
  });
  const columns = { x: 'time_step', y: 'mean_nRMSE', scale: 'log' } as const;
  const labels = (options: object) =>
    curvesOf(table, { ...columns, ...options }).curves.map(({ label }) => label);
  assert.deepEqual(labels({ hue: 'seed' }), ['0', '1']);
  assert.deepEqual(labels({ hue: ['seed', 'net'] }), ['0, A', '0, B', '1, A', '1, B']);
  assert.deepEqual(labels({ labels: ['B', 'C', 'A'] }), ['B', 'A']);
  assert.deepEqual(labels({ hue: [] }), ['']);
});

test('long trainings are thinned, the last update stays', () => {
  const losses = Array.from({ length: 1001 }, (_, i) => 1 / (i + 1));
  const { curves, every } = curvesOf(metricsOf({ A: [losses] }), {
    ...{ x: 'time_step', y: 'mean_nRMSE', scale: 'log' },
  });
  assert.equal(every, 5);
  assert.deepEqual([curves[0]!.points.length, curves[0]!.points.at(-1)!.x], [201, 1001]);
});

test('the loss is drawn over the updates, a cost against the error', async () => {
  const metrics = metricsOf({ A: [[1], [2], [4]], B: [[0.5], [0.5], [NaN]] });
  const renamed = metrics.with([
    ['update_step', metrics.typed('time_step')],
    ['train_loss', metrics.typed('mean_nRMSE')],
    ['parameters', { type: 'int', values: [10, 10, 10, 20, 20, 20] }],
  ]);
  assert.ok(textsOf(await plotLoss(renamed)).includes('update_step →'));
  const cost = await plotCost(renamed, { cost: 'parameters', value: 'mean_nRMSE' });
  const { document } = parseHTML(`<body>${cost.outerHTML}</body>`);
  // Two places, and two in the legend.
  assert.equal(document.querySelectorAll('g[aria-label="dot"] circle').length, 4);
  assert.equal(document.querySelectorAll('g[aria-label="rule"] line').length, 2);
});

/** The levels of the first picture, a row of `width` at a time from the top. */
function firstPicture(svg: { outerHTML: string }, width: number): number[][] {
  const base64 = /href="data:image\/png;base64,([^"]+)"/.exec(svg.outerHTML)![1]!;
  const png = Buffer.from(base64, 'base64');
  const at = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(at, at + png.readUInt32BE(at - 8)));
  const levels: number[][] = [];
  for (let start = 0; start < rows.length; start += width + 1) {
    const above = levels.at(-1);
    levels.push(
      Array.from(
        rows.subarray(start + 1, start + 1 + width),
        (step, i) => (step + (above?.[i] ?? 0)) % 256,
      ),
    );
  }
  return levels;
}

const countImages = (svg: { outerHTML: string }) => svg.outerHTML.split('<image').length - 1;

test('in 1D a rollout is a picture of space, upwards, over time', async () => {
  // Two states of one channel at three points.
  const rollout = { data: Float64Array.of(-1, 0, 1, 1, NaN, 5), shape: [2, 1, 3] };
  const svg = await plotSampleRollout(rollout, { vlim: [-1, 1] });
  assert.equal(countImages(svg), 1);
  assert.deepEqual(firstPicture(svg, 2), [
    [254, 254],
    [127, 255],
    [0, 254],
  ]);
  assert.ok(textsOf(svg).includes('from -1 (blue) to 1 (red); grey is not finite'));
});

test('beside a reference stand the error and its own range', async () => {
  const rollout = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 1, 2] };
  const reference = { data: Float64Array.of(1, 2, 2.5, 4), shape: [2, 1, 2] };
  const svg = await plotSampleRollout(rollout, { reference });
  assert.equal(countImages(svg), 3);
  const texts = textsOf(svg);
  assert.ok(['Prediction', 'Reference', 'Error'].every((name) => texts.includes(name)));
  assert.ok(texts.includes('from -4 (blue) to 4 (red); the error from -0.5 to 0.5'));
});

test('in 2D and 3D states from the first to the last stand side by side', async () => {
  for (const [dims, size] of [
    [2, 16],
    [3, 64],
  ] as const) {
    const shape = [7, 2, ...new Array<number>(dims).fill(4)];
    const data = Float64Array.from({ length: 14 * size }, (_, i) => i);
    const svg = await plotSampleRollout(
      { data, shape },
      { reference: { data, shape }, channel: 1 },
    );
    assert.equal(countImages(svg), 15);
    const steps = textsOf(svg).filter((text) => text.startsWith('step'));
    assert.deepEqual(steps, ['step 0', 'step 2', 'step 3', 'step 5', 'step 6']);
    assert.equal(countImages(await plotSampleRollout({ data, shape }, { frames: 2 })), 2);
  }
});

test('an element is made in the document that is given', async () => {
  const { document } = parseHTML('<html><body></body></html>');
  const svg = await plotMetrics(metricsOf({ A: [[1, 2]] }), { document });
  assert.equal((svg as unknown as Element).ownerDocument, document);
});

test('characters draw each curve by its letter, and say what they leave out', () => {
  const table = metricsOf({ A: [[1, 10, 100]], B: [[100, NaN, 1]], C: [[0, 0, 0]] });
  const curves = curvesOf(table, { x: 'time_step', y: 'mean_nRMSE', scale: 'log' });
  const options = { title: 'Errors', xLabel: 'time_step', width: 29, height: 3 };
  assert.deepEqual(textChart(curves, options), [
    'Errors (without 1 NaN, 3 not above 0 of 9 values)',
    '      10² ┤BBBBBBBBB    AAAAA',
    '      10¹ ┤     AAAAAAAA',
    '      10⁰ ┤AAAAA    BBBBBBBBB',
    '          └──────────────────',
    '           1                3',
    '           A  A',
    '           B  B',
    '           C  C',
    '           medians by time_step',
  ]);
  const zeros = curvesOf(metricsOf({ A: [[0, 0]] }), {
    ...{ x: 'time_step', y: 'mean_nRMSE', scale: 'log' },
  });
  assert.deepEqual(textChart(zeros, options), [
    'Errors (without 2 not above 0 of 2 values; there is nothing to draw)',
  ]);
});

test('what cannot be drawn is refused in one line', async () => {
  const table = metricsOf({ A: [[1, 2]] });
  const rollout = { data: new Float64Array(12), shape: [2, 1, 2, 3] };
  const good = { data: new Float64Array(4), shape: [2, 1, 2] };
  const cases: [() => Promise<unknown>, RegExp][] = [
    [() => plotMetrics({} as Table), /table must be a Table/],
    [() => plotMetrics(table, { heu: 'net' } as object), /unknown chart option 'heu'.*'hue'/],
    [() => plotMetrics(table, { hue: 'nett' }), /'nett'.*'net'/],
    [() => plotMetrics(table, { value: 'mean_RMSE' }), /'mean_RMSE'/],
    [() => plotMetrics(table, { scale: 'lin' as 'log' }), /scale must be 'log' or 'linear'/],
    [() => plotMetrics(table, { yLim: [0, 1] }), /must begin above 0, not at 0/],
    [() => plotMetrics(table, { yLim: [2, 1] }), /yLim must be \[low, high\]/],
    [() => plotLoss(table), /'update_step'/],
    [() => plotCost(table, {} as { cost: string }), /cost must be a text/],
    [() => plotSampleRollout(rollout), /1 to 3 equal axes of space, not \[2, 1, 2, 3\]/],
    [() => plotSampleRollout(good, { channel: 1 }), /channel must be a whole number from 0 to 0/],
    [
      () => plotSampleRollout(good, { reference: { ...good, shape: [1, 1, 4] } }),
      /the reference has the shape \[1, 1, 4\], and the rollout \[2, 1, 2\]/,
    ],
    [() => plotSampleRollout(good, { vlim: [1, 1] }), /vlim must be \[low, high\]/],
  ];
  for (const [work, message] of cases) {
    await assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});
