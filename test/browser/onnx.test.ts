/** ONNX models in a page: onnxruntime-web comes from beside the library, under the policy. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scaling } from '../cases/onnx-model.js';
import { browserTest, inRepository, withSite } from './browser.js';

/** Steps the model at an address of the server. */
async function stepIn(address: string): Promise<number[] | string> {
  const { loadOnnx } = await import(`${location.origin}/apebench/index.js`);
  try {
    const model = await loadOnnx(address);
    const { data } = await model.step({ data: Float64Array.of(1, 2, 3), shape: [1, 3] });
    return [...data];
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

function withModels(use: (folders: Record<string, string>) => Promise<void>): Promise<void> {
  const models = mkdtempSync(path.join(tmpdir(), 'apebench-models-'));
  writeFileSync(path.join(models, 'step.onnx'), scaling(0.5, ['B', 1, 'N']));
  return use({
    '/': inRepository('test/browser/pages'),
    '/models/': models,
    '/apebench/': inRepository('dist/browser'),
  }).finally(() => rmSync(models, { recursive: true }));
}

browserTest('the module may be given, with settings: threads', () =>
  withModels((folders) => {
    const runtime = { '/onnxruntime-web/': inRepository('node_modules/onnxruntime-web/dist') };
    return withSite({ folders: { ...folders, ...runtime } }, async ({ open }) => {
      const { page, errors } = await open('reference.html');
      const step = page.evaluate(async () => {
        const { loadOnnx } = await import(`${location.origin}/apebench/index.js`);
        const file = `${location.origin}/onnxruntime-web/ort.wasm.bundle.min.mjs`;
        const runtime = await import(file);
        runtime.env.wasm.numThreads = 2;
        const model = await loadOnnx('/models/step.onnx', { runtime });
        const { data } = await model.step({ data: Float64Array.of(1, 2, 3), shape: [1, 3] });
        return [...data] as number[];
      });
      assert.deepEqual(await step, [0.5, 1, 1.5]);
      assert.ok(page.workers().length > 0, 'it has threads');
      assert.deepEqual(errors, []);
    });
  }),
);

for (const isolated of [true, false]) {
  browserTest(`a model steps in a page ${isolated ? 'with' : 'without'} isolation`, () =>
    withModels((folders) => {
      const runtime = { '/onnxruntime-web/': inRepository('node_modules/onnxruntime-web/dist') };
      return withSite({ folders: { ...folders, ...runtime }, isolated }, async ({ open }) => {
        const { page, errors } = await open('reference.html');
        assert.deepEqual(await page.evaluate(stepIn, '/models/step.onnx'), [0.5, 1, 1.5]);
        const missing = await page.evaluate(stepIn, '/models/none.onnx');
        assert.match(
          String(missing),
          /^UserError: cannot read the ONNX model '\/models\/none\.onnx'/,
        );
        assert.deepEqual(errors, []);
      });
    }),
  );
}

browserTest('a page that does not find onnxruntime-web says what is missing', () =>
  withModels((folders) =>
    withSite({ folders }, async ({ open }) => {
      const { page } = await open('reference.html');
      const said = await page.evaluate(stepIn, '/models/step.onnx');
      assert.match(
        String(said),
        /^UserError: ONNX models need the package onnxruntime-web: `npm install/,
      );
    }),
  ),
);

browserTest('tables go to Parquet and Arrow and back in a page', () =>
  withModels((folders) =>
    withSite({ folders }, async ({ open }) => {
      const { page, errors } = await open('reference.html');
      const [text, parquet, arrow] = await page.evaluate(async () => {
        const { Table } = await import(`${location.origin}/apebench/index.js`);
        const table = Table.fromCsv('net,seed,error,rollout\nConv,0,0.5,"[1.0, nan]"\n');
        const again = [
          await Table.fromParquet(await table.toParquet()),
          await Table.fromArrow(await table.toArrow()),
        ];
        return [table, ...again].map((one) => one.toCsv() as string);
      });
      assert.deepEqual([parquet, arrow], [text, text]);
      assert.deepEqual(errors, []);
    }),
  ),
);
