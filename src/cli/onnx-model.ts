/** The option `--model` of commands: a stepper as an ONNX file. */

import { UserError } from '../errors.js';
import { loadOnnx, type OnnxStepper, type RunOptions } from '../experiment/index.js';

/** Throws a `UserError` where options that have no meaning beside another one are given. */
export function refuseBeside(option: string, args: object, others: readonly string[]): void {
  const given = others.find((name) => (args as Record<string, unknown>)[name] !== undefined);
  if (given !== undefined) throw new UserError(`--${given} can't stand beside --${option}`);
}

/** The stepper of a file. Throws a `UserError` where it is none, or is to run on a GPU. */
export async function loadModelOf(file: string, { backend }: RunOptions): Promise<OnnxStepper> {
  if (backend === 'webgpu') {
    throw new UserError("--backend webgpu can't stand beside --model: ONNX models run on WASM");
  }
  return loadOnnx(file);
}
