/**
 * Checkpoints as safetensors: the state tensors as `state.NAME`, the losses as `losses.SEED`, the
 * rest as JSON in the metadata, whose arrays of numbers (networks that a callback took) are the
 * tensors `arrays.INDEX`.
 */

import type { NdArray } from '../arrays.js';
import { readSafetensors, writeSafetensors } from '../safetensors.js';
import { type Checkpoint, NetworkSnapshot } from '../training/index.js';

const LAYOUT = '2';

/** What JSON lacks, as tagged objects; arrays go into `arrays` and leave their index behind. */
function replace(arrays: Float64Array[], value: unknown): unknown {
  if (value instanceof NetworkSnapshot) return { $network: value.params };
  if (value instanceof Float64Array) return { $array: arrays.push(value) - 1 };
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  return value;
}

function revive(arrays: readonly Float64Array[], value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $network, $array, $number } = value as Record<string, unknown>;
  if ($network !== undefined) return new NetworkSnapshot($network as Float64Array[]);
  if ($array !== undefined) return arrays[$array as number];
  return $number === undefined ? value : Number($number);
}

/** The bytes of a checkpoint. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { states, losses, ...rest } = checkpoint;
  const arrays: Float64Array[] = [];
  const text = JSON.stringify(rest, (_, value) => replace(arrays, value));
  const vector = (data: Float64Array): NdArray => ({ shape: [data.length], data });
  const tensors = new Map([
    ...Object.entries(states).map(([name, data]) => [`state.${name}`, vector(data)] as const),
    ...losses.map((data, seed) => [`losses.${seed}`, vector(data)] as const),
    ...arrays.map((data, i) => [`arrays.${i}`, vector(data)] as const),
  ]);
  return writeSafetensors({ tensors, metadata: { layout: LAYOUT, rest: text } });
}

/** The checkpoint in a file, or null if the file is not whole or of another layout. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | null {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    if (metadata.layout !== LAYOUT) return null;
    const states: Record<string, Float64Array> = {};
    const losses: Float64Array[] = [];
    const arrays: Float64Array[] = [];
    for (const [name, { data }] of tensors) {
      const values = data as Float64Array;
      if (name.startsWith('state.')) states[name.slice(6)] = values;
      else (name.startsWith('losses.') ? losses : arrays)[Number(name.slice(7))] = values;
    }
    const rest = JSON.parse(metadata.rest ?? '', (_, value) => revive(arrays, value)) as Checkpoint;
    return { ...rest, states, losses };
  } catch {
    return null;
  }
}
