/**
 * The files of an experiment: `raw/NAME.csv` (the wide table, pandas' index first), `raw/NAME.json`
 * (how it was made), `network_weights/NAME.safetensors`, and while it trains `raw/NAME.checkpoint`.
 */

import type { Floats, NdArray } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { repr } from '../config/index.js';
import type { RawResult } from '../experiment/index.js';
import { type ThreefryLayout, threefryLayout } from '../random/index.js';
import { Table, TableReader } from '../tables/index.js';
import type { CheckpointSink, RawWeight, Stay } from '../training/index.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.js';
import type { ExperimentConfig } from './names.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';
import type { Store } from './store/types.js';

export const rawPath = (name: string): string => `raw/${name}.csv`;
export const infoPath = (name: string): string => `raw/${name}.json`;
export const weightsPath = (name: string): string => `network_weights/${name}.safetensors`;
/** Of a run, or of one that makes a result `anew` that is there. */
export const checkpointPath = (name: string, anew = false): string =>
  `raw/${name}${anew ? '.anew' : ''}.checkpoint`;

/** What `raw/NAME.json` says. */
export interface ExperimentInfo {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly backend: string;
  readonly build: string;
  /** Why `auto` meant this backend; null where it was asked for by its name. */
  readonly chosen: string | null;
  /** No number depends on it. */
  readonly threads: number;
  readonly version: string;
  readonly precision: Precision;
  readonly threefry: ThreefryLayout;
  readonly times: {
    readonly finished: string;
    readonly trainSeconds: number;
    readonly totalSeconds: number;
  };
  readonly marks: {
    /** Seeds whose training did not stay finite. */
    readonly diverged: readonly number[];
    /** Where the run went on elsewhere: from which update on, on what, and why. */
    readonly moves: readonly Stay[];
  };
}

/** The configuration as a study file would have it, attributes as Python prints them. */
export function configRecord(config: ExperimentConfig): Record<string, unknown> {
  return {
    scenario: config.scenario,
    task: config.task,
    net: config.net,
    train: config.train,
    start_seed: config.startSeed,
    num_seeds: config.numSeeds,
    scenario_kwargs: repr(config.kwargs),
  };
}

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

/**
 * Writes what a run has left. The table comes last: an experiment counts as done once it is there.
 */
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
  const info: ExperimentInfo = {
    name,
    config: record,
    backend,
    build,
    chosen,
    threads,
    version,
    precision,
    threefry,
    times: { finished: new Date().toISOString(), trainSeconds, totalSeconds },
    marks: { diverged, moves },
  };
  const metadata = { config: JSON.stringify(record), version, threefry, backend };
  const tensors = weightTensors(result.weights, precision);
  const weights = writeSafetensors({ tensors, metadata });
  await store.write(weightsPath(name), weights);
  await store.write(infoPath(name), `${JSON.stringify(info, null, 2)}\n`);
  await store.write(rawPath(name), csvContent(table, { index: true }));
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
export async function loadTable(
  store: Store,
  name: string,
  wanted?: (column: string) => boolean,
  onPiece: (piece: Uint8Array) => void = () => {},
): Promise<Table | undefined> {
  const [reader, decoder] = [new TableReader(wanted), new TextDecoder()];
  const isThere = await store.readPieces(rawPath(name), (piece) => {
    onPiece(piece);
    reader.push(decoder.decode(piece, { stream: true }));
  });
  if (!isThere) return undefined;
  reader.push(decoder.decode());
  return new Table(reader.end());
}

/** What `raw/NAME.json` says, if it is there and can be read. */
export async function loadInfo(store: Store, name: string): Promise<ExperimentInfo | undefined> {
  const bytes = await store.read(infoPath(name));
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as ExperimentInfo;
  } catch {
    return undefined;
  }
}

/** Whether table and weights are both there, can be read to their ends and hold all the seeds. */
export async function isWhole(
  store: Store,
  name: string,
  { startSeed, numSeeds }: ExperimentConfig,
): Promise<boolean> {
  const weights = await store.read(weightsPath(name));
  if (weights === undefined) return false;
  try {
    let last: number | undefined;
    const table = await loadTable(
      store,
      name,
      (column) => column === 'seed',
      (piece) => {
        last = piece.at(-1);
      },
    );
    if (table === undefined || last !== 0x0a) return false;
    readSafetensors(weights);
    const seeds = Array.from(table.numbers('seed'));
    return seeds.length === numSeeds && seeds.every((seed, i) => seed === startSeed + i);
  } catch {
    return false;
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
    load: async () => {
      const bytes = await store.read(path);
      if (bytes === undefined) return null;
      try {
        return decodeCheckpoint(bytes);
      } catch (error) {
        await setAside((error as Error).message);
        return null;
      }
    },
    save: (checkpoint) => store.write(path, encodeCheckpoint(checkpoint)),
    setAside,
    remove: () => store.remove(path),
  };
}
