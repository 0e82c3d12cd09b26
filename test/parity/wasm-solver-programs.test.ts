// Programs of the shapes of solvers on the WASM backend: the reference's numbers, and the same bits
// however many threads and seeds there are. And that they are lowered as they are meant to be.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  IRFFT_LANES,
  LOOP,
  REGION,
  RFFT,
  RFFT_LANES,
  SHARE_PLANES,
  SHARE_SAMPLES,
} from '../../assembly/schedule/opcodes.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { type LoweredProgram, lower } from '../../src/backends/wasm/lower.js';
import { type Task, tasks } from '../../src/bench/index.js';
import { loadCore } from '../../src/core/index.js';
import { type Program, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { SOLVER_STEPS, solverPrograms } from '../cases/solver-programs.js';
import { compareSteps, seedsOf } from './compare-programs.js';

/** The ops of a lowered program, and how its loops and regions are shared. */
function reachedIn({ words, full, instructions }: LoweredProgram): Set<string> {
  const opAt = new Map(instructions.map(({ word, op }) => [word, op]));
  const reached = new Set<string>();
  const note = (name: string, is: boolean) => is && reached.add(name);
  const walk = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const opcode = words[at] & 0xffff;
      const argument = (k: number) => words[at + 3 + k];
      let end = at + words[at + 1];
      if (opcode === LOOP || opcode === REGION) {
        const body = argument(opcode === LOOP ? 2 : 1);
        note('loop by samples', opcode === LOOP && words[at + 2] > 0);
        note('shared by planes', opcode === REGION && argument(0) === SHARE_PLANES);
        walk(end, end + body);
        end += body;
      } else {
        reached.add(opAt.get(at) as string);
        note('products', (opcode === RFFT || opcode === RFFT_LANES) && argument(10) > 0);
        note('rfft in lanes', opcode === RFFT_LANES);
        note('irfft in lanes', opcode === IRFFT_LANES);
        note('irfft in lanes to lines', opcode === IRFFT_LANES && argument(9) > 0);
      }
      at = end;
    }
  };
  walk(full, full + words[full + 1] + words[full + 5]);
  return reached;
}

before(() => loadCore());

for (const [name, { build, reaches, avoids = [] }] of Object.entries(solverPrograms)) {
  test(`the lowering takes the way that is meant: ${name}`, () => {
    const reached = reachedIn(lower(build(1), 'f32', null, 1, 2));
    for (const way of reaches) assert.ok(reached.has(way), `not ${way}, but ${[...reached]}`);
    for (const way of avoids) assert.ok(!reached.has(way), way);
  });
}

for (const precision of ['f32', 'f64'] as const) {
  describe(`programs of solvers, ${precision}`, () => {
    const backends: Backend[] = [];
    before(async () => {
      for (const threads of [1, 2, 3, 5]) {
        backends.push(await createBackend({ backend: 'wasm', precision, threads }));
      }
    });
    after(() => Promise.all(backends.map((backend) => backend.dispose())));

    for (const [name, { build }] of Object.entries(solverPrograms)) {
      test(`the reference's numbers, and seeds' bits on any threads: ${name}`, async () => {
        assert.equal(await compareSteps(backends[0], name, build(1), SOLVER_STEPS), null);
        const seeds = (backend: Backend, first: number, count: number) =>
          seedsOf(backend, name, build(count), SOLVER_STEPS, first, count);
        const alone = [];
        for (let e = 0; e < 4; e++) alone.push(...(await seeds(backends[0], e, 1)));
        for (const backend of backends) {
          const { threads } = backend;
          assert.deepEqual(await seeds(backend, 1, 1), alone.slice(1, 2), `${threads} threads`);
          assert.deepEqual(await seeds(backend, 0, 4), alone, `${threads} threads, four seeds`);
        }
      });
    }
  });
}

/**
 * As many turns as there are seeds, and as many samples: a stack of turns looks as if its first axes
 * were those of seeds and samples. Read whole, or made whole and taken turn by turn.
 */
function stacksLikeBatches(many: number): Program {
  return trace({ steps: SOLVER_STEPS }, (t) => {
    const u = t.state('u', [many, many, 2, 64]);
    const { carry } = ops.repeat(3, { carry: [ops.tanh(u)] }, ([a]) => {
      const made = ops.repeat(many, { carry: [ops.sigmoid(a)] }, ([b]) => {
        const square = ops.square(b);
        return { carry: [ops.tanh(ops.scale(b, 1.7))], outputs: [square] };
      });
      const stack = ops.tanh(ops.reshape(made.outputs[0], [many, many, many * 2, 64]));
      const mean = ops.scale(ops.sum(stack, [2]), 1 / (2 * many));
      const whole = ops.reshape(ops.square(stack), [many, many, many, 2, 64]);
      const inputs = { carry: [made.carry[0]], stacked: [whole] };
      const taken = ops.repeat(many, inputs, ([b], [part]) => ({
        carry: [ops.tanh(ops.add(b, part))],
      }));
      return { carry: [ops.add(ops.mul(taken.carry[0], mean), ops.scale(a, 0.5))] };
    });
    t.assign(u, ops.tanh(carry[0]));
    t.record('u', carry[0]);
  });
}

for (const threads of [1, 2, 5]) {
  test(`stacks of turns are not taken for seeds and samples, ${threads} threads`, async () => {
    const backend = await createBackend({ backend: 'wasm', threads });
    try {
      for (const many of [2, 3, 5]) {
        const program = stacksLikeBatches(many);
        assert.equal(await compareSteps(backend, `${many} turns`, program, SOLVER_STEPS), null);
      }
    } finally {
      await backend.dispose();
    }
  });
}

test('data sets and parameters do not count for how much goes through a region at once', () => {
  const chunksOf = (key: string): number[] => {
    const task = tasks.find((one) => one.key === key) as Task;
    const { words, full } = lower(task.build().program, 'f32', null, 1, 2);
    const chunks: number[] = [];
    for (let at = full + words[full + 1]; at < full + words[full + 1] + words[full + 5]; ) {
      assert.equal(words[at], REGION);
      if (words[at + 3] === SHARE_SAMPLES) chunks.push(words[at + 2]);
      at += words[at + 1] + words[at + 4];
    }
    return chunks;
  };
  const [forward, backward] = chunksOf('train-conv');
  assert.ok(forward >= 10 && backward >= 10);
  assert.deepEqual(chunksOf('train-minibatches'), [forward, backward]);
});
