/**
 * Programs of the shapes of solvers on the WASM backend: the reference's numbers, and the same bits
 * however many threads and seeds there are. And that they are lowered as they are meant to be.
 */

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
import { loadCore } from '../../src/core/index.js';
import { type Program, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { type Task, tasks } from '../../src/profiling/index.js';
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
 * As many turns as there are seeds, and as many samples: the first axes of a stack of turns, which
 * is read whole, look like those of seeds and samples.
 */
function stackLikeBatch(many: number, channels: number, points: number): Program {
  return trace({ steps: SOLVER_STEPS }, (t) => {
    const s = t.state('s', [many, many, channels, points]);
    const w = t.state('w', [many, channels, channels, 3]);
    const start = ops.tanh(ops.conv(s, w, null));
    const { carry } = ops.repeat(3, { carry: [start] }, ([a]) => {
      const made = ops.repeat(many, { carry: [ops.sigmoid(a)] }, ([b]) => {
        const square = ops.square(b);
        return { carry: [ops.tanh(ops.scale(b, 1.7))], outputs: [square] };
      });
      const whole = ops.reshape(ops.tanh(made.outputs[0]), [many, many, many * channels, points]);
      const mean = ops.scale(ops.sum(whole, [2]), 1 / (many * channels));
      return { carry: [ops.tanh(ops.add(ops.mul(made.carry[0], mean), ops.scale(a, 0.5)))] };
    });
    t.assign(s, carry[0]);
    t.record('y', carry[0]);
  });
}

test('a stack of turns that is read whole is not taken for seeds and samples', async () => {
  for (const threads of [2, 5]) {
    const backend = await createBackend({ backend: 'wasm', threads });
    try {
      const program = stackLikeBatch(3, 16, 256);
      for (let again = 0; again < 2; again++) {
        assert.equal(await compareSteps(backend, 'stack of turns', program, SOLVER_STEPS), null);
      }
    } finally {
      await backend.dispose();
    }
  }
});

test('data sets and parameters do not count for how much goes through a region at once', async () => {
  const chunksOf = async (key: string): Promise<number[]> => {
    const task = tasks.find((one) => one.key === key) as Task;
    const { words, full } = lower((await task.build()).program, 'f32', null, 1, 2);
    const chunks: number[] = [];
    for (let at = full + words[full + 1]; at < full + words[full + 1] + words[full + 5]; ) {
      assert.equal(words[at], REGION);
      if (words[at + 3] === SHARE_SAMPLES) chunks.push(words[at + 2]);
      at += words[at + 1] + words[at + 4];
    }
    return chunks;
  };
  const [forward, backward] = await chunksOf('train-conv');
  assert.ok(forward >= 10 && backward >= 10);
  assert.deepEqual(await chunksOf('train-minibatches'), [forward, backward]);
});
