/**
 * Data sets of a scenario as files, as the original's scraper writes them: `NAME_train.npy`,
 * `NAME_test.npy` (`[samples, time steps + 1, channels, ...space]`, float32 or float64) and
 * `NAME.json` with the name and all attributes; beside them `NAME.record.json`.
 *
 * Data goes to its file shard by shard, so it may be larger than memory. A file that is there and
 * has the SHA-256 that it was made with is not made again; one that is not of this data set is kept, and the data set refused.
 */

import { type NdArray, sizeOf } from '../arrays.js';
import {
  type Backend,
  type FailoverBackend,
  type Precision,
  withFailover,
} from '../backends/index.js';
import { requireMemory } from '../checks.js';
import { pythonJson } from '../config/index.js';
import { throwIfStopped } from '../errors.js';
import { checkRunOptions, type DataSet, dataShape, dataShards } from '../experiment/index.js';
import { npyBytes, npyHeading } from '../npy.js';
import type { BaseScenario } from '../scenarios/index.js';
import type { TrajectoryShard } from '../steppers/index.js';
import { SCRAPE_OPTIONS } from './option-rules.js';
import {
  readScrape,
  type Scrape,
  type ScrapeEntry,
  type ScrapeOptions,
  SETS,
} from './scrape-entry.js';
import { metadataOf, ScrapeRecord } from './scrape-record.js';
import type { ScrapedData, ScrapedFile, ScrapedFiles } from './scrape-types.js';
import { openStore, type Store } from './store/index.js';

/** One of the files of numbers. */
interface DataFile extends DataSet {
  readonly path: string;
  readonly shape: readonly number[];
  readonly heading: Uint8Array;
}

const pathOf = ({ name }: Scrape, { set, coarse }: DataSet) =>
  `${name}_${set}${coarse === true ? '_coarse' : ''}.npy`;

const jsonPath = ({ name }: Scrape) => `${name}.json`;

/** All the names that a data set may stand under. */
function pathsOf(scrape: Scrape): string[] {
  const all = SETS.flatMap((set) => [false, true].map((coarse) => ({ set, coarse })));
  return [jsonPath(scrape), ...all.map((dataSet) => pathOf(scrape, dataSet))];
}

function dataFile(scrape: Scrape, dataSet: DataSet, precision?: Precision): DataFile {
  const shape = dataShape(scrape.scenario, dataSet);
  const heading = npyHeading(precision === 'f64' ? '<f8' : '<f4', shape);
  return { ...dataSet, path: pathOf(scrape, dataSet), shape, heading };
}

/** Throws the UserError that `scrapeInto` would throw where other data stands in the way. */
export async function requirePlace(
  store: Store,
  scrape: Scrape,
  options: ScrapeOptions,
): Promise<void> {
  await ScrapeRecord.open(store, scrape, pathsOf(scrape), options);
}

/**
 * Makes the files of what was read into a store; `NAME.json` comes last. Throws a UserError where
 * other data stands under these names, unless it is to be overwritten, and for data that is not
 * finite, unless that is allowed; and a StoppedError if the signal fires. The file in the making is
 * not there then.
 */
export async function scrapeInto(
  store: Store,
  scrape: Scrape,
  options: ScrapeOptions = {},
): Promise<ScrapedFiles> {
  const { coarse, precision, overwrite = false, onEvent, signal } = options;
  throwIfStopped(signal);
  await store.sweep('');
  const record = await ScrapeRecord.open(store, scrape, pathsOf(scrape), options);
  const files: ScrapedFile[] = [];
  const missing: DataFile[] = [];
  for (const set of SETS) {
    const file = dataFile(scrape, { set, coarse }, precision);
    const skipped = !overwrite && (await isAsMade(store, record, file.path, options));
    files.push({ file: store.pathOf(file.path), shape: file.shape, skipped });
    if (skipped) onEvent?.({ kind: 'skipped', file: store.pathOf(file.path) });
    else missing.push(file);
  }
  if (missing.length > 0) {
    await computing(scrape, options, async (failover) => {
      await store.prepare();
      for (const file of missing) {
        await failover.do((backend) =>
          record.making(file.path, backend, () =>
            store.write(file.path, pieces(store, scrape, file, options, backend)),
          ),
        );
      }
    });
  }
  await record.confirm();
  const json = jsonPath(scrape);
  if (overwrite || (await store.peek(json, 1)) === undefined) {
    await store.write(json, pythonJson(scrape.metadata));
  }
  return { metadata: metadataOf(scrape), json: store.pathOf(json), files };
}

/** Whether a file is there as it was made. Of one that is another one by now, that is told. */
async function isAsMade(
  store: Store,
  record: ScrapeRecord,
  path: string,
  { onEvent }: ScrapeOptions,
): Promise<boolean> {
  const { isWhole, why } = await record.standing(path);
  if (why !== undefined) {
    const fault = `${store.pathOf(path)} ${why}`;
    onEvent?.({ kind: 'notice', notice: `what is there is not whole (${fault}): made anew` });
  }
  return isWhole;
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
    const choice = await choose();
    throwIfStopped(options.signal);
    return await withFailover(options, choice, say, work);
  } catch (error) {
    throwIfStopped(options.signal);
    throw error;
  }
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

/** `scrapeDataAndMetadata`. */
export async function scrapeAll(
  folder: string | Store | null,
  entry: ScrapeEntry,
  options: ScrapeOptions,
): Promise<ScrapedData | ScrapedFiles> {
  checkRunOptions('scrape', options, SCRAPE_OPTIONS);
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
