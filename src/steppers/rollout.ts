/**
 * Steppers on arrays: functions that advance states `[C, ...N]`, or several at once
 * `[B, C, ...N]`, on a backend that is opened for the call, by its name or WASM, unless one is
 * given. One step of a stepper is `repeat(stepper, 1)`.
 */

import { float64Of, type NdArray, type Numbers, sizeOf, swapAxes } from '../arrays.js';
import {
  type Executable,
  WITH_BACKEND_OPTIONS,
  type WithBackendOptions,
  withBackend,
} from '../backends/index.js';
import {
  check,
  checkNdArray,
  checkOptions,
  FLAG,
  type Rules,
  requireMemory,
  wholeFrom,
} from '../checks.js';
import { UserError } from '../errors.js';
import { type Program, trace } from '../graph/index.js';
import { STEPPER, type Stepper, stepped } from './base-stepper.js';
import type { AuxStepper } from './forced-stepper.js';

/** For `steppers.repeat`: where it computes, and what else the stepper takes. */
export interface RepeatOptions extends WithBackendOptions {
  /** Whether the stepper takes a second array, as `ForcedStepper` does; default false. */
  takesAux?: boolean;
  /** Whether that array is the same for all steps (default), or has an entry for each. */
  constantAux?: boolean;
}

/** For `steppers.rollout`. */
export interface RolloutOptions extends RepeatOptions {
  /** Whether the initial state is the first of the states; default false. */
  includeInit?: boolean;
}

/** Advances states `[C, ...N]` or `[B, C, ...N]`. */
export type ArrayFunction = (states: NdArray<Numbers>) => Promise<NdArray>;
/**
 * The same with a second array: `[C, ...N]` for all states or `[B, C, ...N]`, with an axis of n
 * steps before the channels unless it is constant.
 */
export type ArrayFunctionWithAux = (
  states: NdArray<Numbers>,
  aux: NdArray<Numbers>,
) => Promise<NdArray>;

const REPEAT: Rules = { ...WITH_BACKEND_OPTIONS, takesAux: FLAG, constantAux: FLAG };
const ROLLOUT: Rules = { ...REPEAT, includeInit: FLAG };

/** @throws UserError where these arguments cannot be. */
function checkArguments(
  stepper: AuxStepper,
  n: number,
  options: RepeatOptions,
  known: Rules,
): void {
  check('what steps', stepper, STEPPER);
  check('the number of channels of a stepper', stepper.numChannels, wholeFrom(1));
  check('the number of steps', n, wholeFrom(0));
  checkOptions('rollout', options, known);
}

/**
 * The function that gives the states after 1, …, n steps, on a new axis before the channels:
 * `[n, C, ...N]` or `[B, n, C, ...N]`, n + 1 of them with `includeInit` (exponax: `rollout`).
 *
 * @throws UserError where n is no whole number; the function, where shapes do not fit.
 *
 * ```js
 * const heat = new steppers.Diffusion({ dims: 2, domainExtent: 1, numPoints: 16, dt: 0.01 });
 * const states = await random.normal(random.PRNGKey(0), [5, 1, 16, 16]);
 * const frames = await steppers.rollout(heat, 10)({ data: states, shape: [5, 1, 16, 16] });
 * console.log(frames.shape);
 * ```
 *
 * ```
 * [ 5, 10, 1, 16, 16 ]
 * ```
 */
export function rollout(
  stepper: AuxStepper,
  n: number,
  options: RolloutOptions & { takesAux: true },
): ArrayFunctionWithAux;
export function rollout(
  stepper: Stepper,
  n: number,
  options?: RolloutOptions & { takesAux?: false },
): ArrayFunction;
export function rollout(
  stepper: AuxStepper,
  n: number,
  options: RolloutOptions = {},
): (states: NdArray<Numbers>, aux?: NdArray<Numbers>) => Promise<NdArray> {
  checkArguments(stepper, n, options, ROLLOUT);
  return async (states, aux) => {
    const { includeInit = false, signal } = options;
    const batch = batchOf(stepper, states);
    const count = n + Number(includeInit);
    requireMemory('the rollout', [count, ...states.shape]);
    const frames = new Float64Array(count * states.data.length);
    if (includeInit) frames.set(states.data);
    await advance(stepper, n, options, { states, aux, record: true }, async (executable) => {
      await executable.run(n, { signal });
      const records = await executable.readRecord('u', 0, n);
      frames.set(records, frames.length - records.length);
    });
    return {
      data: swapAxes(frames, count, batch.count),
      shape: [...batch.axes, count, ...states.shape.slice(batch.axes.length)],
    };
  };
}

/**
 * The function that gives the states after n steps, of the shape of the states that it is given
 * (exponax: `repeat`).
 *
 * @throws UserError where n is no whole number; the function, where shapes do not fit.
 *
 * ```js
 * const burgers = new steppers.Burgers({ dims: 1, domainExtent: 1, numPoints: 64, dt: 0.01 });
 * const data = Float64Array.from({ length: 64 }, (_, i) => Math.sin((2 * Math.PI * i) / 64));
 * const later = await steppers.repeat(burgers, 10)({ data, shape: [1, 64] });
 * console.log(later.shape);
 * ```
 *
 * ```
 * [ 1, 64 ]
 * ```
 */
export function repeat(
  stepper: AuxStepper,
  n: number,
  options: RepeatOptions & { takesAux: true },
): ArrayFunctionWithAux;
export function repeat(
  stepper: Stepper,
  n: number,
  options?: RepeatOptions & { takesAux?: false },
): ArrayFunction;
export function repeat(
  stepper: AuxStepper,
  n: number,
  options: RepeatOptions = {},
): (states: NdArray<Numbers>, aux?: NdArray<Numbers>) => Promise<NdArray> {
  checkArguments(stepper, n, options, REPEAT);
  return async (states, aux) => {
    let data: Float64Array | undefined;
    await advance(stepper, n, options, { states, aux, record: false }, async (executable) => {
      await executable.run(n, { signal: options.signal });
      data = await executable.read('u');
    });
    return { data: data ?? Float64Array.from(states.data), shape: states.shape };
  };
}

/**
 * All windows of n neighbouring frames of a trajectory `[T, ...]`, as `[T - n + 1, n, ...]`
 * (exponax: `stack_sub_trajectories`).
 *
 * @throws UserError where a trajectory has no n frames.
 */
export function stackSubTrajectories(trajectory: NdArray, n: number): NdArray {
  checkNdArray('a trajectory', trajectory);
  const { data, shape } = trajectory;
  const [frames = 0, ...rest] = shape;
  check('the number of frames of a window', n, {
    allowed: `a whole number from 1 to ${frames}, those of the trajectory`,
    fits: () => wholeFrom(1).fits(n) && n <= frames,
  });
  const size = sizeOf(rest);
  const count = frames - n + 1;
  requireMemory('all windows', [count, n, ...rest]);
  const result = new Float64Array(count * n * size);
  for (let start = 0; start < count; start++) {
    result.set(data.subarray(start * size, (start + n) * size), start * n * size);
  }
  return { data: result, shape: [count, n, ...rest] };
}

interface Advance {
  states: NdArray<Numbers>;
  aux: NdArray<Numbers> | undefined;
  /** Whether every step is recorded. */
  record: boolean;
}

/** Lends an executable of n steps from the given states to `use`, where there are any steps. */
async function advance(
  stepper: AuxStepper,
  n: number,
  options: RepeatOptions,
  { states, aux, record }: Advance,
  use: (executable: Executable) => Promise<void>,
): Promise<void> {
  const { takesAux = false, constantAux = true } = options;
  if (takesAux !== (aux !== undefined)) {
    throw new UserError(
      takesAux ? 'takesAux: the second array is missing' : 'a second array, but no takesAux',
    );
  }
  const batch = batchOf(stepper, states).count;
  const table = aux && auxOf(stepper, aux, batch, constantAux ? null : n);
  if (n === 0) return;
  await withBackend(options, async (backend) => {
    const declared = table && { batch: table.batch, constant: constantAux };
    const executable = await backend.compile(programOf(stepper, n, batch, record, declared));
    try {
      await executable.write('u', float64Of(states).data);
      if (table) await executable.write('aux', table.data);
      await use(executable);
    } finally {
      await executable.dispose();
    }
  });
}

function programOf(
  stepper: AuxStepper,
  n: number,
  batch: number,
  record: boolean,
  aux: { batch: number; constant: boolean } | undefined,
): Program {
  const state = stateOf(stepper);
  return trace({ steps: n }, (t) => {
    const u = t.state('u', [1, batch, ...state]);
    const auxShape = [1, aux?.batch ?? 1, ...state];
    const next = stepped(
      stepper,
      u,
      aux && (aux.constant ? t.input('aux', auxShape) : t.perStep('aux', auxShape)),
    );
    t.assign(u, next);
    if (record) t.record('u', next);
  });
}

/** Without an axis of space where a stepper is of ordinary differential equations. */
const stateOf = ({ numChannels, dims, numPoints }: AuxStepper): number[] => [
  numChannels,
  ...Array<number>(dims).fill(numPoints),
];

/** How many states there are, and the axes that say so. */
function batchOf(
  stepper: AuxStepper,
  states: NdArray<Numbers>,
): { count: number; axes: readonly number[] } {
  checkNdArray('states', states);
  const { shape } = states;
  const state = stateOf(stepper);
  const axes = shape.slice(0, shape.length - state.length);
  if (axes.length > 1 || shape.slice(axes.length).join() !== state.join()) {
    throw misfit('states', shape, state, `or with an axis of states before these`);
  }
  return { count: axes[0] ?? 1, axes };
}

/** The second array with the axis of steps, if it has one, in front. */
function auxOf(
  stepper: AuxStepper,
  aux: NdArray<Numbers>,
  batch: number,
  steps: number | null,
): { data: Float64Array; batch: number } {
  checkNdArray('a second array', aux);
  const { data, shape } = float64Of(aux);
  const state = stateOf(stepper);
  const own = steps === null ? state : [steps, ...state];
  const axes = shape.slice(0, shape.length - own.length);
  const fits = axes.length === 0 || (axes.length === 1 && axes[0] === batch);
  if (!fits || shape.slice(axes.length).join() !== own.join()) {
    throw misfit('a second array', shape, own, `or with an axis of ${batch} states before these`);
  }
  const count = axes[0] ?? 1;
  return { data: steps === null ? data : swapAxes(data, count, steps), batch: count };
}

function misfit(
  what: string,
  given: readonly number[],
  allowed: readonly number[],
  more: string,
): UserError {
  return new UserError(
    `${what} of shape [${given.join(', ')}]; allowed: [${allowed.join(', ')}], ${more}`,
  );
}
