/**
 * The files of an experiment: `raw/NAME.csv` (the wide table, pandas' index first), `raw/NAME.json`
 * (how it was made), `network_weights/NAME.safetensors`, and while it trains `raw/NAME.checkpoint`.
 */

import type { Floats, NdArray } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { repr } from '../config/index.js';
import type { RawResult } from '../experiment/index.js';
import { type ThreefryLayout, threefryLayout } from '../random/index.js';
import { readSafetensors, writeSafetensors } from '../safetensors.js';
import { Table } from '../tables/index.js';
import type { CheckpointSink, RawWeight, Stay } from '../training/index.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.js';
import type { ExperimentConfig } from './names.js';
import type { Store } from './store/types.js';

export const rawPath = (name: string): string => `raw/${name}.csv`;
export const infoPath = (name: string): string => `raw/${name}.json`;
export const weightsPath = (name: string): string => `network_weights/${name}.safetensors`;
const checkpointPath = (name: string): string => `raw/${name}.checkpoint`;

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
  await store.write(rawPath(name), table.toCsv({ index: true }));
}

/** The wide table of an experiment as it stands in the store, with the columns that are wanted. */
export async function loadTable(
  store: Store,
  name: string,
  wanted?: (column: string) => boolean,
): Promise<Table | undefined> {
  const bytes = await store.read(rawPath(name));
  return bytes === undefined ? undefined : Table.fromCsv(new TextDecoder().decode(bytes), wanted);
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
  const [raw, weights] = [await store.read(rawPath(name)), await store.read(weightsPath(name))];
  if (raw === undefined || weights === undefined) return false;
  const text = new TextDecoder().decode(raw);
  if (!text.endsWith('\n')) return false;
  try {
    const seeds = Table.fromCsv(text, (column) => column === 'seed').numbers('seed');
    readSafetensors(weights);
    return (
      seeds.length === numSeeds && Array.from(seeds).every((seed, i) => seed === startSeed + i)
    );
  } catch {
    return false;
  }
}

/** Keeps the checkpoint of a run beside its result. */
export function checkpointSink(store: Store, name: string, configuration: string): CheckpointSink {
  const path = checkpointPath(name);
  return {
    configuration,
    load: async () => {
      const bytes = await store.read(path);
      return bytes === undefined ? null : decodeCheckpoint(bytes);
    },
    save: (checkpoint) => store.write(path, encodeCheckpoint(checkpoint)),
    remove: () => store.remove(path),
  };
}
