/**
 * The files of an experiment: `raw/NAME.csv` (the wide table, pandas' index first),
 * `network_weights/NAME.safetensors`, `raw/NAME.digests` if they are asked for (digests-file.ts), their
 * record (record.ts), and while it trains `raw/NAME.checkpoint`.
 */

import type { Floats, NdArray } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { UserError } from '../errors.js';
import type { RawResult } from '../experiment/index.js';
import { threefryLayout } from '../random/index.js';
import { writeSafetensors } from '../safetensors.js';
import { Table, TableReader } from '../tables/index.js';
import type { Checkpoint, CheckpointSink, RawWeight } from '../training/index.js';
import { NUMBERS } from '../version.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.js';
import { encodeDigests } from './digests-file.js';
import type { ExperimentConfig } from './names.js';
import {
  configRecord,
  digestsPath,
  rawPath,
  removeRecord,
  weightsPath,
  writeRecord,
} from './record.js';
import { readConfiguration } from './run-configuration.js';
import type { Store } from './store/types.js';

/** Of a run, or of one that makes a result `anew` that is there. */
export const checkpointPath = (name: string, anew = false): string =>
  `raw/${name}${anew ? '.anew' : ''}.checkpoint`;

/** Weights for a file: float32, or float64 where they are; without seed axis for one seed. */
export function weightTensors(
  weights: readonly RawWeight[],
  precision: Precision,
): Map<string, NdArray<Floats>> {
  return new Map(
    weights.map(({ path, shape, data }) => [
      path,
      {
        shape: shape[0] === 1 ? shape.slice(1) : shape,
        data: precision === 'f64' ? data : Float32Array.from(data),
      },
    ]),
  );
}

/** Writes what a run has left, its record last: then the result is whole. */
export async function saveExperiment(
  store: Store,
  name: string,
  config: ExperimentConfig,
  result: RawResult,
  table: Table,
): Promise<void> {
  const { backend, build, chosen, threads, version, precision, partitionable } = result.info;
  const { trainSeconds, totalSeconds, diverged, moves } = result.info;
  const threefry = threefryLayout({ partitionable });
  const record = configRecord(config);
  const metadata = { config: JSON.stringify(record), version, threefry, backend };
  const tensors = weightTensors(result.weights, precision);
  await removeRecord(store, name);
  await store.write(weightsPath(name), writeSafetensors({ tensors, metadata }));
  await store.write(rawPath(name), csvContent(table, { index: true }));
  const paths = [rawPath(name), weightsPath(name)];
  if (result.digests === undefined) await store.remove(digestsPath(name));
  else {
    await store.write(digestsPath(name), encodeDigests(result.digests, precision));
    paths.push(digestsPath(name));
  }
  const facts = {
    name,
    config: record,
    backend,
    build,
    chosen,
    threads,
    version,
    numbers: NUMBERS,
    precision,
    threefry,
    times: { finished: new Date().toISOString(), trainSeconds, totalSeconds },
    marks: { diverged, moves },
  };
  await writeRecord(store, facts, paths);
}

/** A table as the content of a file, which may be longer than a string can be. */
export async function* csvContent(
  table: Table,
  options?: { index?: boolean },
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of table.csvPieces(options)) yield encoder.encode(piece);
}

/** The wide table of an experiment as it stands in the store, with the columns that are wanted. */
export function loadTable(
  store: Store,
  name: string,
  wanted?: (column: string) => boolean,
): Promise<Table | undefined> {
  return readCsv(store, rawPath(name), wanted);
}

/** The table of a CSV file, with the columns that are wanted; undefined where there is no file. */
export async function readCsv(
  store: Store,
  path: string,
  wanted?: (column: string) => boolean,
): Promise<Table | undefined> {
  const [reader, decoder] = [new TableReader(wanted), new TextDecoder()];
  const isThere = await store.readPieces(path, (piece) =>
    reader.push(decoder.decode(piece, { stream: true })),
  );
  if (!isThere) return undefined;
  reader.push(decoder.decode());
  return new Table(reader.end());
}

/** Puts a file before the message of a `UserError` about what is in it. */
export async function blaming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${file}: ${error.message}`);
  }
}

/** The checkpoint at a path, if there is one; of one that is damaged, `onFault` is told why. */
export async function readCheckpoint(
  store: Store,
  path: string,
  onFault: (why: string) => void | Promise<void>,
): Promise<Checkpoint | null> {
  const bytes = await store.read(path);
  if (bytes === undefined) return null;
  try {
    const checkpoint = decodeCheckpoint(bytes);
    readConfiguration(checkpoint.configuration);
    return checkpoint;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await onFault(error.message);
    return null;
  }
}

/**
 * Keeps the checkpoint of a run at a path. One that no run can go on from is set aside as
 * `PATH.bad`, and `onNotice` told.
 */
export function checkpointSink(
  store: Store,
  path: string,
  configuration: string,
  onNotice: (notice: string) => void,
): CheckpointSink {
  const setAside = async (why: string): Promise<void> => {
    const bad = `${path}.bad`;
    await store.rename(path, bad);
    onNotice(
      `training starts anew, since it cannot go on from ${store.pathOf(path)}: ${why}; ` +
        `the file is now called ${store.pathOf(bad)}`,
    );
  };
  return {
    configuration,
    load: () => readCheckpoint(store, path, setAside),
    save: (checkpoint) => store.write(path, encodeCheckpoint(checkpoint)),
    setAside,
    remove: () => store.remove(path),
  };
}
