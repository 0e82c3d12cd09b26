/**
 * What a run does with programs in as many buffers as may be, 8 for a kernel: a solver whose sums read
 * more tensors than that, minibatches with a remainder, a stop and what goes on from it, parts of what
 * is written and read. The bits are those of one buffer.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend, type Executable } from '../../src/backends/index.js';
import type { GpuProgram } from '../../src/backends/webgpu/lower.js';
import { loadCore } from '../../src/core/index.js';
import { type Program, trace } from '../../src/graph/index.js';
import { Burgers } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { numbersFor, type TrainingPrograms, trainingPrograms } from '../cases/training-task.js';
import { adapterOrReason, forbidWasm } from './gpu.js';
import { tightBackend } from './gpu-limits.js';

const STORAGE_BUFFERS = 8;
/** Two epochs of three updates, the third of which has a smaller minibatch. */
const STEPS = 6;
const SEEDS = 2;
/** In which a run is stopped. */
const STOP = 4;

const NETS = ['Conv;4;2;gelu', 'FNO;4;3;1;gelu', 'MoRes;4;1;relu', 'Res;4;1;tanh'];

const { adapter, skip } = await adapterOrReason();
forbidWasm();

/** All that is kept of a run, by name; of records what came from step `from` on. */
async function leftOf(executable: Executable, program: Program, from = 0) {
  const left = new Map<string, Float64Array>();
  for (const name of program.states.keys()) left.set(name, await executable.read(name));
  for (const name of program.records.keys()) {
    left.set(`record ${name}`, await executable.readRecord(name, from, program.steps));
  }
  return left;
}

describe(`runs in many buffers on WebGPU (${adapter})`, { skip }, () => {
  let tight: Backend;
  let large: Backend;
  let lowered: GpuProgram;
  before(async () => {
    await loadCore();
    large = await createBackend({ backend: 'webgpu' });
    tight = await tightBackend(STORAGE_BUFFERS, (program) => {
      lowered = program;
    });
  });
  after(async () => {
    await tight.dispose();
    await large.dispose();
  });

  /** Of what was lowered last: no kernel could be given all of its buffers. */
  function assertMany(): void {
    const tensors = lowered.buffers.length - lowered.shards.length;
    assert.ok(tensors >= STORAGE_BUFFERS, `only ${tensors} buffers`);
    assert.ok(lowered.bindings.every(({ length }) => length < STORAGE_BUFFERS));
  }

  test('a solver of fourth order with three channels in 3D comes to the same state', async () => {
    const grid = { dims: 3, numPoints: 8, domainExtent: 1, dt: 1e-2 };
    const stepper = new Burgers({ ...grid, order: 4, conservative: true });
    const shape = [1, 2, 3, 8, 8, 8];
    const program = trace({ steps: 3 }, (t) => {
      const u = t.state('u', shape);
      t.assign(u, stepper.step(u));
    });
    const [expected, got] = await Promise.all(
      [large, tight].map(async (backend) => {
        const executable = await backend.compile(program);
        await executable.write('u', randomArray('u', sizeOf(shape)));
        await executable.run(3);
        const left = await leftOf(executable, program);
        await executable.dispose();
        return left;
      }),
    );
    assertMany();
    assert.deepEqual(got, expected);
    assert.ok(got.get('u')!.every(Number.isFinite));
  });

  /** Programs of a training, and the start of a run of them. */
  async function trainingOf(net: string) {
    const programs = await trainingPrograms(net, {
      key: 'diff_burgers',
      train: 'sup;2',
      numSeeds: SEEDS,
      attributes: {
        num_points: 24,
        num_train_samples: 2,
        train_temporal_horizon: 6,
        batch_size: 4,
        optim_config: `adam;${STEPS};constant;1e-3`,
      },
    });
    assert.ok(programs.remainder !== null && programs.stepsPerEpoch === 3);
    return programs;
  }

  async function start(backend: Backend, programs: TrainingPrograms): Promise<Executable> {
    const { full, remainder, stepsPerEpoch } = programs;
    const executable = await backend.compile(full, { remainder, stepsPerEpoch });
    for (const [name, values] of numbersFor(programs, STEPS)) await executable.write(name, values);
    return executable;
  }

  for (const net of NETS) {
    test(`${net} trains the same, with a remainder, also when it is stopped`, async () => {
      const programs = await trainingOf(net);
      const { full } = programs;
      const whole = await start(large, programs);
      await whole.run(STEPS);
      const expected = await leftOf(whole, full);
      assert.ok([...expected.values()].every((values) => values.every(Number.isFinite)));

      const first = await start(tight, programs);
      assertMany();
      await first.run(STOP);
      const second = await start(tight, programs);
      for (const name of full.states.keys()) await second.write(name, await first.read(name));
      await second.seek(STOP);
      await second.run(STEPS - STOP);
      assert.deepEqual(await leftOf(second, full, STOP), await leftOf(whole, full, STOP));
      await first.run(STEPS - STOP);
      assert.deepEqual(await leftOf(first, full), expected);
      for (const executable of [whole, first, second]) await executable.dispose();
    });
  }

  test('parts of what was written in parts are those of the whole', async () => {
    const programs = await trainingOf(NETS[0]);
    const executable = await start(tight, programs);
    assertMany();
    for (const [name, values] of numbersFor(programs, STEPS)) {
      const half = Math.floor(values.length / 2);
      await executable.write(
        name,
        values.map((x) => x + 1),
      );
      await executable.write(name, values.subarray(half), half);
      await executable.write(name, values.subarray(0, half));
      // Indices can be written alone.
      if (values instanceof Int32Array) continue;
      const stored = Float64Array.from(Float32Array.from(values));
      assert.deepEqual(await executable.read(name), stored, name);
    }
    await executable.run(STEPS);
    const { full } = programs;
    for (const [name, { shape }] of full.states) {
      const all = await executable.read(name);
      const entry = all.length / shape[0];
      for (let i = 0; i < shape[0]; i++) {
        const part = await executable.read(name, i, i + 1);
        assert.deepEqual(part, all.slice(i * entry, (i + 1) * entry), name);
      }
    }
    for (const name of full.records.keys()) {
      const all = await executable.readRecord(name, 0, STEPS);
      const entry = all.length / STEPS;
      const part = await executable.readRecord(name, 2, 5);
      assert.deepEqual(part, all.slice(2 * entry, 5 * entry), name);
    }
    await executable.dispose();
  });
});
