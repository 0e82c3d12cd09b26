/**
 * Data sets of a scenario as files, as the original's scraper writes them: `NAME_train.npy`,
 * `NAME_test.npy` (`[samples, time steps + 1, channels, ...space]`, float32 or float64) and
 * `NAME.json` with the name and all attributes.
 *
 * Data goes to its file shard by shard, so it may be larger than memory. A file that is there and
 * whole is not made again, unless `NAME.json` tells of other attributes.
 */

import { type NdArray, sizeOf } from '../arrays.js';
import {
  type Backend,
  type FailoverBackend,
  type Precision,
  withFailover,
} from '../backends/index.js';
import { requireMemory } from '../checks.js';
import { plain, pythonJson } from '../config/index.js';
import { throwIfStopped } from '../errors.js';
import { type DataSet, dataShape, dataShards } from '../experiment/index.js';
import type { BaseScenario } from '../scenarios/index.js';
import type { TrajectoryShard } from '../steppers/index.js';
import { npyBytes, npyHeading } from './npy.js';
import {
  type Metadata,
  readScrape,
  type Scrape,
  type ScrapeEntry,
  type ScrapeOptions,
  SETS,
} from './scrape-entry.js';
import { openStore, type Store } from './store/index.js';

export interface ScrapedFile {
  /** Its path as the user would type it. */
  readonly file: string;
  readonly shape: readonly number[];
  /** Whether it was there already. */
  readonly skipped: boolean;
}

export interface ScrapedFiles {
  readonly metadata: Metadata;
  readonly json: string;
  /** Train data, then test data. */
  readonly files: readonly ScrapedFile[];
}

export interface ScrapedData {
  readonly metadata: Metadata;
  readonly train: NdArray;
  readonly test: NdArray;
}

/** One of the files of numbers. */
interface DataFile extends DataSet {
  readonly path: string;
  readonly shape: readonly number[];
  readonly heading: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
}

function dataFile({ scenario, name }: Scrape, dataSet: DataSet, precision?: Precision): DataFile {
  const shape = dataShape(scenario, dataSet);
  const heading = npyHeading(precision === 'f64' ? '<f8' : '<f4', shape);
  const path = `${name}_${dataSet.set}${dataSet.coarse === true ? '_coarse' : ''}.npy`;
  const size = heading.length + sizeOf(shape) * (precision === 'f64' ? 8 : 4);
  return { ...dataSet, path, shape, heading, size };
}

/**
 * Makes the files of what was read into a store. Throws a UserError for data that is not finite,
 * unless that is allowed, and a StoppedError if the signal fires; the file in the making is not
 * there then.
 */
export async function scrapeInto(
  store: Store,
  scrape: Scrape,
  options: ScrapeOptions = {},
): Promise<ScrapedFiles> {
  const { coarse, precision, overwrite = false, onEvent } = options;
  await store.prepare();
  const json = await writeMetadata(store, scrape);
  const files: ScrapedFile[] = [];
  const missing: DataFile[] = [];
  for (const set of SETS) {
    const file = dataFile(scrape, { set, coarse }, precision);
    const skipped = !overwrite && (await isWhole(store, file));
    files.push({ file: store.pathOf(file.path), shape: file.shape, skipped });
    if (skipped) onEvent?.({ kind: 'skipped', file: store.pathOf(file.path) });
    else missing.push(file);
  }
  if (missing.length > 0) {
    await computing(scrape, options, async (failover) => {
      for (const file of missing) {
        await failover.do((backend) =>
          store.write(file.path, pieces(store, scrape, file, options, backend)),
        );
      }
    });
  }
  return { metadata: metadataOf(scrape), json, files };
}

/** Writes `NAME.json`, and removes data that was made with other attributes; its path. */
async function writeMetadata(store: Store, scrape: Scrape): Promise<string> {
  const path = `${scrape.name}.json`;
  const text = pythonJson(scrape.metadata);
  const there = await store.read(path);
  if (there === undefined || new TextDecoder().decode(there) !== text) {
    for (const set of SETS) {
      for (const coarse of [false, true])
        await store.remove(dataFile(scrape, { set, coarse }).path);
    }
    await store.write(path, text);
  }
  return store.pathOf(path);
}

async function isWhole(store: Store, { path, heading, size }: DataFile): Promise<boolean> {
  const there = await store.peek(path, heading.length);
  return there?.size === size && heading.every((byte, i) => there.start[i] === byte);
}

/** What a file of numbers is to hold, as it is computed. */
async function* pieces(
  store: Store,
  { scenario }: Scrape,
  file: DataFile,
  options: ScrapeOptions,
  backend: Backend,
): AsyncGenerator<Uint8Array> {
  const name = store.pathOf(file.path);
  options.onEvent?.({ kind: 'begun', file: name });
  yield file.heading;
  for await (const { start, count, data } of shards(scenario, file, options, backend)) {
    yield npyBytes(options.precision === 'f64' ? data : Float32Array.from(data));
    const [done, total] = [start + count, file.shape[0]!];
    options.onEvent?.({ kind: 'progress', file: name, done, total });
  }
}

function shards(
  scenario: BaseScenario,
  dataSet: DataSet,
  options: ScrapeOptions,
  backend: Backend,
): AsyncGenerator<TrajectoryShard> {
  const { partitionable, allowNonFinite, precision, signal } = options;
  const inside = { backend, precision, random: { partitionable }, allowNonFinite, signal };
  return dataShards(scenario, dataSet, inside);
}

/** Does work on the backend that the options mean. */
async function computing<T>(
  { choose }: Scrape,
  options: ScrapeOptions,
  work: (failover: FailoverBackend) => Promise<T>,
): Promise<T> {
  const say = (notice: string) => options.onEvent?.({ kind: 'notice', notice });
  try {
    return await withFailover(options, await choose(), say, work);
  } catch (error) {
    throwIfStopped(options.signal);
    throw error;
  }
}

function metadataOf({ metadata }: Scrape): Metadata {
  return plain(metadata) as unknown as Metadata;
}

/** A data set in memory. Throws a UserError with the bytes where it is larger than 4 GiB. */
async function collect(
  { scenario }: Scrape,
  dataSet: DataSet,
  options: ScrapeOptions,
  backend: Backend,
): Promise<NdArray> {
  const shape = dataShape(scenario, dataSet);
  const all = new Float64Array(sizeOf(shape));
  for await (const { start, count, data } of shards(scenario, dataSet, options, backend)) {
    all.set(data, start * (data.length / count));
  }
  return { data: all, shape };
}

/**
 * Makes the train and test data of a scenario: into a folder or a store, as `NAME_train.npy`,
 * `NAME_test.npy` and `NAME.json`, or where that is null, in memory (apebench:
 * `scrape_data_and_metadata`). Throws what `readScrape` and `scrapeInto` throw.
 */
export function scrapeDataAndMetadata(
  folder: null,
  entry: ScrapeEntry,
  options?: ScrapeOptions,
): Promise<ScrapedData>;
export function scrapeDataAndMetadata(
  folder: string | Store,
  entry: ScrapeEntry,
  options?: ScrapeOptions,
): Promise<ScrapedFiles>;
export async function scrapeDataAndMetadata(
  folder: string | Store | null,
  entry: ScrapeEntry,
  options: ScrapeOptions = {},
): Promise<ScrapedData | ScrapedFiles> {
  const scrape = await readScrape(entry, options);
  if (folder !== null) {
    return scrapeInto(typeof folder === 'string' ? openStore(folder) : folder, scrape, options);
  }
  const { coarse } = options;
  for (const set of SETS) requireMemory(`the ${set} data`, dataShape(scrape.scenario, { set }));
  return computing(scrape, options, async (failover) => {
    const make = (set: DataSet['set']) =>
      failover.do((backend) => collect(scrape, { set, coarse }, options, backend));
    return { metadata: metadataOf(scrape), train: await make('train'), test: await make('test') };
  });
}
