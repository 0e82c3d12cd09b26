/** Callbacks that take a loss: of any configuration, on the minibatch or on other data. */

import { type NdArray, partOf } from '../../arrays.js';
import { checkOptions, FLAG, LATER, type Rules, TEXT } from '../../checks.js';
import { type Configuration, checkMethodology, PHYSICS, type Physics } from '../methodology.js';
import { type LossAndGradient, lossAndGradientOnArrays, lossOnArrays } from '../on-arrays.js';
import { TrajectorySubStacker } from '../trajectory-sub-stacker.js';
import { type CallbackContext, checkEvery, type TrainingCallback } from './callback.js';
import { normOf } from './network.js';

/** For `GradNorm`: the physics of its configuration, where it is not the run's, and what it gives. */
export interface GradNormOptions extends Physics {
  /** The sum of squares instead of its root; default false. */
  readonly squared?: boolean;
  /** Of the columns; default `grad_norm`. */
  readonly name?: string;
}

const GRAD_NORM: Rules = { ...PHYSICS, squared: FLAG, name: TEXT };

/**
 * The root of the sum of squares of the gradient that a configuration has on the minibatch. The
 * physics that it needs is the run's where none is given.
 */
export class GradNorm implements TrainingCallback {
  readonly name: string;

  /** Throws a UserError for arguments that can't be. */
  constructor(
    readonly every: number,
    private readonly configuration: Configuration,
    private readonly options: GradNormOptions = {},
  ) {
    checkOptions('GradNorm', options, GRAD_NORM);
    this.name = options.name ?? 'grad_norm';
    checkEvery(this.name, every);
    checkMethodology('what a callback takes the gradient of', configuration);
  }

  async value(_: unknown, numSeeds: number, context: CallbackContext): Promise<number[]> {
    const { squared = false } = this.options;
    const gradients = await ofEachSeed(this.configuration, this.options, numSeeds, context, true);
    return gradients.map(({ gradient }) => normOf(gradient, squared));
  }
}

/** For `Loss`: the physics of its configuration, where it is not the run's, and what it gives. */
export interface LossOptions extends Physics {
  /** Give `{ loss, gradient }`, the gradient in leaf order; default false. */
  readonly withGrad?: boolean;
  /**
   * Trajectories `[samples, time, ...state]`, all windows of which are taken instead of the
   * minibatch.
   */
  readonly data?: NdArray;
  /** Of the columns; default `loss`. */
  readonly name?: string;
}

const LOSS: Rules = { ...PHYSICS, withGrad: FLAG, data: LATER, name: TEXT };

/**
 * The loss of a configuration on the minibatch, or on other data. The physics that it needs is the
 * run's where none is given.
 */
export class Loss implements TrainingCallback {
  readonly name: string;
  private readonly data: NdArray | null;

  /** Throws a UserError for arguments that can't be, and data that is too short. */
  constructor(
    readonly every: number,
    private readonly configuration: Configuration,
    private readonly options: LossOptions = {},
  ) {
    checkOptions('Loss', options, LOSS);
    this.name = options.name ?? 'loss';
    checkEvery(this.name, every);
    checkMethodology('what a callback takes the loss of', configuration);
    const { data } = options;
    const { numRolloutSteps, numTargets = numRolloutSteps } = configuration;
    this.data =
      data !== undefined
        ? new TrajectorySubStacker(data, numTargets + 1).dataSubTrajectories
        : null;
  }

  async value(
    _: unknown,
    numSeeds: number,
    context: CallbackContext,
  ): Promise<(number | { loss: number; gradient: readonly Float64Array[] })[]> {
    const { withGrad = false } = this.options;
    const values = await (this.data === null
      ? ofEachSeed(this.configuration, this.options, numSeeds, context, withGrad)
      : onData(this.configuration, this.options, this.data, context, withGrad));
    return values.map(({ loss: [loss], gradient }) => (withGrad ? { loss, gradient } : loss));
  }
}

/** Of each seed on its own minibatch. */
async function ofEachSeed(
  configuration: Configuration,
  own: Physics,
  numSeeds: number,
  context: CallbackContext,
  withGrad: boolean,
): Promise<LossAndGradient[]> {
  const minibatches = await context.minibatch();
  const values: LossAndGradient[] = [];
  for (let seed = 0; seed < numSeeds; seed++) {
    const one = { ...context, stepper: context.stepper.seed(seed) };
    values.push(...(await onData(configuration, own, minibatches[seed], one, withGrad)));
  }
  return values;
}

/** Of all seeds on the same windows. */
async function onData(
  configuration: Configuration,
  { refStepper, residuumFn }: Physics,
  data: NdArray,
  { stepper, physics, backend }: CallbackContext,
  withGrad: boolean,
): Promise<LossAndGradient[]> {
  const options = {
    backend,
    refStepper: refStepper ?? physics.refStepper,
    residuumFn: residuumFn ?? physics.residuumFn,
  };
  const { loss, gradient } = withGrad
    ? await lossAndGradientOnArrays(configuration, stepper, data, options)
    : { loss: await lossOnArrays(configuration, stepper, data, options), gradient: [] };
  return Array.from(loss, (one, seed) => ({
    loss: Float64Array.of(one),
    gradient: gradient.map((values) => partOf(values, seed, stepper.numSeeds)),
  }));
}
