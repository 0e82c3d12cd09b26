/** `apebench predict`: rolls a trained network out from given states. */

import type { Argv, CommandModule } from 'yargs';
import { type NdArray, sizeOf } from '../arrays.js';
import { chooseBackend, withFailover } from '../backends/index.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { firstNonFinite, type RunOptions } from '../experiment/index.js';
import { writeNpy } from '../study/index.js';
import { writeWhole } from '../study/store/folder.js';
import type { NeuralStepper } from '../training/index.js';
import { readArray } from './input-file.js';
import { stopSignal } from './interrupt.js';
import { gridOptions } from './network-options.js';
import {
  ALLOW_NON_FINITE,
  type ComputeArguments,
  computeOptions,
  outputOf,
  outputOptions,
  requireOptions,
  runOptions,
  wholeNumber,
} from './options.js';
import type { Output } from './output.js';
import { overwriteOption, requireFree, requireOther } from './output-file.js';
import { emulatorsOf, readWeights, type WeightsArguments, weightsOptions } from './weights-file.js';

interface PredictArguments extends WeightsArguments, ComputeArguments {
  weights: string;
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
function requireFiniteStates(file: string, { data, shape }: NdArray, usable: Float64Array): void {
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
function firstNonFiniteStep({ data, shape }: NdArray): number | undefined {
  const size = sizeOf(shape.slice(2));
  let first: number | undefined;
  for (const [i, value] of data.entries()) {
    if (Number.isFinite(value)) continue;
    first = Math.min(first ?? shape[1]!, Math.floor(i / size) % shape[1]!);
  }
  return first;
}

/** The rollout, on the backend that the options mean. */
async function rollOut(
  stepper: NeuralStepper,
  states: NdArray,
  steps: number,
  options: RunOptions,
  output: Output,
): Promise<NdArray> {
  const choice = await chooseBackend(options, [stepper.rolloutProgram(states.shape[0]!, steps)]);
  const interrupt = stopSignal();
  const { signal } = interrupt;
  const say = (notice: string) => output.note(notice);
  try {
    return await withFailover(options, choice, say, (failover) =>
      failover.do((backend) => stepper.rollout(states, steps, { backend, signal })),
    );
  } finally {
    interrupt.release();
  }
}

export const predictCommand: CommandModule<object, PredictArguments> = {
  command: 'predict',
  describe: 'roll a trained network out from given states',
  builder: (yargs: Argv) =>
    weightsOptions(overwriteOption(outputOptions(computeOptions(gridOptions(yargs)))))
      .option('allow-non-finite', ALLOW_NON_FINITE)
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
    requireOptions(args, ['weights', 'input', 'steps', 'out']);
    const options = runOptions(args);
    const { precision } = options;
    const steps = wholeNumber('--steps', args.steps, 1);
    await requireFree(args.out, args.overwrite);
    await requireOther(args.out, { '--input': args.input, '--weights': args.weights });
    await loadCore();
    const file = await readWeights(args.weights);
    const all = await emulatorsOf(file, args, precision);
    const index = seedIndex(file.startSeed, all.numSeeds, args.seed);
    const { network } = all;
    const states = await readArray(args.input);
    const { shape } = states;
    const { numChannels, numPoints, numSpatialDims } = network;
    const state = [numChannels, ...Array<number>(numSpatialDims).fill(numPoints)];
    if (
      shape.length !== state.length + 1 ||
      shape[0] === 0 ||
      shape.slice(1).join() !== state.join()
    ) {
      throw new UserError(
        `'${args.input}' has the shape ${shape.join(' x ')}; wanted: batch x ${state.join(' x ')}`,
      );
    }
    const usable = precision === 'f64' ? states.data : states.data.map(Math.fround);
    if (!args['allow-non-finite']) requireFiniteStates(args.input, states, usable);
    const stepper = all.seed(index);
    const rollout = await rollOut(stepper, states, steps, options, output);
    const values = precision === 'f64' ? rollout.data : Float32Array.from(rollout.data);
    await writeWhole(args.out, writeNpy({ shape: rollout.shape, data: values }));
    const first = firstNonFiniteStep(rollout);
    if (first !== undefined) output.warn(`The rollout is not finite from step ${first + 1} on`);
    const text = `${rollout.shape.join(' x ')} states are in ${args.out}`;
    output.result(text, { out: args.out, shape: rollout.shape });
  },
};
