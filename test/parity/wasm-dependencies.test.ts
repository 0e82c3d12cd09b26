/**
 * What a seed or a sample reads of the others is there when it is read, however threads share the
 * work: programs whose shapes alone do not say that anything is read across, on the WASM backend
 * against the reference interpreter.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { type Program, type Tensor, type Tracer, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';
import { ReferenceRun } from '../reference/interpreter.js';

const STEPS = 2;
const SEEDS = 4;

const programOf = (build: (t: Tracer) => Tensor): Program =>
  trace({ steps: STEPS }, (t) => t.record('result', build(t)));

/** Sums between which nothing is fused. */
function chain(x: Tensor, length: number): Tensor {
  let y = ops.sum(ops.square(x), [3]);
  for (let i = 1; i < length; i++) y = ops.sum(ops.tanh(ops.mul(x, y)), [3]);
  return y;
}

const programs = {
  'rows of what the step computes, as many as there are seeds': programOf((t) => {
    const rows = t.perStepIndex('rows', [SEEDS, 3]);
    return ops.tanh(ops.gather(chain(t.input('data', [SEEDS, 2, 3, 8]), 3), rows, 0));
  }),
  'all seeds in the place of the batch': programOf((t) => {
    const each = chain(t.input('data', [SEEDS, 2, 3, 8]), 3);
    const wide = t.input('wide', [SEEDS, 2 * SEEDS, 3, 5]);
    return ops.mul(wide, ops.reshape(each, [1, 2 * SEEDS, 3, 1]));
  }),
  'a state of which seeds read all before it changes': programOf((t) => {
    const state = t.state('state', [SEEDS, 2, 3, 1]);
    const wide = t.input('wide', [SEEDS, 2 * SEEDS, 3, 5]);
    const seen = ops.mul(wide, ops.reshape(state, [1, 2 * SEEDS, 3, 1]));
    t.assign(state, ops.tanh(ops.add(state, chain(ops.slice(wide, 1, 0, 2), 3))));
    return seen;
  }),
  'weights that the step computes, with as many outputs as there are samples': programOf((t) => {
    // Eleven samples are shared unevenly: one thread is done with the first layer before the
    // others.
    const x = ops.conv(t.input('x', [1, 11, 11, 100]), t.input('first', [1, 11, 11, 3]), null);
    const w = t.input('w', [1, 11, 11, 3]);
    return ops.conv(x, ops.mul(w, chain(w, 12)), null);
  }),
};

for (const [name, program] of Object.entries(programs)) {
  test(`the reference's numbers with 1, 2 and 4 threads: ${name}`, async () => {
    const reference = new ReferenceRun(program);
    const data = new Map<string, Float64Array | Int32Array>();
    for (const [input, { size }] of [...program.inputs, ...program.states]) {
      data.set(input, randomArray(input, size));
    }
    for (const [table, { size, shape }] of program.tables) {
      // Every seed takes rows of the others, the last ones first.
      data.set(
        table,
        Int32Array.from({ length: STEPS * size }, (_, i) => (3 * SEEDS * size - 1 - i) % shape[0]),
      );
    }
    for (const [tensor, numbers] of data) reference.write(tensor, numbers);
    reference.run(STEPS);
    const expected = reference.readRecord('result', 0, STEPS);
    for (const threads of [1, 2, 4]) {
      const backend = await createBackend({ backend: 'wasm', threads });
      const executable = await backend.compile(program);
      for (const [tensor, numbers] of data) await executable.write(tensor, numbers);
      await executable.run(STEPS);
      const got = await executable.readRecord('result', 0, STEPS);
      await backend.dispose();
      const largest = expected.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      // Fewer than 100 roundings of float32, each at most 6e-8 of a number no larger than the sum
      // of 33 products.
      expected.forEach((x, i) => {
        assert.ok(
          Math.abs(x - got[i]) <= 1e-4 * largest,
          `${threads} threads: ${got[i]}, not ${x}`,
        );
      });
    }
  });
}
