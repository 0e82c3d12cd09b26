/**
 * `apebench predict`: rolls a trained network, an ONNX model or a scenario's reference solver out from
 * given states.
 */

import type { Argv, CommandModule } from 'yargs';
import { type Floats, type NdArray, type Precision, sizeOf, takeFrames } from '../arrays.js';
import { type Backend, chooseBackend, withFailover } from '../backends/index.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { firstNonFinite, type RunOptions, referenceStepper } from '../experiment/index.js';
import type { Program } from '../graph/index.js';
import { buildTrajectories, trajectoryProgram } from '../steppers/index.js';
import { writeNpy } from '../study/index.js';
import { writeWhole } from '../study/store/folder.js';
import { readArray } from './input-file.js';
import { stopSignal } from './interrupt.js';
import { gridOptions, scenarioOf } from './network-options.js';
import { loadModelOf, MODEL_OPTION } from './onnx-model.js';
import {
  ALLOW_NON_FINITE,
  type ComputeArguments,
  computeOptions,
  outputOf,
  outputOptions,
  refuseBeside,
  requireOptions,
  runOptions,
  wholeNumber,
} from './options.js';
import type { Output } from './output.js';
import { overwriteOption, requireFree, requireOther } from './output-file.js';
import { emulatorsOf, readWeights, type WeightsArguments, weightsOptions } from './weights-file.js';

interface PredictArguments extends WeightsArguments, ComputeArguments {
  weights?: string;
  model?: string;
  solver?: boolean;
  input: string;
  steps: string;
  out: string;
  overwrite: boolean;
  'allow-non-finite': boolean;
  seed?: string;
  json: boolean;
  quiet: boolean;
}

/** Which of the seeds that the weights hold is meant. Throws a `UserError`. */
function seedIndex(startSeed: number, numSeeds: number, seed: string | undefined): number {
  const last = startSeed + numSeeds - 1;
  const held = numSeeds === 1 ? `the seed ${startSeed}` : `the seeds ${startSeed} to ${last}`;
  if (numSeeds > 1 && seed === undefined) {
    throw new UserError(`the weights hold ${held}; name one with --seed`);
  }
  if (seed === undefined) return 0;
  const number = wholeNumber('--seed', seed, Number.MIN_SAFE_INTEGER);
  if (number < startSeed || number > last) {
    throw new UserError(`the weights hold ${held}, not ${number}`);
  }
  return number - startSeed;
}

/** Throws a UserError where states `[batch, ...]` of a file are not finite in the run's precision. */
function requireFiniteStates(file: string, { data, shape }: NdArray, precision: Precision): void {
  const usable = precision === 'f64' ? data : data.map(Math.fround);
  const first = firstNonFinite({ data: usable, shape: [1, ...shape] })?.column;
  if (first === undefined) return;
  const why = firstNonFinite({ data, shape: [1, ...shape] })
    ? 'is not finite'
    : 'holds numbers beyond those of float32, which --precision f64 takes';
  throw new UserError(
    `'${file}' ${why} (first in state ${first}); --allow-non-finite takes it as it is`,
  );
}

/** The first step at which a rollout `[batch, step, ...]` is not finite. */
function firstNonFiniteStep({ data, shape }: NdArray<Floats>): number | undefined {
  const size = sizeOf(shape.slice(2));
  let first: number | undefined;
  for (const [i, value] of data.entries()) {
    if (Number.isFinite(value)) continue;
    first = Math.min(first ?? shape[1]!, Math.floor(i / size) % shape[1]!);
  }
  return first;
}

/** The rollout that a program makes, on the backend that the options mean. */
async function rollOut(
  program: Program,
  options: RunOptions,
  output: Output,
  make: (inside: { backend: Backend; signal: AbortSignal }) => Promise<NdArray>,
): Promise<NdArray> {
  const choice = await chooseBackend(options, [program]);
  const interrupt = stopSignal();
  const { signal } = interrupt;
  const say = (notice: string) => output.note(notice);
  try {
    return await withFailover(options, choice, say, (failover) =>
      failover.do((backend) => make({ backend, signal })),
    );
  } finally {
    interrupt.release();
  }
}

/** What has no meaning for a model. */
const NOT_OF_MODELS = [
  ...[
    'weights',
    'solver',
    'net',
    'task',
    'seed',
    'scenario',
    'set',
    'dims',
    'points',
    'channels',
    'threads',
  ],
];

async function modelRollout(
  args: PredictArguments,
  steps: number,
  options: RunOptions,
): Promise<NdArray<Floats>> {
  refuseBeside('model', args, NOT_OF_MODELS);
  const stepper = await loadModelOf(args.model!, options);
  const interrupt = stopSignal();
  try {
    if (options.precision === 'f64' && stepper.precision === 'f32') {
      throw new UserError(`--precision is f64, but the model '${args.model}' is of float32`);
    }
    const states = await readStates(args, stepper.stateShape, stepper.precision);
    const rollout = await stepper.rollout(states, steps, { signal: interrupt.signal });
    return inPrecision(rollout, stepper.precision);
  } finally {
    interrupt.release();
  }
}

/** States `[batch, ...state]`, where null is any extent. Throws a `UserError` for others. */
async function readStates(
  { input: file, 'allow-non-finite': allowed }: PredictArguments,
  state: readonly (number | null)[],
  precision: Precision = 'f32',
): Promise<NdArray> {
  const states = await readArray(file);
  const [batch = 0, ...own] = states.shape;
  const fits = own.every((extent, axis) => extent > 0 && extent === (state[axis] ?? extent));
  if (batch > 0 && own.length === state.length && fits) {
    if (!allowed) requireFiniteStates(file, states, precision);
    return states;
  }
  throw new UserError(
    `'${file}' has the shape ${states.shape.join(' x ')}; wanted: batch x ` +
      state.map((extent) => extent ?? 'any').join(' x '),
  );
}

/** As the file holds it. */
function inPrecision({ shape, data }: NdArray, precision: Precision): NdArray<Floats> {
  return { shape, data: precision === 'f64' ? data : Float32Array.from(data) };
}

async function networkRollout(
  args: PredictArguments,
  steps: number,
  options: RunOptions,
  output: Output,
): Promise<NdArray<Floats>> {
  const { precision } = options;
  await loadCore();
  const file = await readWeights(args.weights!);
  const all = await emulatorsOf(file, args, precision);
  const index = seedIndex(file.startSeed, all.numSeeds, args.seed);
  const { network } = all;
  const { numChannels, numPoints, numSpatialDims } = network;
  const state = [numChannels, ...Array<number>(numSpatialDims).fill(numPoints)];
  const states = await readStates(args, state, precision);
  const stepper = all.seed(index);
  const program = stepper.rolloutProgram(states.shape[0]!, steps);
  const rollout = await rollOut(program, options, output, (inside) =>
    stepper.rollout(states, steps, inside),
  );
  return inPrecision(rollout, precision ?? 'f32');
}

/** What has no meaning for the solver. */
const NOT_OF_SOLVERS = ['weights', 'net', 'task', 'seed', 'dims', 'points', 'channels'];

async function solverRollout(
  args: PredictArguments,
  steps: number,
  options: RunOptions,
  output: Output,
): Promise<NdArray<Floats>> {
  refuseBeside('solver', args, NOT_OF_SOLVERS);
  requireOptions(args, ['scenario']);
  await loadCore();
  const stepper = await referenceStepper(scenarioOf(args)!);
  const { numChannels, dims, numPoints } = stepper;
  const state = [numChannels, ...Array<number>(dims).fill(numPoints)];
  const states = await readStates(args, state, options.precision);
  const [samples = 0] = states.shape;
  const program = trajectoryProgram(stepper, samples, steps);
  const rollout = await rollOut(program, options, output, async ({ backend, signal }) => {
    const horizon = { horizon: steps, signal };
    const data = await buildTrajectories(backend, stepper, states.data, horizon);
    return takeFrames({ data, shape: [samples, steps + 1, ...state] }, 1, steps + 1);
  });
  return inPrecision(rollout, options.precision ?? 'f32');
}

/** What is rolled out. */
function sourceOf({ model, solver }: PredictArguments): 'weights' | 'model' | 'solver' {
  if (model !== undefined) return 'model';
  return solver === true ? 'solver' : 'weights';
}

const ROLLOUTS = { weights: networkRollout, model: modelRollout, solver: solverRollout };

export const predictCommand: CommandModule<object, PredictArguments> = {
  command: 'predict',
  describe: "roll a trained network, an ONNX model or a scenario's solver out from given states",
  builder: (yargs: Argv) =>
    weightsOptions(overwriteOption(outputOptions(computeOptions(gridOptions(yargs)))))
      .option('allow-non-finite', ALLOW_NON_FINITE)
      .option('model', MODEL_OPTION)
      .option('solver', {
        type: 'boolean',
        describe: "the scenario's reference solver in the place of a network",
      })
      .option('input', {
        type: 'string',
        describe: 'states [batch, channel, ...space], .npy',
      })
      .option('steps', { type: 'string', describe: 'steps to take' })
      .option('out', {
        type: 'string',
        describe: 'where [batch, step, channel, ...space] goes, .npy',
      })
      .option('seed', {
        type: 'string',
        describe: 'which seed, if the weights hold several',
      }) as unknown as Argv<PredictArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const source = sourceOf(args);
    requireOptions(args, [...(source === 'solver' ? [] : [source]), 'input', 'steps', 'out']);
    const options = runOptions(args);
    const steps = wholeNumber('--steps', args.steps, 1);
    await requireFree(args.out, args.overwrite);
    const { input, weights, model } = args;
    const read = { '--input': input, '--weights': weights, '--model': model };
    await requireOther(args.out, read);
    const rollout = await ROLLOUTS[source](args, steps, options, output);
    const { shape } = rollout;
    await writeWhole(args.out, writeNpy(rollout));
    const first = firstNonFiniteStep(rollout);
    if (first !== undefined) output.warn(`The rollout is not finite from step ${first + 1} on`);
    const text = `${shape.join(' x ')} states are in ${args.out}`;
    output.result(text, { out: args.out, shape });
  },
};
