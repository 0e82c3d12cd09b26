/**
 * One training step as a tensor program: gather a minibatch of windows, roll the emulator out,
 * take the loss and its gradient, update the parameters; and the tables that the step reads.
 *
 * Seeds train side by side on the ensemble axis, each with its own parameters and its own
 * minibatches of the shared data. An epoch whose last minibatch is smaller needs a second
 * program over the same states.
 */

import { type NdArray, sizeOf } from '../arrays.js';
import type { Executable } from '../backends/index.js';
import { check, type Rule, textOf } from '../checks.js';
import { UserError } from '../errors.js';
import { grad, type Program, recomputed, type Tensor, trace } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import type { Layer, NetworkShape } from '../nets/index.js';
import { type Emulator, lossOf, type Methodology, type Physics } from './methodology.js';
import { type EpochPlan, minibatch } from './mixer.js';
import type { Optimizer } from './optimizer.js';
import { firstRow, type Windows } from './windows.js';

/** The names of what the program shares with its surroundings. */
export const DATA = 'data';
export const LOSS = 'loss';
/** The table of the first row of each window of a minibatch. */
export const ROWS = 'rows';

/** Writes train trajectories `[S, T + 1, C, ...N]` to the input of this name. */
export type DataWriter = (executable: Executable, name: string) => Promise<void>;

/**
 * What can be trained: parameters, and the function of them that makes states of the same shape,
 * which a network of a config string has by its grid.
 */
export type Trainable = Pick<Layer, 'parameters' | 'apply'> &
  (NetworkShape | { readonly stateShape: readonly number[] });

export const TRAINABLE: Rule = {
  allowed: 'a network, { parameters, apply, … }',
  fits(value) {
    const { parameters, apply } = (value ?? {}) as Partial<Trainable>;
    return Array.isArray(parameters) && typeof apply === 'function';
  },
};

/** Throws a UserError for arrays that are not those of a network, for so many seeds. */
export function checkParams(
  { parameters }: Pick<Trainable, 'parameters'>,
  params: readonly ArrayLike<number>[],
  numSeeds: number,
): void {
  check('parameters', params, {
    allowed: `a list of ${parameters.length} arrays, those of the network in leaf order`,
    fits: (value) => Array.isArray(value) && value.length === parameters.length,
  });
  for (const [i, { path, shape }] of parameters.entries()) {
    const wanted = sizeOf([numSeeds, ...shape]);
    const given: number | undefined = params[i]?.length;
    if (given === wanted) continue;
    const many = numSeeds === 1 ? '' : ` for ${numSeeds} seeds`;
    const text = given === undefined ? textOf(params[i]) : `${given}`;
    throw new UserError(`'${path}' must have ${wanted} numbers${many}, not ${text}`);
  }
}

/** What is trained on what. */
export interface TrainingTask {
  readonly network: Trainable;
  /** The emulator made of the network: itself, or a correction of a coarse solver. */
  readonly emulator: (network: Emulator) => Emulator;
  readonly methodology: Methodology;
  /** What a methodology needs of the physics. */
  readonly physics?: Physics;
  readonly optimizer: Optimizer;
  readonly windows: Windows;
  readonly numSeeds: number;
  readonly numSteps: number;
  /**
   * In the backward pass, keep what happens inside so many unrolled steps of the emulator (and of
   * the reference) and compute it again for all others; default: keep it for all.
   */
  readonly recomputeEvery?: number;
}

/** `[C, ...N]` */
export function stateShape(network: Trainable): readonly number[] {
  if ('stateShape' in network) return network.stateShape;
  const { numChannels, numSpatialDims, numPoints } = network;
  return [numChannels, ...Array<number>(numSpatialDims).fill(numPoints)];
}

/** The loss `[E, 1, 1, ..1]` of a minibatch whose windows start at `rows` (`[E, B]`). */
export function windowLoss(
  task: Pick<
    TrainingTask,
    'network' | 'emulator' | 'methodology' | 'physics' | 'windows' | 'recomputeEvery'
  >,
  params: readonly Tensor[],
  data: Tensor,
  rows: Tensor,
): Tensor {
  const { network, emulator, methodology, physics = {}, windows, recomputeEvery: every } = task;
  const kept = (step: Emulator) => (every === undefined ? step : recomputed(step, every));
  const step = kept(emulator((u) => network.apply(params, u)));
  const refStepper = physics.refStepper && kept(physics.refStepper);
  const frame = (t: number) => ops.gather(data, rows, t);
  const loss = lossOf(methodology, step, frame, windows.length, { ...physics, refStepper });
  const [seeds] = rows.shape;
  if (loss?.shape?.[0] === seeds && sizeOf(loss.shape) === seeds) return loss;
  throw new UserError(
    `a loss should be [${seeds}, 1, …], a number for each seed, not [${loss?.shape}]`,
  );
}

/** The program of one update with minibatches of `batchSize` windows. */
export function trainingProgram(task: TrainingTask, batchSize: number): Program {
  const { network, optimizer, windows, numSeeds, numSteps } = task;
  return trace({ steps: numSteps }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [numSeeds, ...shape]));
    const dataRows = windows.numSnapshots * windows.numSamples;
    const data = t.input(DATA, [dataRows, ...stateShape(network)]);
    const loss = windowLoss(task, params, data, t.perStepIndex(ROWS, [numSeeds, batchSize]));
    const named = network.parameters.map(({ path }, i) => ({ name: path, tensor: params[i] }));
    optimizer.update(t, named, grad(loss, params));
    t.record(LOSS, loss);
  });
}

/**
 * The table `[steps, E, B]` of the rows at which the windows of each minibatch start. A smaller
 * last minibatch of an epoch takes the first places of its entry; the others are 0. `orders[e]` is
 * the order in which seed e's mixer draws the windows.
 */
export function rowTable(
  plan: EpochPlan,
  windows: Windows,
  orders: readonly Int32Array[],
  numSteps: number,
): Int32Array {
  const rows = new Int32Array(numSteps * orders.length * plan.batchSize);
  for (let step = 0; step < numSteps; step++) {
    const { start, length } = minibatch(plan, step);
    for (const [seed, order] of orders.entries()) {
      const entry = (step * orders.length + seed) * plan.batchSize;
      for (let i = 0; i < length; i++) rows[entry + i] = firstRow(windows, order[start + i]);
    }
  }
  return rows;
}

/** The states of some windows of each seed, as they lie in a program's memory. */
export async function readWindows(
  executable: Executable,
  { windows, network }: Pick<TrainingTask, 'windows' | 'network'>,
  numbers: readonly Int32Array[],
): Promise<NdArray[]> {
  const state = stateShape(network);
  const size = windows.length * sizeOf(state);
  const ofSeeds: NdArray[] = [];
  for (const ofSeed of numbers) {
    const data = new Float64Array(ofSeed.length * size);
    for (const [i, window] of ofSeed.entries()) {
      const first = firstRow(windows, window);
      data.set(await executable.read(DATA, first, first + windows.length), i * size);
    }
    ofSeeds.push({ data, shape: [ofSeed.length, windows.length, ...state] });
  }
  return ofSeeds;
}
