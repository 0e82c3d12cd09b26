/**
 * Putting a result into a store: weights and table first, their record last, which is the mark that
 * it is whole. Several runs may make one experiment, and one name may belong to several keys: nothing
 * that is whole is replaced unless that was asked for.
 */

import { MachineError } from '../errors.js';
import type { RawResult } from '../experiment/index.js';
import { threefryLayout } from '../random/index.js';
import { writeSafetensors } from '../safetensors.js';
import type { Table } from '../tables/index.js';
import type { Stay } from '../training/index.js';
import { NUMBERS } from '../version.js';
import { encodeDigests } from './digests-file.js';
import { csvContent, weightTensors } from './experiment-files.js';
import type { Place } from './key.js';
import type { KeyedExperiment } from './keyed.js';
import { nameWithKey } from './names.js';
import {
  configRecord,
  digestsPath,
  knownRecord,
  rawPath,
  removeRecord,
  standingOf,
  weightsPath,
  writeRecord,
} from './record.js';
import { differenceOf } from './same-result.js';
import { withLock } from './store/lock.js';
import type { Store } from './store/types.js';

/** Two runs of one key that should have come to the same bits and did not. */
export class DifferenceError extends MachineError {}

/**
 * The name that a result of a key has, or would have, in a store: the experiment's, unless a result of
 * another key has it, or one that the original has left; then 12 digits of the key stand behind it.
 */
export async function nameInStore(store: Store, name: string, key: string): Promise<string> {
  const record = await knownRecord(store, name);
  if (record === undefined ? await isOriginals(store, name) : record.key !== key) {
    return nameWithKey(name, key);
  }
  return name;
}

/** Whether the original has left a result of this name: table and weights, and no record. */
async function isOriginals(store: Store, name: string): Promise<boolean> {
  const files = [rawPath(name), `network_weights/${name}.eqx`];
  const there = await Promise.all(files.map((file) => store.peek(file, 0)));
  return !there.includes(undefined);
}

/** A result that is to be kept. */
export interface Made {
  readonly raw: RawResult;
  readonly table: Table;
}

/**
 * Keeps a result and gives its name. Where a whole one of the same key is there and not to be replaced, that
 * one stays. Throws a `DifferenceError` where the two, made on WASM, are not the same to the bit: both
 * are kept, the second in the folder `differing`.
 */
export async function commit(
  store: Store,
  keyed: KeyedExperiment,
  made: Made,
  overwrite = false,
): Promise<string> {
  const { name: readable } = keyed.experiment;
  return withLock(store, `raw/${readable}.lock`, async () => {
    const name = await nameInStore(store, readable, keyed.key);
    const standing = await standingOf(store, name);
    if (overwrite || standing.kind !== 'whole') {
      await write(store, name, keyed, made);
      return name;
    }
    if (keyed.place !== 'wasm') return name;
    const difference = await differenceOf(store, name, made);
    if (difference === undefined) return name;
    const files = await writeBeside(store, name, made);
    throw new DifferenceError(
      `two runs of ${name} came to different bits (${difference}), which they never should on ` +
        `WebAssembly: one of the machines, or of the builds, computes wrongly. Both results are ` +
        `kept: ${store.pathOf(rawPath(name))}, by ${standing.record.machine}, and ${files}`,
    );
  });
}

function weightsFile({ raw }: Made, metadata: Record<string, string>): Uint8Array {
  return writeSafetensors({ tensors: weightTensors(raw.weights, raw.info.precision), metadata });
}

/** Where a run moved; one that was to be made on a GPU, and found none, did so before it began. */
function movesOf(
  place: Place,
  { backend, build, chosen, moves }: RawResult['info'],
): readonly Stay[] {
  if (place !== 'gpu' || backend === 'webgpu' || moves.length > 0) return moves;
  return [{ update: 0, on: `${backend} ${build}`, why: chosen ?? 'it was run here' }];
}

async function write(
  store: Store,
  name: string,
  { key, place, experiment, plugins, chosen }: KeyedExperiment,
  made: Made,
): Promise<void> {
  const { backend, build, threads, version, precision, partitionable } = made.raw.info;
  const { trainSeconds, totalSeconds, diverged } = made.raw.info;
  const threefry = threefryLayout({ partitionable });
  const config = configRecord(experiment);
  await removeRecord(store, name);
  const metadata = { config: JSON.stringify(config), version, threefry, backend };
  await store.write(weightsPath(name), weightsFile(made, metadata));
  await store.write(rawPath(name), csvContent(made.table, { index: true }));
  const { digests } = made.raw;
  const digestsFile = digestsPath(name);
  if (digests === undefined) await store.remove(digestsFile);
  else await store.write(digestsFile, encodeDigests(digests, precision));
  const facts = {
    name,
    key,
    place,
    config,
    backend,
    build,
    chosen: made.raw.info.chosen ?? chosen,
    threads,
    version,
    numbers: NUMBERS,
    precision,
    threefry,
    times: { finished: new Date().toISOString(), trainSeconds, totalSeconds },
    marks: { diverged, moves: movesOf(place, made.raw.info) },
    plugins,
  };
  await writeRecord(store, facts, digests === undefined ? [] : [digestsFile]);
}

/** Keeps a result that should not be, under a name that no other has, and gives its path. */
async function writeBeside(store: Store, name: string, made: Made): Promise<string> {
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  const path = `differing/${name}.${number!.toString(16).padStart(8, '0')}`;
  await store.write(`${path}.safetensors`, weightsFile(made, {}));
  await store.write(`${path}.csv`, csvContent(made.table, { index: true }));
  return store.pathOf(`${path}.csv`);
}
