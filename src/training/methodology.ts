/**
 * What a way of training is: a rule that makes a loss from an emulator and windows of data
 * (trainax `BaseConfiguration`), and how it is called by itself.
 */

import {
  COUNT,
  check,
  checkEach,
  FLAG,
  FUNCTION,
  type Rule,
  type Rules,
  textOf,
  wholeFrom,
} from '../checks.js';
import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** One step of what advances states in time, `[E, B, C, ...N]` to the same. */
export type Emulator = (u: Tensor) => Tensor;

/** r(next, prev), of `[E, B, C, ...N]` each: it is 0 where `next` follows `prev`. */
export type ResiduumFn = (next: Tensor, prev: Tensor) => Tensor;

/** What some ways of training know of the physics. */
export interface Physics {
  /** One step of the reference solver: `(u) => solver.step(u)`. */
  readonly refStepper?: Emulator;
  /** The residuum of a step, where the way of training needs it. */
  readonly residuumFn?: ResiduumFn;
}

/** Of the physics. */
export const PHYSICS: Rules = {
  refStepper: { ...FUNCTION, allowed: 'a function of states, as (u) => solver.step(u)' },
  residuumFn: { ...FUNCTION, allowed: 'a function of two states, (next, prev)' },
};

/** A rule that makes a loss from an emulator and windows of data. */
export interface Methodology {
  /** A window holds this many states and one more: windows start at 0 … T - numRolloutSteps. */
  readonly numRolloutSteps: number;
  /**
   * How many of the states after its first the loss reads, default all; with 0 data may hold the
   * initial state alone.
   */
  readonly numTargets?: number;
  /** Whether the loss steps the reference solver. */
  readonly needsReference?: boolean;
  /** Whether the loss takes the residuum of steps. */
  readonly needsResiduum?: boolean;
  /**
   * Whether a batch's loss is the mean of the losses of its windows, so that those of several
   * minibatches can be averaged. Default false: the loss over all windows is taken of all at once.
   */
  readonly isBatchMean?: boolean;
  /** The loss `[E, 1, 1, ..1]`; `window(t)` is the state t steps into the window. */
  loss(emulator: Emulator, window: (t: number) => Tensor, physics: Physics): Tensor;
}

export const METHODOLOGY: Rule = {
  allowed: 'a configuration, { numRolloutSteps, loss, … }, as supervised(5) makes one',
  fits(value) {
    const { numRolloutSteps, loss } = (value ?? {}) as Partial<Methodology>;
    return COUNT.fits(numRolloutSteps) && typeof loss === 'function';
  },
};

/** Throws a UserError for what is no methodology, and for one with a wrong field. */
export function checkMethodology(what: string, methodology: Methodology): void {
  check(what, methodology, METHODOLOGY);
  const { numRolloutSteps, numTargets = 0 } = methodology;
  check('numTargets', numTargets, wholeFrom(0, numRolloutSteps));
  const { needsReference = false, needsResiduum = false, isBatchMean = false } = methodology;
  checkEach({ needsReference, needsResiduum, isBatchMean }, FLAG);
}

/**
 * A methodology that can be called by itself in a traced program: the loss `[E, 1, 1, ..1]` of a
 * stepper on data `[E, B, T, C, ...N]`, windows of T states for each of E seeds.
 *
 * Throws a UserError for data of too few states, and where the physics that it needs is missing.
 */
export interface Configuration extends Methodology {
  (stepper: Emulator, data: Tensor, physics?: Physics): Tensor;
}

/**
 * Makes a methodology, one of one's own too, callable by itself. Throws a UserError for what is
 * none.
 */
export function configuration(methodology: Methodology): Configuration {
  checkMethodology('a configuration', methodology);
  const call = (stepper: Emulator, data: Tensor, physics: Physics = {}): Tensor => {
    const [seeds, batch, times, ...state] = data.shape;
    const frame = (t: number) =>
      ops.reshape(ops.slice(data, 2, t, t + 1), [seeds!, batch!, ...state]);
    return lossOf(methodology, stepper, frame, times ?? 0, physics);
  };
  return Object.assign(call, methodology);
}

/**
 * The step, whose result would else be broadcast against the data. Throws a UserError where it does
 * not keep the shape of states.
 */
export function keepingShape(what: string, step: Emulator): Emulator {
  check(what, step, FUNCTION);
  return (u) => {
    const next = step(u);
    const [before, after] = [u, next].map((states) => states?.shape?.slice(1));
    if (String(before) === String(after)) return next;
    throw new UserError(
      `${what} makes states [${after?.join(', ')}] of [${before?.join(', ')}], batch, channels ` +
        'and space; they must have the same shape',
    );
  };
}

/** The residuum. Throws a UserError where it is not one of each state of the batch. */
const ofEachState =
  (residuum: ResiduumFn): ResiduumFn =>
  (next, prev) => {
    const result = residuum(next, prev);
    const [given, wanted] = [result, next].map((states) => states?.shape?.slice(0, 2));
    if (String(given) === String(wanted) && result.shape.length > 2) return result;
    throw new UserError(
      `residuumFn must give a tensor [seeds, batch, …] like the states [${next.shape.join(', ')}], ` +
        `not ${result?.shape ? `[${result.shape.join(', ')}]` : textOf(result)}`,
    );
  };

/** Of steps: all of them stand in one program. */
const UNROLLED = wholeFrom(1, 10_000);

/**
 * The loss of a methodology on windows of `times` states. Throws a UserError where they are too
 * few, a step does not keep the shape of states, or the physics that it needs is missing.
 */
export function lossOf(
  methodology: Methodology,
  emulator: Emulator,
  frame: (t: number) => Tensor,
  times: number,
  physics: Physics,
): Tensor {
  const { numRolloutSteps, numTargets = numRolloutSteps } = methodology;
  if (times <= numTargets) {
    throw new UserError(
      `this training compares with ${numTargets} states after the initial one; ` +
        `a window of the data has ${Math.max(times - 1, 0)}`,
    );
  }
  check('numRolloutSteps', numRolloutSteps, UNROLLED);
  if (methodology.needsReference === true && physics.refStepper === undefined) {
    throw new UserError('this training steps a reference solver: refStepper is missing');
  }
  if (methodology.needsResiduum === true && physics.residuumFn === undefined) {
    throw new UserError('this training takes the residuum of steps: residuumFn is missing');
  }
  const window = (t: number) => {
    if (Number.isInteger(t) && t >= 0 && t < times) return frame(t);
    throw new UserError(`a window has the states 0 to ${times - 1}, not ${t}`);
  };
  const { refStepper, residuumFn } = physics;
  return methodology.loss(keepingShape('the stepper', emulator), window, {
    ...physics,
    refStepper: refStepper && keepingShape('refStepper', refStepper),
    residuumFn: residuumFn && ofEachState(residuumFn),
  });
}
