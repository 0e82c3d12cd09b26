/**
 * Checkpoints as safetensors: the state tensors as `state.NAME`, the losses as `losses.SEED`, the
 * rest as JSON in the metadata.
 */

import type { Checkpoint } from '../training/index.js';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.js';

const LAYOUT = '1';

/** JSON has neither typed arrays nor numbers that are not finite. */
function replace(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  return value;
}

function revive(_key: string, value: unknown): unknown {
  const number = (value as { number?: unknown } | null)?.number;
  return typeof number === 'string' ? Number(number) : value;
}

/** The bytes of a checkpoint. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { states, losses, ...rest } = checkpoint;
  const vector = (data: Float64Array): Tensor => ({ shape: [data.length], data });
  const tensors = new Map([
    ...Object.entries(states).map(([name, data]) => [`state.${name}`, vector(data)] as const),
    ...losses.map((data, seed) => [`losses.${seed}`, vector(data)] as const),
  ]);
  const metadata = { layout: LAYOUT, rest: JSON.stringify(rest, replace) };
  return writeSafetensors({ tensors, metadata });
}

/** The checkpoint in a file, or null if the file is not whole or of another layout. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | null {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    if (metadata.layout !== LAYOUT) return null;
    const states: Record<string, Float64Array> = {};
    const losses: Float64Array[] = [];
    for (const [name, { data }] of tensors) {
      if (name.startsWith('state.')) states[name.slice(6)] = data as Float64Array;
      else losses[Number(name.slice(7))] = data as Float64Array;
    }
    return { ...(JSON.parse(metadata.rest ?? '', revive) as Checkpoint), states, losses };
  } catch {
    return null;
  }
}
