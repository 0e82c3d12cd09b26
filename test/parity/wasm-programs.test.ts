/**
 * Whole training programs on the WASM backend: against the reference interpreter, a seed alone
 * against the same seed among three, epochs with a smaller last minibatch, and runs that are
 * interrupted.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import {
  type Backend,
  createBackend,
  type Executable,
  type Precision,
} from '../../src/backends/index.js';
import { grad, type Program, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray, uniform } from '../cases/op-case.js';
import { ReferenceRun } from '../reference/interpreter.js';

const STEPS = 6;
const STEPS_PER_EPOCH = 3;
const BATCH = 23;
const REMAINDER = 7;
const ROWS = 40;
const SEEDS = 3;
const POINTS = 16;

/** Shapes of the parameters without the axis of seeds. */
const parameters = {
  lift: [4, 1, 3],
  liftBias: [4, 1],
  real: [1, 4, 4, 5],
  imaginary: [1, 4, 4, 5],
  bypass: [4, 4, 1],
  bypassBias: [4, 1],
  head: [POINTS, 4 * POINTS],
  headBias: [POINTS],
};

type Parameters = Record<keyof typeof parameters, Tensor>;

/** A convolution, a Fourier block and a fully connected layer. */
function network(p: Parameters, u: Tensor): Tensor {
  const [seeds, batch] = u.shape;
  const modes = { modes: 5 };
  const x = ops.relu(ops.conv(u, p.lift, p.liftBias));
  const mixed = ops.modeMix(ops.rfft(x, 1, modes), p.real, p.imaginary);
  const spectral = ops.scale(ops.irfft(mixed, [POINTS], modes), 1 / POINTS);
  const y = ops.gelu(ops.add(spectral, ops.conv(x, p.bypass, p.bypassBias)));
  const flat = ops.dense(ops.reshape(y, [seeds, batch, 4 * POINTS]), p.head, p.headBias);
  return ops.add(u, ops.reshape(flat, [seeds, batch, 1, POINTS]));
}

/** Training by two-step rollouts; the second step's error counts, too. */
function trainingProgram(seeds: number, batch: number): Program {
  return trace({ steps: STEPS }, (t) => {
    const states = Object.entries(parameters).map(([name, shape]) => ({
      name,
      value: t.state(name, [seeds, ...shape]),
      m: t.state(`${name}.m`, [seeds, ...shape]),
      v: t.state(`${name}.v`, [seeds, ...shape]),
    }));
    const p = Object.fromEntries(states.map((s) => [s.name, s.value])) as Parameters;
    const data = t.input('data', [ROWS, 1, POINTS]);
    const rows = t.perStepIndex('rows', [seeds, batch]);
    const table = ['lr', 'c1', 'c2'].map((name) => t.perStep(name, [1]));
    const [lr, c1, c2] = table;
    const targets = [1, 2].map((k) =>
      ops.reshape(ops.gather(data, rows, k), [1, seeds, batch, 1, POINTS]),
    );
    const { outputs } = ops.repeat(
      2,
      { carry: [ops.gather(data, rows, 0)], stacked: [ops.concat(targets, 0)] },
      ([u], [target]) => {
        const next = network(p, u);
        return { carry: [next], outputs: [ops.mean(ops.square(ops.sub(next, target)), [1, 2, 3])] };
      },
    );
    const loss = ops.reshape(ops.sum(outputs[0], [0]), [seeds, 1, 1, 1]);
    const gradients = grad(
      loss,
      states.map((s) => s.value),
    );
    states.forEach(({ value, m, v }, i) => {
      const updated = ops.adam(value, gradients[i], m, v, lr, c1, c2);
      [value, m, v].forEach((state, k) => {
        t.assign(state, updated[k]);
      });
    });
    t.record('loss', loss);
  });
}

/** The numbers that some of three seeds start from. */
function startOf(which: number[]): Map<string, Float64Array | Int32Array> {
  const start = new Map<string, Float64Array | Int32Array>();
  for (const [name, shape] of Object.entries(parameters)) {
    const each = which.map((seed) =>
      randomArray(`${name} ${seed}`, sizeOf(shape)).map((x) => x / 4),
    );
    start.set(name, Float64Array.from(each.flatMap((a) => [...a])));
  }
  start.set('data', randomArray('data', ROWS * POINTS));
  start.set(
    'lr',
    Float64Array.from({ length: STEPS }, (_, i) => Math.fround(0.01 / (i + 1))),
  );
  start.set(
    'c1',
    Float64Array.from({ length: STEPS }, (_, i) => Math.fround(10 / (i + 1))),
  );
  start.set(
    'c2',
    Float64Array.from({ length: STEPS }, (_, i) => Math.fround(1000 / (i + 1))),
  );
  const rows = Array.from({ length: STEPS }, (_, step) =>
    which.map((seed) => {
      const next = uniform(`rows ${step} ${seed}`);
      return Array.from({ length: BATCH }, () => Math.floor(next() * (ROWS - 2)));
    }),
  );
  start.set('rows', Int32Array.from(rows.flat(2)));
  return start;
}

const stateNames = Object.keys(parameters).flatMap((name) => [name, `${name}.m`, `${name}.v`]);

async function start(backend: Backend, which: number[]): Promise<Executable> {
  const executable = await backend.compile(trainingProgram(which.length, BATCH), {
    remainder: trainingProgram(which.length, REMAINDER),
    stepsPerEpoch: STEPS_PER_EPOCH,
  });
  for (const [name, data] of startOf(which)) await executable.write(name, data);
  return executable;
}

/** All states and losses; with `seed`, of that one of the seeds. */
async function resultOf(executable: Executable, seeds: number, seed: number) {
  const result: Record<string, number[]> = {};
  const ofSeed = (a: Float64Array, steps: number) => {
    const size = a.length / seeds / steps;
    const from = (step: number) => (step * seeds + seed) * size;
    return Array.from({ length: steps }, (_, i) => [...a.slice(from(i), from(i) + size)]).flat();
  };
  for (const name of stateNames) result[name] = ofSeed(await executable.read(name), 1);
  result.loss = ofSeed(await executable.readRecord('loss', 0, STEPS), STEPS);
  return result;
}

/**
 * A gradient is off by about (64 · 23) ε at most, relative to its terms, which are of order 1 as
 * are parameters and losses; six steps of at most 0.01 carry 0.06 times that into the parameters,
 * and Adam's division some more.
 */
const BOUND: Record<Precision, number> = { f32: 2e-5, f64: 1e-13 };

for (const precision of ['f32', 'f64'] as const) {
  describe(`training on WASM, ${precision}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await createBackend({ backend: 'wasm', precision });
    });
    after(() => backend.dispose());

    test('agrees with the reference, epochs with a remainder', async () => {
      const executable = await start(backend, [0, 1, 2]);
      const reference = new ReferenceRun(
        trainingProgram(SEEDS, BATCH),
        trainingProgram(SEEDS, REMAINDER),
        STEPS_PER_EPOCH,
      );
      for (const [name, data] of startOf([0, 1, 2])) reference.write(name, data);
      reference.run(STEPS);
      await executable.run(STEPS);
      const pairs = await Promise.all([
        ...stateNames.map(async (name) => ({
          name,
          got: await executable.read(name),
          expected: reference.read(name),
        })),
        (async () => ({
          name: 'loss',
          got: await executable.readRecord('loss', 0, STEPS),
          expected: reference.readRecord('loss', 0, STEPS),
        }))(),
      ]);
      for (const { name, got, expected } of pairs) {
        const worst = expected.reduce((m, x, i) => Math.max(m, Math.abs(x - got[i])), 0);
        assert.ok(worst <= BOUND[precision], `${name} is off by ${worst}`);
      }
      await executable.dispose();
    });

    test('a seed has the same bits alone and among three', async () => {
      const together = await start(backend, [0, 1, 2]);
      await together.run(STEPS);
      for (const seed of [0, 1, 2]) {
        const alone = await start(backend, [seed]);
        await alone.run(STEPS);
        assert.deepEqual(await resultOf(alone, 1, 0), await resultOf(together, SEEDS, seed));
        await alone.dispose();
      }
      await together.dispose();
    });

    test('a run in pieces, and one that goes on from saved states, have the same bits', async () => {
      const whole = await start(backend, [1]);
      await whole.run(STEPS);
      const expected = await resultOf(whole, 1, 0);
      const pieces = await start(backend, [1]);
      await pieces.run(1);
      await pieces.run(3);
      const saved = await Promise.all(
        stateNames.map(async (name) => [name, await pieces.read(name)] as const),
      );
      await pieces.run(2);
      assert.deepEqual(await resultOf(pieces, 1, 0), expected);
      const resumed = await start(backend, [1]);
      for (const [name, data] of saved) await resumed.write(name, data);
      await resumed.seek(4);
      await resumed.run(2);
      const got = await resultOf(resumed, 1, 0);
      assert.deepEqual(
        { ...got, loss: got.loss.slice(4) },
        { ...expected, loss: expected.loss.slice(4) },
      );
      for (const executable of [whole, pieces, resumed]) await executable.dispose();
    });
  });
}
