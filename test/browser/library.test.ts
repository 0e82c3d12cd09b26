/**
 * The library as a plain module script, in Chromium: the same bits as in Node, off the main thread.
 */

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { computePvaluesAgainstBest, runExperiment, Table } from '../../src/index.js';
import { REFERENCE_HASH } from '../golden/reference.js';
import { browserTest, inRepository, withSite } from './browser.js';
import { longestTask } from './task-time.js';

const ENTRY = {
  scenario: 'diff_burgers',
  task: 'predict',
  net: 'Conv;6;2;relu',
  train: 'one',
  num_seeds: 2,
  num_points: 32,
  num_train_samples: 4,
  train_temporal_horizon: 8,
  num_test_samples: 3,
  test_temporal_horizon: 6,
  optim_config: 'adam;40;constant;1e-3',
  record_loss_every: 10,
};

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  browserTest(`${where}, the reference run has the hash that it has in Node`, () =>
    withSite({ isolated }, async ({ open }) => {
      const { page, errors } = await open('library.html');
      assert.equal(await page.evaluate(() => crossOriginIsolated), isolated);
      for (const threads of isolated ? [1, 3] : [1]) {
        const hash = await page.evaluate(
          (threads) => apebenchPage.referenceHash({ threads }),
          threads,
        );
        assert.equal(hash, REFERENCE_HASH, `with ${threads} threads`);
      }
      assert.deepEqual(errors, []);
    }),
  );
}

browserTest('the table of an experiment is byte for byte the one of Node', () =>
  withSite({}, async ({ open }) => {
    const { page } = await open('library.html');
    const options = { backend: 'wasm' } as const;
    const here = (await runExperiment(ENTRY, options)).table.toCsv({ index: true });
    assert.ok(here.length > 1_000);
    const there = await page.evaluate(({ entry, options }) => apebenchPage.csvOf(entry, options), {
      entry: ENTRY,
      options,
    });
    assert.ok(there === here, 'they differ');
  }),
);

browserTest('p-values, whose code comes when it is asked for, have the bits of Node', () =>
  withSite({}, async ({ open }) => {
    const { page, errors } = await open('library.html');
    const rows = [0.1, 0.2, 0.15, 0.3, 0.25, 0.4].map((x, i) => `${i % 2 === 0 ? 'a' : 'b'},${x}`);
    const csv = `net,x\n${rows.join('\n')}\n`;
    const named = { groupingCols: [], sortingCols: 'net', valueCol: 'x' };
    for (const test of ['t-test', 'mann-whitney'] as const) {
      const options = { ...named, test };
      const here = (await computePvaluesAgainstBest(Table.fromCsv(csv), options)).toCsv();
      const there = await page.evaluate(
        async ({ csv, options }) => {
          const { computePvaluesAgainstBest, Table } = apebenchPage.apebench;
          return (await computePvaluesAgainstBest(Table.fromCsv(csv), options)).toCsv();
        },
        { csv, options },
      );
      assert.equal(there, here);
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('charts, whose code comes when they are asked for, are drawn into the page', () =>
  withSite({}, async ({ open }) => {
    const { page, errors } = await open('library.html');
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    const found = await page.evaluate(async () => {
      const { plotMetrics, plotSampleRollout, Table } = apebenchPage.apebench;
      const rows = [1, 2, 3, 4].map((x, i) => `${i % 2},<b>,${1 + (i >> 1)},${x}`);
      const table = Table.fromCsv(`seed,net,time_step,mean_nRMSE\n${rows.join('\n')}\n`);
      const chart = await plotMetrics(table, { hue: 'net' });
      const rollout = { data: Float64Array.of(-1, 1, 1, -1), shape: [2, 1, 2] };
      const picture = await plotSampleRollout(rollout);
      document.body.append(chart as Node, picture as Node);
      const image = document.querySelector('image')!;
      // The server's pages show no images of data.
      const [, data] = image.getAttribute('href')!.split('base64,');
      const bytes = Uint8Array.from(atob(data!), (one) => one.charCodeAt(0));
      const shown = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      return {
        lines: document.querySelectorAll('g[aria-label="line"] path').length,
        bands: document.querySelectorAll('g[aria-label="area"] path').length,
        isSvg: chart instanceof SVGSVGElement,
        bold: document.querySelectorAll('b').length,
        size: [shown.width, shown.height],
        height: image.getBoundingClientRect().height,
      };
    });
    const { height, ...rest } = found;
    assert.deepEqual(rest, { lines: 1, bands: 2, isSvg: true, bold: 0, size: [2, 2] });
    assert.ok(height > 100, `${height}`);
    assert.ok(loaded.length > 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('without isolation, the seeds of a run take a worker each, to the same bytes', () =>
  withSite({ isolated: false }, async ({ open }) => {
    const { page } = await open('library.html');
    const entry = { ...ENTRY, optim_config: 'adam;3_000;constant;1e-3' };
    assert.equal(entry.num_seeds, 2);
    const { table } = await runExperiment(entry, { backend: 'wasm' });
    const here = await table.toCsv({ index: true });
    let workers = 0;
    page.on('worker', () => workers++);
    const options = { backend: 'wasm', threads: 2 } as const;
    const there = await page.evaluate(([given, more]) => apebenchPage.csvOf(given, more), [
      entry,
      options,
    ] as const);
    assert.ok(there === here, 'they differ');
    assert.equal(workers, 2);
  }),
);

browserTest('configure({ assets }) says where the core, the worker and the shaders are', () => {
  const bundle = mkdtempSync(path.join(tmpdir(), 'apebench-alone-'));
  for (const file of readdirSync(inRepository('dist/browser'))) {
    if (!/^(index|shared-.*)\.js$/.test(file)) continue;
    copyFileSync(inRepository(`dist/browser/${file}`), path.join(bundle, file));
  }
  const folders = { '/alone/': bundle, '/elsewhere/': inRepository('dist/browser') };
  return withSite(
    { folders: { ...folders, '/': inRepository('test/browser/pages') } },
    async (site) => {
      const { page, errors } = await site.open('reference.html');
      const run = (assets: string | undefined) =>
        page.evaluate(
          async ({ entry, assets }) => {
            const { configure, runExperiment } = await import(`${location.origin}/alone/index.js`);
            configure({ assets });
            const { table } = await runExperiment(entry);
            return table.numRows;
          },
          { entry: ENTRY, assets },
        );
      await assert.rejects(run(undefined), /cannot read .*alone\/core/);
      assert.equal(await run('/elsewhere'), 2);
      assert.deepEqual(errors, []);
    },
  ).finally(() => rmSync(bundle, { recursive: true }));
});

browserTest('on WebGPU, a software adapter trains to what WASM trains to', () =>
  withSite({}, async ({ open }) => {
    const { page, errors } = await open('library.html');
    const entry = { ...ENTRY, num_points: 16, optim_config: 'adam;4;constant;1e-3' };
    const [gpu, wasm] = await page.evaluate(
      (entry) =>
        Promise.all(
          (['webgpu', 'wasm'] as const).map((backend) => apebenchPage.lossesOf(entry, { backend })),
        ),
      { ...entry, record_loss_every: 1 },
    );
    assert.deepEqual([gpu.backend, wasm.backend], ['webgpu', 'wasm']);
    assert.equal(gpu.losses.length, 8);
    // Four updates of 1e-3: float32 rounding of sums over some hundred terms, hardly amplified.
    for (const [i, loss] of wasm.losses.entries()) {
      assert.ok(Math.abs(gpu.losses[i] - loss) <= 1e-5 * loss, `${gpu.losses[i]} and ${loss}`);
    }
    assert.deepEqual(errors, []);
  }),
);

const LONG = {
  'a convolutional network in 1D': { net: 'Conv;26;10;relu', train: 'one' },
  'an FNO trained over rollouts': { net: 'FNO;12;8;4;gelu', train: 'sup;3' },
  'two dimensions': { net: 'Conv;4;1;relu', train: 'one', num_spatial_dims: 2, num_points: 32 },
};

for (const [what, attributes] of Object.entries(LONG)) {
  browserTest(`no task of the main thread takes over 100 ms: ${what}`, () =>
    withSite({}, async ({ open }) => {
      const { page } = await open('library.html');
      const optim_config = 'adam;100;warmup_cosine;0.0;1e-3;50';
      const run = { scenario: 'diff_burgers', task: 'predict', ...attributes, optim_config };
      const longest = await longestTask(page, () =>
        page.evaluate((run) => apebenchPage.lossesOf(run, { threads: 1 }), run),
      );
      assert.ok(longest <= 100, `a task took ${longest} ms`);
    }),
  );
}

browserTest('five runs in one page leave no memory and no worker behind', () =>
  withSite({ flags: ['--enable-blink-features=ForceEagerMeasureMemory'] }, async ({ open }) => {
    const { page } = await open('library.html');
    // Two seeds' samples of 3 x 401 x 160 numbers: a result that is kept alive keeps three million
    // bytes.
    const run = { ...ENTRY, num_points: 160, test_temporal_horizon: 400, num_trjs_returned: 3 };
    const bytes: number[] = [];
    for (let i = 0; i < 5; i++) {
      await page.evaluate((run) => apebenchPage.lossesOf(run, {}), run);
      // The browser ends a worker some time after it was told to.
      const deadline = Date.now() + 10_000;
      while (page.workers().length > 0 && Date.now() < deadline) await setTimeout(50);
      assert.equal(page.workers().length, 0);
      bytes.push(await page.evaluate(() => apebenchPage.memoryBytes()));
    }
    // The engine's own notes on what it has run grow by a million bytes at most, and less each
    // time.
    assert.ok(Math.max(...bytes.slice(2)) < bytes[1] + 1_000_000, `bytes after each: ${bytes}`);
  }),
);
