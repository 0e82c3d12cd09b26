/** What trained weights are told by, whatever else their file says. */

import { sha256 } from '#platform';
import { readSafetensors } from '../safetensors.js';

/** SHA-256 of the numbers of a file of weights, tensor after tensor as they stand in it. */
export async function weightsHash(file: Uint8Array): Promise<string> {
  const parts = [...readSafetensors(file).tensors.values()].map(
    ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return sha256(whole);
}
