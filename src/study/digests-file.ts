/**
 * `raw/NAME.digests`: the digests of a run's states, as safetensors with their checksum behind them.
 *
 * `every` and `digests` (a list of `[update, sha256]`) of its metadata are JSON. The states that were
 * kept are the tensors `UPDATE.STATE`, float32 or float64 as the run was, in the order in which they
 * are digested.
 */

import { isSingle } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { jsonOf } from '../checks.js';
import { clipped, UserError } from '../errors.js';
import { DIGESTS, type StateDigest, type StateDigests } from '../training/index.js';
import { readChecksummed, writeChecksummed } from './checksummed.js';

const LAYOUT = '1';

/** The bytes of the file. */
export function encodeDigests({ every, digests }: StateDigests, precision: Precision): Uint8Array {
  const tensors = digests.flatMap(({ update, states = {} }) =>
    Object.entries(states).map(([name, data]) => {
      const stored = precision === 'f32' ? Float32Array.from(data) : data;
      return [`${update}.${name}`, { shape: [data.length], data: stored }] as const;
    }),
  );
  const list = digests.map(({ update, sha256 }) => [update, sha256]);
  const metadata = {
    layout: LAYOUT,
    every: JSON.stringify(every),
    digests: JSON.stringify(list),
  };
  return writeChecksummed({ tensors: new Map(tensors), metadata });
}

function parsed(metadata: Readonly<Record<string, string>>, name: string): unknown {
  try {
    return JSON.parse(metadata[name] ?? '');
  } catch {
    throw new UserError(`the text '${name}' of its metadata is no JSON`);
  }
}

/** The digests in a file. Throws a `UserError` that says why there are none. */
export function decodeDigests(bytes: Uint8Array): StateDigests {
  const { tensors, metadata } = readChecksummed(bytes);
  if (metadata.layout !== LAYOUT) throw new UserError('it is of another version of apebench');
  const list = parsed(metadata, 'digests');
  const isPair = (item: unknown) => Array.isArray(item) && item.length === 2;
  if (!Array.isArray(list) || !list.every(isPair)) {
    throw new UserError(`its digests are no list of [update, sha256], but ${jsonOf(list)}`);
  }
  const kept = new Map<string, [name: string, data: Float64Array][]>();
  for (const [tensor, { data }] of tensors) {
    const [, update, name] = /^(\d+)\.(.+)$/s.exec(tensor) ?? [];
    if (update === undefined || name === undefined) {
      throw new UserError(`it holds a tensor '${clipped(tensor)}' that is no state`);
    }
    const states = kept.get(update) ?? [];
    states.push([name, isSingle(data) ? Float64Array.from(data) : data]);
    kept.set(update, states);
  }
  const digests: StateDigest[] = list.map(([update, sha256]) => {
    const states = kept.get(String(update));
    return {
      update,
      sha256,
      ...(states === undefined ? {} : { states: Object.fromEntries(states) }),
    };
  });
  const read = { every: parsed(metadata, 'every'), digests };
  if (!DIGESTS.fits(read)) throw new UserError(`it does not hold ${DIGESTS.allowed}`);
  return read as StateDigests;
}
