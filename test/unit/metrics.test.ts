/**
 * Metrics: their names, what bad ones get, several in one report, and their properties. Their
 * values stand in test/golden/metrics.test.ts.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type NdArray, sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { trace } from '../../src/graph/index.js';
import { metrics, ofArrays, parseReportMetrics } from '../../src/metrics/index.js';
import { randomArray } from '../cases/op-case.js';

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', threads: 1 });
});
after(() => backend.dispose());

test('22 metrics', () => {
  const kinds = ['MAE', 'MSE', 'RMSE'];
  const family = (prefix: string, letters: string[]) =>
    kinds.flatMap((kind) => letters.map((letter) => `mean_${prefix}${letter}${kind}`));
  assert.deepEqual(metrics.names(), [
    ...family('', ['', 'n', 's']),
    ...family('fourier_', ['', 'n']),
    ...family('H1_', ['', 'n']),
    'mean_correlation',
  ]);
});

test('report_metrics, each once', () => {
  const names = parseReportMetrics('mean_nRMSE,mean_MAE,mean_nRMSE').map(({ config }) => config);
  assert.deepEqual(names, ['mean_nRMSE', 'mean_MAE']);
});

/** The metrics of a report of random states, one number of which may be `value`, by config. */
async function report(configs: readonly string[], value?: number): Promise<Map<string, number>> {
  const shape = [1, 3, 2, 16];
  const asked = parseReportMetrics(configs.join(','));
  const program = trace({ steps: 1 }, (t) => {
    const [pred, ref] = [t.input('pred', shape), t.input('ref', shape)];
    for (const { config, evaluate } of asked) t.record(config, evaluate(pred, ref));
  });
  const run = await backend.compile(program);
  try {
    for (const name of ['pred', 'ref']) await run.write(name, randomArray(name, sizeOf(shape)));
    if (value !== undefined) await run.write('pred', Float64Array.of(value), 20);
    await run.run(1);
    const values = new Map<string, number>();
    for (const { config } of asked) values.set(config, (await run.readRecord(config, 0, 1))[0]!);
    return values;
  } finally {
    await run.dispose();
  }
}

test('several metrics in one report have the bits that each has alone, in any order', async () => {
  const bands = ['0;3;0', '4;8;0', '0;3;1', '0;8;0'].map((band) => `mean_fourier_MSE;${band}`);
  const configs = ['mean_nRMSE', ...bands, 'mean_MSE', 'mean_H1_MAE', 'mean_correlation'];
  const together = await report(configs);
  assert.deepEqual([...(await report([...configs].reverse()))].reverse(), [...together]);
  for (const config of configs) {
    assert.equal((await report([config])).get(config), together.get(config), config);
  }
  const [low, high, , whole] = bands.map((config) => together.get(config)!);
  for (const sum of [whole!, together.get('mean_MSE')!]) {
    assert.ok(Math.abs(low! + high! - sum) < 1e-6 * sum);
  }
});

test('a rollout that has become NaN or infinite shows in every metric', async () => {
  const configs = metrics
    .names()
    .map((name) => (name.startsWith('mean_fourier') ? `${name};0;3;1` : name));
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    for (const [config, got] of await report(configs, value)) {
      assert.ok(!Number.isFinite(got), `${config} of ${value}: ${got}`);
    }
  }
});

/** White noise, which has energy in the Nyquist modes, too. */
const noise = (name: string, ...shape: number[]): NdArray => ({
  data: randomArray(name, sizeOf(shape)),
  shape,
});
const close = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-12 * b, `${a}, ${b}`);

for (const space of [[6], [7], [6, 6], [7, 7], [8, 8, 8]]) {
  test(`the squares of all modes are those of the grid, ${space}`, async () => {
    const { MSE, nRMSE, fourierMSE, fourierNRMSE } = ofArrays;
    const [u, r] = [noise('u', 2, ...space), noise('r', 2, ...space)];
    close(await fourierMSE(u, r), await MSE(u, r));
    close(await fourierNRMSE(u, r), await nRMSE(u, r));
    const bands = [0, 1, 2, 3, 4].map((k) => fourierMSE(u, r, { low: k, high: k }));
    const sum = (await Promise.all(bands)).reduce((total, value) => total + value, 0);
    close(sum, await MSE(u, r));
  });
}

test('all of +1, -1, +1, … is in the last mode', async () => {
  const u = { data: Float64Array.from({ length: 8 }, (_, i) => 1 - 2 * (i % 2)), shape: [1, 8] };
  assert.equal(await ofArrays.fourierMSE(u, null, { low: 4, high: 4 }), 1);
  assert.equal(await ofArrays.fourierMSE(u, null, { high: 3 }), 0);
});

test('a sine and its first derivative, of half an order twice', async () => {
  const { fourierRMSE, H1RMSE, correlation, meanMetric, MSE } = ofArrays;
  const [sine, cosine] = [Math.sin, Math.cos].map((wave): NdArray => {
    return {
      data: Float64Array.from({ length: 16 }, (_, i) => wave((i / 8) * Math.PI)),
      shape: [1, 16],
    };
  });
  const root = Math.sqrt(0.5);
  close(await fourierRMSE(sine!, null, { derivativeOrder: 1 }), 2 * Math.PI * root);
  close(await fourierRMSE(sine!, null, { derivativeOrder: 1, domainExtent: 4 }), Math.PI * root);
  close(await fourierRMSE(sine!, null, { derivativeOrder: 0.5 }), Math.sqrt(2 * Math.PI) * root);
  close(await H1RMSE(sine!), (1 + 2 * Math.PI) * root);
  assert.ok(Math.abs(await correlation(sine!, cosine!)) < 1e-15);
  const batch = { data: Float64Array.of(...sine!.data, ...cosine!.data), shape: [2, 1, 16] };
  close(await meanMetric(MSE, batch, { ...batch, data: new Float64Array(32) }), 0.5);
});

test('coefficients below 1e-5 count as none, NaN stays', async () => {
  const faint = { data: new Float64Array(8).fill(1e-6), shape: [1, 8] };
  assert.equal(await ofArrays.fourierMSE(faint), 0);
  assert.ok((await ofArrays.MSE(faint)) > 0);
  const wrong = { data: new Float64Array(8).fill(Number.NaN), shape: [1, 8] };
  assert.ok(Number.isNaN(await ofArrays.fourierRMSE(wrong, faint)));
});

test('arrays that do not fit are refused', async () => {
  const { MSE, nRMSE, meanMetric, correlation } = ofArrays;
  const refused = (promise: Promise<unknown>, message: RegExp) =>
    assert.rejects(promise, (e) => e instanceof UserError && message.test(e.message));
  const u = noise('u', 1, 8);
  await refused(MSE(u, noise('r', 1, 7)), /\[1,8\] and references \[1,7\] differ/);
  await refused(correlation(u, noise('r', 2, 8)), /differ/);
  await refused(meanMetric(correlation, noise('u', 2, 1, 8)), /takes a reference/);
  await refused(nRMSE(u), /a normalized metric takes a reference/);
  await refused(MSE(noise('u', 1, 8, 7)), /a state is \[channels, N, …\].* not \[1, 8, 7\]/);
  await refused(
    MSE({ ...u, shape: [1, 9] }),
    /the shape \[1, 9\] takes 9 numbers, not the 8 of data/,
  );
  await refused(meanMetric(MSE, { data: new Float64Array(0), shape: [0, 1, 8] }), /no sample/);
});

const bad: [text: string, says: RegExp][] = [
  ['', /unknown metric ''/],
  ['mean_nRMSE, mean_MAE', /unknown metric ' mean_MAE'; did you mean 'mean_MAE'\?/],
  ['mean_NRMSE', /did you mean 'mean_nRMSE'/],
  ['mean_corelation', /did you mean 'mean_correlation'/],
  ['mean_fourier_nRMSE', /'LOW' is missing; expected: name;LOW;HIGH;ORDER/],
  ['mean_fourier_nRMSE;0;5', /'ORDER' is missing/],
  ['mean_fourier_nRMSE;0.5;5;1', /LOW must be a whole number/],
  ['mean_fourier_nRMSE;3;2;1', /HIGH must be at least LOW, 3, not 2/],
  ['mean_fourier_nRMSE;0;5;-1', /ORDER must be at least 0, not -1/],
  ['mean_H1_MSE;0;5', /takes no parameters/],
  ['mean_MAE;1', /takes no parameters/],
];

for (const [text, says] of bad) {
  test(`report_metrics '${text}' is refused`, () => {
    assert.throws(
      () => parseReportMetrics(text),
      (error: unknown) => error instanceof UserError && says.test(error.message),
    );
  });
}
