/** The option `--model` of commands: a stepper as an ONNX file. */

import { UserError } from '../errors.js';
import { loadOnnx, type OnnxStepper, type RunOptions } from '../experiment/index.js';

/** In the place of weights or a rollout. */
export const MODEL_OPTION = {
  type: 'string',
  describe: 'in their place: an ONNX file of a step (needs the package onnxruntime-web)',
} as const;

/** The stepper of a file. Throws a `UserError` where it is none, or is to run on a GPU. */
export async function loadModelOf(file: string, { backend }: RunOptions): Promise<OnnxStepper> {
  if (backend === 'webgpu') {
    throw new UserError("--backend webgpu can't stand beside --model: ONNX models run on WASM");
  }
  return loadOnnx(file);
}
