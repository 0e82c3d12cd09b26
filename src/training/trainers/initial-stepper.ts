/** Networks with initial parameters, ready to be trained on arrays. */

import { concatenate } from '../../arrays.js';
import type { Precision } from '../../backends/index.js';
import {
  COUNT,
  check,
  checkOptions,
  FLAG,
  FUNCTION,
  oneOf,
  type Rule,
  type Rules,
  TEXT,
} from '../../checks.js';
import { loadCore } from '../../core/index.js';
import { UserError } from '../../errors.js';
import { ShapeError } from '../../graph/index.js';
import { DRAWABLE, getNetwork, initialise, type Layer } from '../../nets/index.js';
import type { Key, RandomOptions } from '../../random/index.js';
import { type EmulatorMaker, NeuralStepper } from '../neural-stepper.js';
import { checkParams, type Trainable } from '../training-program.js';

/**
 * A network for states of one shape: a config string (`Conv;26;10;relu`), a layer made of blocks,
 * or parameters and a function of one's own.
 */
export type NetworkLike = string | Pick<Layer, 'parameters' | 'init' | 'apply'>;

/** One key or several: one for each seed. */
export type Keys = Key | Promise<Key> | readonly (Key | Promise<Key>)[];

/** For `initialStepper`. */
export interface InitialStepperOptions extends RandomOptions {
  /** The emulator of the network, for a task that corrects a solver; default the network itself. */
  readonly emulator?: EmulatorMaker;
  /** Of backends that the stepper opens by itself; default 'f32'. */
  readonly precision?: Precision;
}

const NETWORK: Rule = {
  allowed: `a config string, or ${DRAWABLE.allowed}`,
  fits: (value) => TEXT.fits(value) || DRAWABLE.fits(value),
};
const STATE: Rule = {
  allowed: 'a list [channels, …space] of whole numbers from 1 on',
  fits: (value) => Array.isArray(value) && value.length > 0 && value.every(COUNT.fits),
};
const KEYS: Rule = {
  allowed: 'a key, or a list of keys, one for each seed',
  fits: (value) => Array.isArray(value) && value.length > 0,
};
const OPTIONS: Rules = {
  emulator: { ...FUNCTION, allowed: 'a function that makes an emulator of one' },
  precision: oneOf('f32', 'f64'),
  partitionable: FLAG,
};

/**
 * A network for states `[channels, ...space]` with parameters drawn from a key, or from several
 * for seeds side by side. Its `with` takes parameters of one's own.
 *
 * Rejects with a UserError for arguments that can't be, and for a config string that is wrong or
 * has no grid of this shape.
 */
export async function initialStepper(
  network: NetworkLike,
  stateShape: readonly number[],
  keys: Keys,
  options: InitialStepperOptions = {},
): Promise<NeuralStepper<Trainable>> {
  check('a network', network, NETWORK);
  check('the shape of states', stateShape, STATE);
  checkOptions('initialStepper', options, OPTIONS);
  const { emulator = (step) => step, precision, ...random } = options;
  await loadCore();
  const layer = typeof network === 'string' ? ofString(network, stateShape) : network;
  const drawn: Float32Array[][] = [];
  for (const key of await keysOf(keys)) {
    const ofSeed = initialise(layer, key, random);
    checkParams(layer, ofSeed, 1);
    drawn.push(ofSeed);
  }
  const params = layer.parameters.map((_, leaf) => concatenate(drawn.map((seed) => seed[leaf])));
  const trainable: Trainable = { parameters: layer.parameters, apply: layer.apply, stateShape };
  const stepper = new NeuralStepper(trainable, emulator, params, drawn.length, precision);
  requireStates(stepper, stateShape);
  return stepper;
}

/** Throws a UserError where a stepper can't be applied to states of this shape. */
function requireStates(stepper: NeuralStepper<Trainable>, stateShape: readonly number[]): void {
  try {
    stepper.rolloutProgram(1, 1);
  } catch (error) {
    if (error instanceof UserError && !(error instanceof ShapeError)) throw error;
    const { message } = error as Error;
    throw new UserError(
      `the network can't be applied to states [${stateShape.join(', ')}]: ${message}`,
      { cause: error },
    );
  }
}

/** The network of a config string for a grid with as many points along each axis. */
function ofString(config: string, [numChannels = 0, ...space]: readonly number[]): Layer {
  const [numPoints = 0] = space;
  const isGrid = space.length >= 1 && space.length <= 3;
  if (isGrid && space.every((extent) => extent === numPoints)) {
    return getNetwork(config, { numSpatialDims: space.length, numPoints, numChannels });
  }
  throw new UserError(
    `'${config}' is for states [channels, N, …], N along each of 1 to 3 axes, ` +
      `not [${[numChannels, ...space].join(', ')}]`,
  );
}

/** One key or several, as a list. */
export async function keysOf(keys: Keys): Promise<Key[]> {
  const given = await keys;
  check('keys', given, KEYS);
  const isKey = given.length === 2 && given.every((word) => typeof word === 'number');
  return isKey ? [given as Key] : Promise.all(given as readonly (Key | Promise<Key>)[]);
}
