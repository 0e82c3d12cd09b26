/**
 * Convolutions on WebGPU so large that an invocation makes several samples, and group normalisations
 * of so many samples that they are more than a row of workgroups, against float64 on WASM. The cases
 * of the ops are smaller.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { type Program, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';
import { adapterOrReason } from './gpu.js';

/**
 * A convolution of three taps from one channel to `outputs`, with an epilogue that reads another
 * tensor.
 */
function convolution(batch: number, outputs: number, points: number): Program {
  return trace({ steps: 1 }, (t) => {
    const x = t.input('x', [1, batch, 1, points]);
    const z = t.input('z', [1, batch, outputs, points]);
    const y = ops.conv(x, t.input('w', [1, outputs, 1, 3]), t.input('b', [1, outputs, 1]));
    t.record('y', ops.relu(ops.add(y, z)));
  });
}

async function valuesOf(backend: Backend, program: Program): Promise<Float64Array> {
  const executable = await backend.compile(program);
  for (const [name, t] of program.inputs) await executable.write(name, randomArray(name, t.size));
  await executable.run(1);
  const values = await executable.readRecord('y', 0, 1);
  await executable.dispose();
  return values;
}

/**
 * Three products, a bias and an extra operand, each at most 1: five roundings of sums of at most 5.
 */
const BOUND = 5 * 5 * 2 ** -24;

const { adapter, skip } = await adapterOrReason();

describe(`large layers on WebGPU (${adapter})`, { skip }, () => {
  // Batches that the samples of an invocation do not divide.
  for (const [samples, batch, outputs, points] of [
    [2, 5, 3, 13_200],
    [4, 11, 1, 47_700],
  ]) {
    test(`${samples} samples an invocation`, async (context) => {
      const gpu = await createBackend({ backend: 'webgpu' });
      const wasm = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
      context.after(() => Promise.all([gpu.dispose(), wasm.dispose()]));
      const program = convolution(batch, outputs, points);
      const [kernel] = lowerForGpu(program, null, 1).kernels;
      assert.deepEqual([kernel.shader, kernel.values.SAMPLES], ['conv', samples]);
      const [got, expected] = [await valuesOf(gpu, program), await valuesOf(wasm, program)];
      const worst = expected.reduce((m, x, i) => Math.max(m, Math.abs(x - got[i])), 0);
      assert.equal(got.length, expected.length);
      assert.ok(worst <= BOUND, `off by ${worst}`);
    });
  }

  test('a group normalisation of 66,000 samples', async (context) => {
    const gpu = await createBackend({ backend: 'webgpu' });
    const wasm = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
    context.after(() => Promise.all([gpu.dispose(), wasm.dispose()]));
    const program = trace({ steps: 1 }, (t) => {
      const x = t.input('x', [1, 66_000, 1, 3]);
      t.record('y', ops.groupNorm(x, null, null, { eps: 1 }));
    });
    const { workgroups } = lowerForGpu(program, null, 1);
    assert.deepEqual(workgroups, [[33_000, 2, 1]]);
    const [got, expected] = [await valuesOf(gpu, program), await valuesOf(wasm, program)];
    const worst = expected.reduce((m, x, i) => Math.max(m, Math.abs(x - got[i])), 0);
    assert.equal(got.length, expected.length);
    // Differences from a mean of three, divided by a root of at least 1.
    assert.ok(worst <= 8 * 2 ** -23, `off by ${worst}`);
  });
});
