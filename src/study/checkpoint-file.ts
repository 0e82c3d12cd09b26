/**
 * Checkpoints as safetensors: the state tensors as `state.NAME`, the losses as `losses.SEED`, the
 * rest as JSON in the metadata, whose arrays of numbers (networks that a callback took) are the
 * tensors `arrays.INDEX`. Behind it all stands its checksum.
 */

import { isSingle, type NdArray, typeOf } from '../arrays.js';
import { DATA, jsonOf, PLAIN } from '../checks.js';
import { clipped, UserError } from '../errors.js';
import { type Checkpoint, checkpointFault, NetworkSnapshot } from '../training/index.js';
import { readChecksummed, writeChecksummed } from './checksummed.js';

const LAYOUT = '3';

/** What JSON lacks, as tagged objects; arrays go into `arrays` and leave their index behind. */
function replace(arrays: Float64Array[], value: unknown): unknown {
  if (value instanceof NetworkSnapshot) return { $network: value.params };
  if (typeOf(value) === 'Float64Array') return { $array: arrays.push(value as Float64Array) - 1 };
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  return value;
}

function revive(arrays: readonly Float64Array[], value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $network, $array, $number } = value as Record<string, unknown>;
  if ($network !== undefined) {
    if (Array.isArray($network) && $network.every(DATA.fits)) return new NetworkSnapshot($network);
    throw new UserError('it holds a network that is no list of arrays');
  }
  if ($array !== undefined) {
    const array = arrays[$array as number];
    if (array === undefined) throw new UserError(`it lacks the array ${jsonOf($array)}`);
    return array;
  }
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
  return writeChecksummed({ tensors, metadata: { layout: LAYOUT, rest: text } });
}

/** The checkpoint in a file. Throws a `UserError` that says why there is none. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readChecksummed(bytes);
  if (metadata.layout !== LAYOUT) throw new UserError('it is of another version of apebench');
  const states: [string, Float64Array][] = [];
  const lists = { losses: [] as Float64Array[], arrays: [] as Float64Array[] };
  for (const [name, { shape, data }] of tensors) {
    if (shape.length !== 1 || isSingle(data)) {
      throw new UserError(`its tensor '${clipped(name)}' is no list of numbers of type F64`);
    }
    const [, state, list, index] = /^(?:state\.(.+)|(losses|arrays)\.(\d+))$/s.exec(name) ?? [];
    if (state !== undefined) states.push([state, data]);
    // As they were written: in their order, none left out.
    else if (index === String(lists[list as 'losses']?.length)) lists[list as 'losses'].push(data);
    else throw new UserError(`it holds a tensor '${clipped(name)}' that no checkpoint has there`);
  }
  const { losses, arrays } = lists;
  const checkpoint = {
    ...restOf(metadata.rest, arrays),
    states: Object.fromEntries(states),
    losses,
  };
  const fault = checkpointFault(checkpoint);
  if (fault !== null) throw new UserError(fault);
  return checkpoint as unknown as Checkpoint;
}

/** All but the tensors. */
function restOf(text: string | undefined, arrays: readonly Float64Array[]): object {
  if (text === undefined) throw new UserError("it lacks the text 'rest' of its metadata");
  let rest: unknown;
  try {
    rest = JSON.parse(text, (_, value) => revive(arrays, value));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("the text 'rest' of its metadata is no JSON");
  }
  if (!PLAIN.fits(rest)) {
    throw new UserError(`the text 'rest' of its metadata is ${jsonOf(rest)}, and no object`);
  }
  return rest as object;
}
