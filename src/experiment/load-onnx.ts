/** Steppers that were made elsewhere, as ONNX models. */

import {
  BYTES,
  check,
  checkOptions,
  FUNCTION,
  OBJECT,
  type Rule,
  type Rules,
  TEXT,
} from '../checks.js';
import type { OnnxOptions, OnnxRuntime, OnnxStepper } from './onnx-stepper.js';
import { readFileOf } from './read-file.js';

const MODEL: Rule = {
  allowed: 'the path of an ONNX file, or its bytes, a Uint8Array',
  fits: (value) => TEXT.fits(value) || BYTES.fits(value),
};

const RUNTIME: Rule = {
  allowed: 'the module onnxruntime-web, or another with InferenceSession.create and Tensor',
  fits: (value) => {
    const { InferenceSession, Tensor } = (value ?? {}) as Partial<OnnxRuntime>;
    return FUNCTION.fits(InferenceSession?.create) && FUNCTION.fits(Tensor);
  },
};

export const ONNX_OPTIONS: Rules = { runtime: RUNTIME, sessionOptions: OBJECT };

/**
 * The stepper of an ONNX model, which onnxruntime-web runs: from the path of a file (in a page, its
 * address) or from its bytes. It has one input `[batch, channels, ...points]` of float32 or float64,
 * of a batch of any size or a fixed one, and one output of the same shape and type.
 *
 * The package is not installed with this one. In a page it is looked for in the folder
 * `onnxruntime-web` beside the one of the library, where `apebench serve` has it.
 *
 * Throws a `UserError` where the package or the file is not there, the file is no model that it can
 * run, and where the model has another signature: then with the one that it has.
 *
 * ```js
 * const model = await loadOnnx('step.onnx');
 * console.log(model.precision, model.stateShape);
 * const state = { data: new Float32Array(160), shape: [1, 160] };
 * console.log((await model.rollout(state, 3)).shape);
 * ```
 *
 * ```
 * f32 [ 1, 160 ]
 * [ 3, 1, 160 ]
 * ```
 */
export async function loadOnnx(
  model: string | Uint8Array,
  options: OnnxOptions = {},
): Promise<OnnxStepper> {
  check('an ONNX model', model, MODEL);
  checkOptions('ONNX', options, ONNX_OPTIONS);
  const isPath = typeof model === 'string';
  const bytes = isPath ? await readFileOf('the ONNX model', model) : model;
  const { openOnnx } = await import('./onnx-stepper.js');
  return openOnnx(isPath ? `the ONNX model '${model}'` : 'the ONNX model', bytes, options);
}
