/** `--model` of `predict` and `eval`: steppers that are ONNX files. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadOnnx } from '../../src/experiment/index.js';
import { readNpy, writeNpy } from '../../src/npy.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { node, onnxModel, scaling, value } from '../cases/onnx-model.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

const twoInputs = onnxModel({
  nodes: [node('Add', ['x', 't'], 'y')],
  inputs: [value('x', ['B', 1, 16]), value('t', [1])],
  outputs: [value('y', ['B', 1, 16])],
});

test('predict rolls a model out, in its own precision', () =>
  inFolder(async (folder) => {
    const at = (name: string) => path.join(folder, name);
    const data = Float32Array.from({ length: 32 }, (_, i) => i);
    writeFileSync(at('in.npy'), writeNpy({ shape: [2, 1, 16], data }));
    writeFileSync(at('half.onnx'), scaling(0.5, ['B', 1, 16]));
    writeFileSync(at('half64.onnx'), scaling(0.5, [1, 1, 'N'], 'float64'));
    writeFileSync(at('small.onnx'), scaling(0.5, ['B', 1, 8]));
    writeFileSync(at('two.onnx'), twoInputs);
    writeFileSync(at('text.onnx'), 'no model');
    const predict = (model: string, ...words: string[]) =>
      apebench(
        ...['predict', '--model', at(model), '--input', at('in.npy'), '--steps', '2'],
        ...['--out', at('out.npy'), '--overwrite', ...words],
      );

    for (const [model, Data] of [
      ['half.onnx', Float32Array],
      ['half64.onnx', Float64Array],
    ] as const) {
      const { code, stdout, stderr } = await predict(model, '--json');
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), { out: at('out.npy'), shape: [2, 2, 1, 16] });
      const rollout = readNpy(readFileSync(at('out.npy')));
      assert.ok(rollout.data instanceof Data);
      assert.deepEqual(
        [...rollout.data.slice(48)],
        [...data.slice(16)].map((one) => one / 4),
      );
    }

    for (const [model, words, message] of [
      [
        'none.onnx',
        [],
        /cannot read the ONNX model '.*none\.onnx': no such file or folder \(see docs\/troubleshooting\.md#files-and-folders\)\n$/,
      ],
      ['text.onnx', [], /the ONNX model '.*text\.onnx' is none that onnxruntime-web runs: /],
      [
        'two.onnx',
        [],
        /'.*two\.onnx' makes y: float32 \[B, 1, 16\] of x: .* and t: float32 \[1\]; /,
      ],
      ['small.onnx', [], /'.*in\.npy' has the shape 2 x 1 x 16; wanted: batch x 1 x 8\n$/],
      ['half.onnx', ['--net', 'Conv'], /--net can't stand beside --model\n$/],
      ['half.onnx', ['--weights', 'a'], /--weights can't stand beside --model\n$/],
      ['half.onnx', ['--threads', '2'], /--threads can't stand beside --model\n$/],
      ['half.onnx', ['--backend', 'webgpu'], /--backend webgpu can't stand beside --model: /],
      [
        'half.onnx',
        ['--precision', 'f64'],
        /--precision is f64, but the model .* is of float32\n$/,
      ],
    ] as const) {
      const { code, stderr } = await predict(model, ...words);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  }));

test('eval rolls a model out from the test set, and has the metrics of the library', () =>
  inFolder(async (folder) => {
    const model = path.join(folder, 'half.onnx');
    writeFileSync(model, scaling(0.5, ['B', 1, 'N']));
    const words = ['eval', '--scenario', 'diff_adv', ...set(SMALL), '--backend', 'wasm'];
    const { code, stdout, stderr } = await apebench(...words, '--model', model, '--json');
    assert.equal(code, 0, stderr);
    const { metrics } = JSON.parse(stdout);
    const scenario = makeScenario('diff_adv', SMALL);
    const tests = await scenario.performTests(await loadOnnx(model), { backend: 'wasm' });
    assert.deepEqual(metrics, { mean_nRMSE: [[...tests.get('mean_nRMSE')!.data]] });

    writeFileSync(model, twoInputs);
    for (const [more, message] of [
      [['--model', model], /'.*half\.onnx' makes y: .* allowed: one output of one input/],
      [['--model', model, '--rollout', 'a.npy'], /--model can't stand beside --rollout\n$/],
      [['--model', model, '--reference', 'a.npy'], /--reference can't stand beside --model\n$/],
      [[], /--rollout is missing, or --weights or --model in its place\n$/],
    ] as const) {
      const refused = await apebench(...words, ...more);
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, message);
    }
  }));
