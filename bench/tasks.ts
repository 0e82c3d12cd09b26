// The tasks that are measured, each as one function to time and one number to check, which must be that of the peers.

import { Executor } from '../src/backends/wasm/executor.js';
import { lower } from '../src/backends/wasm/lower.js';
import { coreModule, instantiateCore } from '../src/core/index.js';
import { grad, type Program, type Tensor, trace } from '../src/graph/index.js';
import * as ops from '../src/graph/ops/index.js';
import { getNetwork, type Network } from '../src/nets/index.js';
import { Burgers } from '../src/steppers/index.js';
import { adam } from '../src/training/optimizers.js';
import { convWeights, fnoWeights, waves } from './peer-data.js';

export interface Task {
  key: string;
  title: string;
  /** What the peers print, and the number of significant digits that must agree. */
  check: { value: number; digits: number; name: string };
  prepare(): Promise<Prepared>;
}

export interface Prepared {
  /** The work to be timed, once. */
  run(): void;
  /** The value to compare with the peers' after the check's own work. */
  check(): number;
}

const N = 160;
const BATCH = 20;
/** Training steps at most; the extent of the tables. */
const MAX_STEPS = 4096;

async function load(program: Program): Promise<Executor> {
  return new Executor(await instantiateCore(await coreModule()), lower(program, 'f32'));
}

const bytes = (data: Float64Array) => Float32Array.from(data).buffer;
const numbers = (data: ArrayBuffer) => new Float32Array(data);

/** One Adam step of a network on one minibatch, as the peers do it: learning rate 1e-3, mean squared error. */
function trainingStep(config: string, weights: Float64Array[]): () => Promise<Prepared> {
  return async () => {
    const network = getNetwork(config, { numSpatialDims: 1, numPoints: N, numChannels: 1 });
    const optimizer = adam(() => 1e-3);
    const program = trace({ steps: MAX_STEPS }, (t) => {
      const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
      const x = t.input('x', [1, BATCH, 1, N]);
      const y = t.input('y', [1, BATCH, 1, N]);
      const error = ops.sub(network.apply(params, x), y);
      const loss = ops.mean(ops.square(error), [1, 2, 3]);
      const named = network.parameters.map(({ path }, i) => ({ name: path, tensor: params[i] }));
      optimizer.update(t, named, grad(loss, params));
      t.record('loss', loss);
    });
    const executor = await load(program);
    const data = waves(BATCH, N);
    executor.write('x', bytes(data.x));
    executor.write('y', bytes(data.y));
    writeWeights(executor, network, weights);
    for (const [name, table] of Object.entries(optimizer.tables(program.steps))) {
      executor.write(name, bytes(table));
    }
    let done = 0;
    const run = () => {
      executor.run(1);
      done++;
    };
    return {
      run,
      check() {
        while (done < 10) run();
        return numbers(executor.read('record loss', 9, 10))[0];
      },
    };
  };
}

function writeWeights(executor: Executor, network: Network, weights: Float64Array[]): void {
  network.parameters.forEach(({ path }, i) => {
    executor.write(path, bytes(weights[i]));
  });
}

const meanAbs = (values: Float32Array) =>
  values.reduce((sum, v) => sum + Math.abs(v), 0) / values.length;

/** 200 steps of Conv;26;10;relu from 30 states. The check stops after 20. */
async function rollout(): Promise<Prepared> {
  const states = 30;
  const network = getNetwork('Conv;26;10;relu', {
    numSpatialDims: 1,
    numPoints: N,
    numChannels: 1,
  });
  const program = trace({ steps: 200 }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.input(path, [1, ...shape]));
    const u = t.state('u', [1, states, 1, N]);
    t.assign(u, network.apply(params, u));
  });
  const executor = await load(program);
  writeWeights(executor, network, convWeights());
  const { x } = waves(states, N);
  const start = (steps: number) => {
    executor.write('u', bytes(x));
    executor.seek(0);
    executor.run(steps);
  };
  return {
    run: () => start(200),
    check() {
      start(20);
      return meanAbs(numbers(executor.read('u')));
    },
  };
}

/** 50 trajectories of 50 ETDRK2 steps of Burgers' equation; the state stays in Fourier space, every step is recorded. */
async function burgers(): Promise<Prepared> {
  const samples = 50;
  const steps = 50;
  const stepper = new Burgers({
    dims: 1,
    domainExtent: 1,
    numPoints: N,
    dt: 1e-3,
    diffusivity: 1e-3,
    conservative: true,
  });
  const program = trace({ steps: 1 }, (t) => {
    const u = t.input('u', [1, samples, 1, N]);
    const start = ops.scale(ops.rfft(u, 1), 1 / N);
    const { outputs } = ops.repeat(steps, { carry: [start] }, ([uHat]: Tensor[]) => {
      const next = stepper.stepFourier(uHat);
      return { carry: [next], outputs: [ops.irfft(next, [N])] };
    });
    t.record('trajectory', outputs[0]);
  });
  const executor = await load(program);
  executor.write('u', bytes(waves(samples, N).x));
  const run = () => {
    executor.seek(0);
    executor.run(1);
  };
  return {
    run,
    check() {
      run();
      const all = numbers(executor.read('record trajectory', 0, 1));
      return meanAbs(all.subarray(all.length - samples * N));
    },
  };
}

export const tasks: Task[] = [
  {
    key: 'T1',
    title: 'training step Conv;26;10;relu, N=160, batch 20',
    check: { name: 'loss@10', value: 0.4041, digits: 4 },
    prepare: trainingStep('Conv;26;10;relu', convWeights()),
  },
  {
    key: 'T2',
    title: 'training step FNO;12;8;4;gelu, N=160, batch 20',
    check: { name: 'loss@10', value: 0.400897, digits: 4 },
    prepare: trainingStep('FNO;12;8;4;gelu', fnoWeights()),
  },
  {
    key: 'T6',
    title: 'rollout of 200 steps from 30 states, Conv;26;10;relu',
    check: { name: 'mean|u(20)|', value: 0.0340686, digits: 5 },
    prepare: rollout,
  },
  {
    key: 'T7',
    title: '1D Burgers, 50 trajectories of 50 steps, N=160',
    check: { name: 'mean|u|', value: 0.60531, digits: 5 },
    prepare: burgers,
  },
];
