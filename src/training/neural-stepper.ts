/**
 * A network with its trained (or initial) parameters, which advances states by itself: what a run
 * returns. It may hold several seeds, which then step side by side.
 */

import {
  concatenate,
  float64Of,
  type NdArray,
  type Numbers,
  partOf,
  sizeOf,
  swapAxes,
} from '../arrays.js';
import {
  type Backend,
  type Executable,
  type Precision,
  type WithBackendOptions,
  withBackend,
} from '../backends/index.js';
import {
  COUNT,
  check,
  checkNdArray,
  FUNCTION,
  oneOf,
  PLAIN,
  type Rule,
  wholeFrom,
} from '../checks.js';
import { UserError } from '../errors.js';
import { type Program, type Tracer, trace } from '../graph/index.js';
import type { Network } from '../nets/index.js';
import { type Emulator, keepingShape } from './methodology.js';
import { writeTensors } from './tensors.js';
import { checkParams, stateShape, TRAINABLE, type Trainable } from './training-program.js';

/** One array of a network; `path` as `layers.0.weight`, the seed axis leads. */
export interface RawWeight extends NdArray {
  /** Where it stands in the original's tree. */
  readonly path: string;
}

/** From the network to the emulator. */
export interface EmulatorMaker {
  (network: Emulator): Emulator;
  /** Whether it steps a coarse solver, whose transforms reach everywhere. */
  readonly stepsCoarse?: boolean;
}

const PRECISION = oneOf('f32', 'f64');
const STEPPERS: Rule = {
  allowed: 'a list of one NeuralStepper or more',
  fits: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => one instanceof NeuralStepper),
};

/** A network with weights, one set for each seed, that makes time steps. */
export class NeuralStepper<Net extends Trainable = Network> {
  /**
   * `params` are the network's arrays in leaf order, each `[E, ...shape]` for E seeds. `emulatorOf`
   * makes the emulator of the network, as its task wants it. `precision` is that of backends that
   * it opens by itself. Without arrays it can be traced, and not run. Throws a UserError for arrays
   * of other shapes.
   */
  constructor(
    /** What it steps by: the parameters, and the function that takes them. */
    readonly network: Net,
    /** Makes the emulator of the network. */
    readonly emulatorOf: EmulatorMaker,
    /** The weights, an array for each parameter, seeds first. */
    readonly params: readonly Float64Array[],
    /** How many sets of weights there are. */
    readonly numSeeds: number,
    /** The floats of backends that it opens by itself. */
    readonly precision: Precision = 'f32',
  ) {
    check('what a stepper steps by', network, TRAINABLE);
    check('what makes the emulator', emulatorOf, FUNCTION);
    check('the number of seeds', numSeeds, COUNT);
    check('precision', precision, PRECISION);
    if (params?.length !== 0) checkParams(network, params, numSeeds);
  }

  /**
   * The stepper that holds all seeds of several steppers of one network, side by side. Throws a
   * UserError where the networks differ in their states or parameters, and without a stepper.
   */
  static stack<Net extends Trainable>(steppers: readonly NeuralStepper<Net>[]): NeuralStepper<Net> {
    check('what is stacked', steppers, STEPPERS);
    const [first, ...others] = steppers;
    const kind = ({ network }: NeuralStepper<Net>) =>
      JSON.stringify([stateShape(network), network.parameters]);
    if (others.some((one) => kind(one) !== kind(first))) {
      throw new UserError('steppers that are stacked must not differ in their networks');
    }
    const params = first.network.parameters.map((_, leaf) =>
      concatenate(steppers.map((stepper) => stepper.params[leaf])),
    );
    const numSeeds = steppers.reduce((count, stepper) => count + stepper.numSeeds, 0);
    return first.with(params, numSeeds);
  }

  /** The stepper of the same emulator with other parameters. Throws a UserError for its arrays. */
  with(
    params: readonly Float64Array[],
    numSeeds = this.numSeeds,
    precision = this.precision,
  ): NeuralStepper<Net> {
    checkParams(this.network, params, numSeeds);
    return new NeuralStepper(this.network, this.emulatorOf, params, numSeeds, precision);
  }

  /** The stepper of one of the seeds. Throws a UserError for one that there is not. */
  seed(index: number): NeuralStepper<Net> {
    check('a seed of the stepper', index, wholeFrom(0, this.numSeeds - 1));
    return this.with(
      this.params.map((values) => partOf(values, index, this.numSeeds)),
      1,
    );
  }

  /** The arrays by leaf path, each with a leading seed axis. */
  weights(): RawWeight[] {
    return this.network.parameters.map(({ path, shape }, i) => ({
      path,
      shape: [this.numSeeds, ...shape],
      data: this.params[i],
    }));
  }

  /** The emulator inside a program; its parameters are inputs, which `write` fills. */
  declare(t: Tracer): Emulator {
    const params = this.network.parameters.map(({ path, shape }) =>
      t.input(path, [this.numSeeds, ...shape]),
    );
    return keepingShape(
      'the stepper',
      this.emulatorOf((u) => this.network.apply(params, u)),
    );
  }

  /** Writes the parameters to a program in which the stepper was declared. */
  async write(executable: Executable): Promise<void> {
    checkParams(this.network, this.params, this.numSeeds);
    const { parameters } = this.network;
    await writeTensors(
      executable,
      parameters.map(({ path }, i) => [path, this.params[i]]),
    );
  }

  /**
   * One step of states `[C, ...N]` or `[B, C, ...N]`, which keep their shape; with several seeds
   * the result has a leading seed axis, and may be given back with it.
   */
  async step(states: NdArray<Numbers>, options: WithBackendOptions = {}): Promise<NdArray> {
    const result = await this.rollout(states, 1, options);
    const timeAxis = result.shape.length - stateShape(this.network).length - 1;
    return { data: result.data, shape: result.shape.filter((_, axis) => axis !== timeAxis) };
  }

  /**
   * The states after 1, …, numSteps steps from `[C, ...N]` or `[B, C, ...N]`, on a new axis before
   * the channels: `[B, numSteps, C, ...N]`, with a leading seed axis if there are several seeds.
   */
  async rollout(
    states: NdArray<Numbers>,
    numSteps: number,
    options: WithBackendOptions = {},
  ): Promise<NdArray> {
    const state = stateShape(this.network);
    checkNdArray('states', states);
    check('the number of steps', numSteps, COUNT);
    check('options', options, PLAIN);
    const leading = this.leadingAxes(states, state);
    const ensemble = this.spread(float64Of(states), leading, state);
    const batch = ensemble.length / (this.numSeeds * sizeOf(state));
    const compute = async (backend: Backend) => {
      const executable = await backend.compile(this.rolloutProgram(batch, numSteps));
      try {
        await this.write(executable);
        await executable.write('u', ensemble);
        await executable.run(numSteps, { signal: options.signal });
        return await executable.readRecord('u', 0, numSteps);
      } finally {
        await executable.dispose();
      }
    };
    const data = await withBackend({ precision: this.precision, ...options }, compute);
    const axes = this.numSeeds === 1 ? leading : [this.numSeeds, ...leading.slice(-1)];
    return {
      data: swapAxes(data, numSteps, this.numSeeds * batch),
      shape: [...axes, numSteps, ...state],
    };
  }

  /** The program that advances `batch` states of every seed and records each step. */
  rolloutProgram(batch: number, numSteps: number): Program {
    return trace({ steps: numSteps }, (t) => {
      const u = t.state('u', [this.numSeeds, batch, ...stateShape(this.network)]);
      const next = this.declare(t)(u);
      t.assign(u, next);
      t.record('u', next);
    });
  }

  /** The axes of states before the channels. */
  private leadingAxes({ shape }: NdArray<Numbers>, state: readonly number[]): readonly number[] {
    const leading = shape.slice(0, shape.length - state.length);
    const own = shape.slice(leading.length);
    const fits =
      own.every((extent, axis) => extent === state[axis]) &&
      own.length === state.length &&
      (leading.length < 2 || (leading.length === 2 && leading[0] === this.numSeeds));
    if (!fits) {
      throw new UserError(
        `states [${shape.join(', ')}] for a stepper of [${state.join(', ')}]; allowed: these, with ` +
          'an axis of states before them, and with one of the seeds before that',
      );
    }
    return leading;
  }

  /** The states of all seeds, `[E, B, C, ...N]`. */
  private spread(
    { data }: NdArray,
    leading: readonly number[],
    state: readonly number[],
  ): Float64Array {
    if (leading.length === 2) return data;
    const batch = (leading[0] ?? 1) * sizeOf(state);
    const ensemble = new Float64Array(this.numSeeds * batch);
    for (let seed = 0; seed < this.numSeeds; seed++) ensemble.set(data, seed * batch);
    return ensemble;
  }
}
