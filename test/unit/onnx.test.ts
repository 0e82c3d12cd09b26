/** Steppers that are ONNX models: what they compute, how they are tested, and which are refused. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as ort from 'onnxruntime-web';
import type { NdArray } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { StoppedError } from '../../src/errors.js';
import { loadOnnx } from '../../src/experiment/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { convModel, node, onnxModel, scaling, tensor, value } from '../cases/onnx-model.js';

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', threads: 1 });
});
after(() => backend.dispose());

function counting(...shape: number[]): NdArray {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { data: Float64Array.from({ length: size }, (_, i) => i), shape };
}

for (const dims of [1, 2]) {
  const scenario = makeScenario('diff_burgers', {
    num_spatial_dims: dims,
    num_points: 8,
    num_test_samples: 3,
    test_temporal_horizon: 5,
    num_trjs_returned: 2,
    report_metrics: 'mean_nRMSE,mean_MAE',
  });
  const net = 'Conv;6;2;relu';

  test(`${net} in ${dims}D as a model does what it does here, and is tested like it`, async () => {
    const own = await scenario.getNeuralStepper('predict', net, PRNGKey(7));
    const model = await loadOnnx(convModel(own.weights(), dims));
    assert.deepEqual(model.stateShape, [dims, ...Array(dims).fill(null)]);
    const initial = await scenario.getTestIcSet({ backend });
    const expected = await own.rollout(initial, 5, { backend });
    const rollout = await model.rollout(initial, 5);
    assert.deepEqual(rollout.shape, expected.shape);
    // Sums of at most 6·3^dims products and a bias, three a step, each rounded; none amplifies.
    const bound = 5 * 3 * (6 * 3 ** dims + 1) * 2 ** -24;
    const largest = expected.data.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    for (const [i, one] of expected.data.entries()) {
      assert.ok(Math.abs(rollout.data[i]! - one) <= bound * largest, `${rollout.data[i]} ${one}`);
    }

    const tests = await scenario.performTests(model, { backend });
    const ofOwn = await scenario.performTests(own, { backend });
    const ofRollout = await scenario.performTestsOnRollout(rollout, undefined, { backend });
    assert.deepEqual(tests, ofRollout);
    for (const [metric, { data, shape }] of ofOwn) {
      assert.deepEqual(tests.get(metric)!.shape, shape);
      for (const [i, error] of data.entries()) {
        assert.ok(Math.abs(tests.get(metric)!.data[i]! / error - 1) < 2 * bound * largest + 1e-5);
      }
    }
    const errors = await scenario.performTestRollout(model, undefined, { backend });
    assert.deepEqual(errors.shape, [5]);
    assert.deepEqual(errors.data, tests.get('mean_nRMSE')!.data);
    const all = await scenario.testTrajectories(model, { backend });
    assert.deepEqual(all, { data: rollout.data, shape: [1, ...rollout.shape] });
    const samples = await scenario.sampleTrjs(model, { backend });
    const ofNetwork = await scenario.sampleTrjs(own, { backend });
    assert.deepEqual(samples.shape, ofNetwork.shape);
    await model.release();
  });
}

test('a state alone, and batches of any size, by a model of any batch or of a fixed one', async () => {
  for (const batch of ['B', 1, 2, 3, 7]) {
    const model = await loadOnnx(scaling(2, [batch, 1, 4]));
    assert.deepEqual(model.stateShape, [1, 4]);
    const three = await model.rollout(counting(3, 1, 4), 2);
    assert.deepEqual(three.shape, [3, 2, 1, 4]);
    const rows = [0, 1, 2].flatMap((row) =>
      [2, 4].flatMap((factor) => [0, 1, 2, 3].map((i) => factor * (4 * row + i))),
    );
    assert.deepEqual([...three.data], rows);
    const one = await model.rollout(counting(1, 4), 2);
    assert.deepEqual(one, { data: Float64Array.of(0, 2, 4, 6, 0, 4, 8, 12), shape: [2, 1, 4] });
    const step = await model.step(counting(1, 4));
    assert.deepEqual(step, { data: Float64Array.of(0, 2, 4, 6), shape: [1, 4] });
  }
});

test('axes that are free and have no name take any number', async () => {
  const model = await loadOnnx(scaling(2, ['', 1, '']));
  assert.deepEqual(model.stateShape, [1, null]);
  assert.deepEqual([...(await model.step(counting(2, 1, 2))).data], [0, 2, 4, 6]);
  const message = /makes y: float32 \[any, 2\] of x: float32 \[any, 2\]; allowed/;
  await assert.rejects(() => loadOnnx(scaling(2, ['', 2])), message);
});

test('a model of float64 computes in float64', async () => {
  const model = await loadOnnx(scaling(0.1, ['B', 1, 4], 'float64'));
  assert.equal(model.precision, 'f64');
  const { data } = await model.rollout(counting(1, 1, 4), 2);
  assert.deepEqual([...data], [0, 0.1, 0.2, 3 * 0.1, 0, 0.1 * 0.1, 0.2 * 0.1, 3 * 0.1 * 0.1]);
});

test('the module and its options can be given', async () => {
  const model = await loadOnnx(scaling(2, ['B', 1, 'N']), {
    runtime: ort,
    sessionOptions: { graphOptimizationLevel: 'disabled' },
  });
  assert.deepEqual([...(await model.step(counting(1, 3))).data], [0, 2, 4]);
});

test('a rollout is stopped by a signal between two steps', async () => {
  const model = await loadOnnx(scaling(2, ['B', 1, 4]));
  const { signal } = new AbortController();
  const controller = new AbortController();
  controller.abort();
  const stopped = model.rollout(counting(1, 4), 2, { signal: controller.signal });
  await assert.rejects(stopped, StoppedError);
  assert.equal((await model.rollout(counting(1, 4), 2, { signal })).data.length, 8);
});

const state = ['B', 1, 'N'];
const identity = (inputs: Uint8Array[], outputs: Uint8Array[], ...nodes: Uint8Array[]) =>
  onnxModel({ nodes: [node('Identity', ['x'], 'y'), ...nodes], inputs, outputs });

const REFUSED: Record<string, [model: Uint8Array, message: RegExp]> = {
  'two inputs': [
    onnxModel({
      nodes: [node('Add', ['x', 't'], 'y')],
      inputs: [value('x', state), value('t', [1])],
      outputs: [value('y', state)],
    }),
    /^the ONNX model makes y: float32 \[B, 1, N\] of x: float32 \[B, 1, N\] and t: float32 \[1\]; allowed: one output of one input \[batch, channels, \.\.\.points\]/,
  ],
  'two outputs': [
    identity([value('x', state)], [value('y', state), value('z', state)], node('Neg', ['x'], 'z')),
    /makes y: float32 \[B, 1, N\] and z: float32 \[B, 1, N\] of x/,
  ],
  'no channels': [
    identity([value('x', ['B', 8])], [value('y', ['B', 8])]),
    /of x: float32 \[B, 8\]/,
  ],
  'four axes of space': [
    identity([value('x', [1, 1, 2, 2, 2, 2])], [value('y', [1, 1, 2, 2, 2, 2])]),
    /of x: float32 \[1, 1, 2, 2, 2, 2\]; allowed/,
  ],
  ...Object.fromEntries(
    [
      [0, 1, 4],
      ['B', 0, 4],
      ['B', 1, 0],
      ['B', 1, 4, 0],
    ].map((shape) => [
      `an axis of 0 in ${shape}`,
      [scaling(2, shape), new RegExp(`of x: float32 \\[${shape.join(', ')}\\]; allowed: .* empty`)],
    ]),
  ),
  'no shape': [identity([value('x')], [value('y')]), /of x: float32 \[\]; allowed/],
  'whole numbers': [
    identity([value('x', state, 'int64')], [value('y', state, 'int64')]),
    /makes y: int64 \[B, 1, N\] of x: int64 \[B, 1, N\]; allowed: .* both float32 or both float64/,
  ],
  'another type': [
    onnxModel({
      nodes: [node('Cast', ['x'], 'y', { to: 11 })],
      inputs: [value('x', state)],
      outputs: [value('y', state, 'float64')],
    }),
    /makes y: float64 \[B, 1, N\] of x: float32/,
  ],
  'another shape': [
    onnxModel({
      nodes: [node('Concat', ['x', 'x'], 'y', { axis: 1 })],
      inputs: [value('x', ['B', 1, 8])],
      outputs: [value('y', ['B', 2, 8])],
    }),
    /makes y: float32 \[B, 2, 8\] of x: float32 \[B, 1, 8\]; allowed: .* of the same shape/,
  ],
  'no model': [
    new TextEncoder().encode('a,b\n1,2\n'),
    /^the ONNX model is none that onnxruntime-web runs: .*protobuf parsing failed/,
  ],
  'an operator that there is not': [
    onnxModel({
      nodes: [node('Unheard', ['x'], 'y')],
      inputs: [value('x', state)],
      outputs: [value('y', state)],
    }),
    /is none that onnxruntime-web runs: .*Unheard/,
  ],
};
for (const [what, [model, message]] of Object.entries(REFUSED)) {
  test(`a model is refused: ${what}`, () =>
    assert.rejects(() => loadOnnx(model), { name: 'UserError', message }));
}

test('a model that turns out to change the shape, and one that fails, are named', async () => {
  const growing = await loadOnnx(
    onnxModel({
      nodes: [node('Concat', ['x', 'x'], 'y', { axis: 2 })],
      inputs: [value('x', state)],
      outputs: [value('y', ['B', 1, 'M'])],
    }),
  );
  await assert.rejects(() => growing.step(counting(1, 4)), {
    name: 'UserError',
    message: 'the ONNX model makes [1, 1, 8] of states [1, 1, 4]; allowed: the same',
  });
  const weight = { data: new Float32Array(3), shape: [3] };
  const failing = await loadOnnx(
    onnxModel({
      nodes: [node('Mul', ['x', 'w'], 'y')],
      inputs: [value('x', state)],
      outputs: [value('y', state)],
      tensors: [tensor('w', weight)],
    }),
  );
  await assert.rejects(() => failing.step(counting(1, 4)), {
    name: 'UserError',
    message: /^the ONNX model failed at states \[1, 1, 4\]: /,
  });
});

test('states of another shape, and what are no states, steps or options, are refused', async () => {
  const model = await loadOnnx(scaling(2, ['B', 1, 4]));
  for (const shape of [[1, 5], [2, 4], [2, 2, 4], [4], [1, 2, 1, 4]]) {
    await assert.rejects(() => model.rollout(counting(...shape), 1), {
      name: 'UserError',
      message: `states [${shape.join(', ')}] for the ONNX model, which is a stepper of [1, 4]; allowed: these, with an axis of states before them`,
    });
  }
  await assert.rejects(() => model.rollout(counting(1, 4), 0), /the number of steps must be/);
  await assert.rejects(() => model.rollout(null as never, 1), { name: 'UserError' });
  await assert.rejects(() => loadOnnx(5 as never), /an ONNX model must be the path/);
  await assert.rejects(() => loadOnnx(''), /the path of the ONNX model is empty/);
  const message = /unknown ONNX option 'sessionOption'; did you mean 'sessionOptions'\?/;
  await assert.rejects(() => loadOnnx('m.onnx', { sessionOption: {} } as never), message);
  for (const runtime of [{}, null, { ...ort, Tensor: undefined }, { default: ort }]) {
    await assert.rejects(() => loadOnnx(scaling(2, ['B', 1, 4]), { runtime: runtime as never }), {
      name: 'UserError',
      message: /^runtime must be the module onnxruntime-web, .*, not (an object|null)$/,
    });
  }
  const missing = /^cannot read the ONNX model 'none\.onnx': no such file or folder$/;
  await assert.rejects(() => loadOnnx('none.onnx'), { name: 'UserError', message: missing });
});
