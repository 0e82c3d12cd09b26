/**
 * A stepper that is an ONNX model, which onnxruntime-web runs. This module is loaded when it is
 * needed.
 *
 * Source: https://onnxruntime.ai/docs/api/js.
 */

import { onnxRuntime } from '#platform';
import { type Floats, float64Of, type NdArray, type Numbers, sizeOf, typeOf } from '../arrays.js';
import type { Precision, WithBackendOptions } from '../backends/index.js';
import { COUNT, check, checkNdArray, OBJECT, requireMemory } from '../checks.js';
import { clipped, throwIfStopped, UserError } from '../errors.js';
import type { RolloutStepper } from './scenario.js';

/** What is needed of the module onnxruntime-web, or of another one of its kind. */
export interface OnnxRuntime {
  /** Loads models. */
  readonly InferenceSession: {
    create(model: Uint8Array, options?: object): Promise<OnnxSession>;
  };
  /** Makes tensors. */
  readonly Tensor: new (
    type: 'float32' | 'float64',
    data: Float32Array | Float64Array,
    shape: readonly number[],
  ) => OnnxTensor;
}

/** A tensor of onnxruntime. */
export interface OnnxTensor {
  /** Its values, in the typed array of its type. */
  readonly data: unknown;
  /** Its shape. */
  readonly dims: readonly number[];
}

/** A model that onnxruntime has loaded. */
export interface OnnxSession {
  /** What the model takes. */
  readonly inputMetadata: readonly OnnxValue[];
  /** What the model gives. */
  readonly outputMetadata: readonly OnnxValue[];
  /** Evaluates the model once. */
  run(inputs: Readonly<Record<string, never>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  /** Frees what it holds. */
  release(): Promise<void>;
}

/** An input or output: axes are numbers, or names where their extent is free. */
export interface OnnxValue {
  /** By which `run` knows it. */
  readonly name: string;
  /** Whether it is a tensor; nothing else can be used. */
  readonly isTensor: boolean;
  /** Of its numbers: `float32`. */
  readonly type?: string;
  /** A length for each axis, or the name of one that is open. */
  readonly shape?: readonly (number | string)[];
}

/** For `loadOnnx`. */
export interface OnnxOptions {
  /** The module onnxruntime-web, where it has been imported from elsewhere or has settings. */
  readonly runtime?: OnnxRuntime;
  /** What `InferenceSession.create` takes beside the model. */
  readonly sessionOptions?: object;
}

type Axes = readonly (number | string)[];

/** Batch, channels, and one to three axes of space. */
const RANKS = [3, 4, 5];

/** An ONNX model that makes one time step, as `loadOnnx` gives it. */
export class OnnxStepper implements RolloutStepper {
  /** A model holds one seed. */
  readonly numSeeds = 1;
  /** What its states are computed in. */
  readonly precision: Precision;
  /** `[channels, ...points]`; null where any number does. */
  readonly stateShape: readonly (number | null)[];
  /** The states that it takes at once; null for any number. */
  private readonly batch: number | null;

  /** Made by `loadOnnx`. `name` is that of messages. */
  constructor(
    private readonly name: string,
    private readonly session: OnnxSession,
    private readonly runtime: OnnxRuntime,
  ) {
    const input = inputOf(name, session);
    this.precision = input.type === 'float64' ? 'f64' : 'f32';
    const fixed = axesOf(input).map((axis) => (typeof axis === 'number' ? axis : null));
    [this.batch, ...this.stateShape] = fixed as [number | null, ...(number | null)[]];
  }

  /** One step of states `[C, ...N]` or `[B, C, ...N]`, which keep their shape. */
  async step(states: NdArray<Numbers>, options: WithBackendOptions = {}): Promise<NdArray> {
    const { data } = await this.rollout(states, 1, options);
    return { data, shape: states.shape };
  }

  /**
   * The states after 1, …, numSteps steps from `[C, ...N]` or `[B, C, ...N]`, on a new axis before
   * the channels: `[B, numSteps, C, ...N]`. Of the options, only a signal is heeded.
   */
  async rollout(
    states: NdArray<Numbers>,
    numSteps: number,
    options: WithBackendOptions = {},
  ): Promise<NdArray> {
    checkNdArray('states', states);
    check('the number of steps', numSteps, COUNT);
    check('options', options, OBJECT);
    const { leading, state } = this.splitAxes(states);
    const [batch, size] = [leading[0] ?? 1, sizeOf(state)];
    requireMemory('the rollout', [batch, numSteps, ...state]);
    const initial = float64Of(states).data;
    const result = new Float64Array(batch * numSteps * size);
    const group = this.batch ?? batch;
    for (let first = 0; first < batch; first += group) {
      const count = Math.min(group, batch - first);
      // A batch that must be full has zeros behind the last states.
      let values = new (this.precision === 'f64' ? Float64Array : Float32Array)(group * size);
      values.set(initial.subarray(first * size, (first + count) * size));
      for (let step = 0; step < numSteps; step++) {
        throwIfStopped(options.signal);
        values = await this.next(values, [group, ...state]);
        for (let i = 0; i < count; i++) {
          const at = ((first + i) * numSteps + step) * size;
          result.set(values.subarray(i * size, (i + 1) * size), at);
        }
      }
    }
    return { data: result, shape: [...leading, numSteps, ...state] };
  }

  /** Lets go of the memory that the model takes. */
  async release(): Promise<void> {
    await this.session.release();
  }

  private splitAxes({ shape }: NdArray<Numbers>): { leading: number[]; state: number[] } {
    const rank = this.stateShape.length;
    const [leading, state] = [shape.slice(0, -rank), shape.slice(-rank)];
    const fits = this.stateShape.every(
      (axis, i) => state[i]! > 0 && (axis ?? state[i]) === state[i],
    );
    if (leading.length <= 1 && fits) return { leading, state };
    throw new UserError(
      `states [${shape.join(', ')}] for ${this.name}, which is a stepper of ` +
        `[${this.stateShape.map((axis) => axis ?? 'any').join(', ')}]; allowed: these, with an axis ` +
        'of states before them',
    );
  }

  private async next<Data extends Floats>(values: Data, shape: readonly number[]): Promise<Data> {
    const { session, runtime, name } = this;
    const type = this.precision === 'f64' ? 'float64' : 'float32';
    const [input, output] = [session.inputMetadata[0]!.name, session.outputMetadata[0]!.name];
    let next: OnnxTensor;
    try {
      const tensor = new runtime.Tensor(type, values, shape);
      next = (await session.run({ [input]: tensor as never }))[output]!;
    } catch (error) {
      throw new UserError(`${name} failed at states [${shape.join(', ')}]: ${reasonOf(error)}`);
    }
    if (String(next.dims) === String(shape) && typeOf(next.data) === typeOf(values)) {
      return next.data as Data;
    }
    throw new UserError(
      `${name} makes [${next.dims.join(', ')}] of states [${shape.join(', ')}]; allowed: the same`,
    );
  }
}

const reasonOf = (error: unknown): string => clipped(String((error as Error).message), 300);

/** The axes of an input or output; one that is free and has no name comes as -1 without its sign. */
const axesOf = ({ shape = [] }: OnnxValue): Axes =>
  shape.map((axis) => (typeof axis === 'number' && axis > 0x7fffffff ? 'any' : axis));

/** The one input. Throws a `UserError` for another signature that says which it is. */
function inputOf(name: string, session: OnnxSession): OnnxValue {
  const { inputMetadata: inputs, outputMetadata: outputs } = session;
  const [input, output] = [inputs[0], outputs[0]];
  if (inputs.length === 1 && outputs.length === 1 && isStep(input!, output!)) return input!;
  throw new UserError(
    `${name} makes ${described(outputs)} of ${described(inputs)}; allowed: one output of one input ` +
      '[batch, channels, ...points] with one to three axes of points, none of them empty, both ' +
      'float32 or both float64, of the same shape',
  );
}

function isStep(input: OnnxValue, output: OnnxValue): boolean {
  const axes = axesOf(input);
  // Without a shape, what comes out is looked at when it is there.
  const others = output.shape?.length ? axesOf(output) : axes;
  const isFloat = input.type === 'float32' || input.type === 'float64';
  // A fixed batch of 0 would never get through the states.
  const isFilled = ![...axes, ...others].includes(0);
  const isRank = RANKS.includes(axes.length);
  return isFloat && isFilled && output.type === input.type && isRank && mayBeSame(axes, others);
}

const mayBeSame = (a: Axes, b: Axes): boolean =>
  a.length === b.length &&
  a.every((axis, i) => typeof axis === 'string' || typeof b[i] === 'string' || axis === b[i]);

/** `x: float32 [B, 1, 64]` of each. */
function described(values: readonly OnnxValue[]): string {
  const texts = values.map((value) => {
    const { name, type = 'no tensor' } = value;
    return `${clipped(name, 40)}: ${type} [${clipped(axesOf(value).join(', '))}]`;
  });
  return clipped(texts.join(' and ') || 'nothing', 300);
}

async function defaultRuntime(): Promise<OnnxRuntime> {
  try {
    return (await onnxRuntime()) as OnnxRuntime;
  } catch (error) {
    throw new UserError(
      'ONNX models need the package onnxruntime-web: `npm install onnxruntime-web`, or give ' +
        `loadOnnx the module as { runtime } (${reasonOf(error)})`,
    );
  }
}

/** What `loadOnnx` gives for the bytes of a model. */
export async function openOnnx(
  name: string,
  bytes: Uint8Array,
  { runtime, sessionOptions }: OnnxOptions,
): Promise<OnnxStepper> {
  const module = runtime ?? (await defaultRuntime());
  let session: OnnxSession;
  try {
    session = await module.InferenceSession.create(bytes, sessionOptions);
  } catch (error) {
    throw new UserError(`${name} is none that onnxruntime-web runs: ${reasonOf(error)}`);
  }
  return new OnnxStepper(name, session, module);
}
