/**
 * Manifests, `manifests/DIGEST.jsonl` in a store: the experiments of a study, one a line, with
 * everything that it takes to run it elsewhere. A manifest is never changed, and bears the first 12
 * digits of its SHA-256 as its name: the line of an index means the same experiment for ever.
 */

import { sha256 } from '#platform';
import {
  checkFields,
  FLAG,
  listOf,
  oneOf,
  PERIOD,
  PLAIN,
  type Rules,
  required,
  TEXT,
  wholeFrom,
} from '../checks.js';
import { parseJson, parsePython, plain } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import type { RunOptions } from '../experiment/index.js';
import { type Experiment, readExperiment, type StudyEntry } from './entry.js';
import { keyOf, PLACES, type Place } from './key.js';
import type { KeyedExperiment } from './keyed.js';
import { configRecord } from './record.js';
import type { Store } from './store/types.js';

/** A module that adds to the library's dictionaries. */
export interface PluginFile {
  /** Its path, absolute. */
  readonly path: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What decides how an experiment of a manifest is run. */
export interface ManifestOptions {
  /** `webgpu` takes any GPU, one in software too; on `auto` a run may be moved. */
  readonly backend: 'auto' | 'wasm' | 'webgpu';
  readonly precision: 'f32' | 'f64';
  readonly relaxedSimd: boolean;
  readonly partitionable: boolean;
  readonly allowNonFinite: boolean;
  readonly recomputeEvery?: number;
  readonly checkpointSeconds?: number;
  readonly digestEvery?: number;
  readonly plugins: readonly PluginFile[];
}

/** One line of a manifest. */
export interface ManifestEntry {
  readonly key: string;
  /** The experiment's readable name, which its files bear unless another key has it. */
  readonly name: string;
  readonly place: Place;
  /** As `configRecord` gives it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly options: ManifestOptions;
}

export interface Manifest {
  /** The first 12 digits of the SHA-256 of the file. */
  readonly digest: string;
  /** In its store. */
  readonly path: string;
  readonly entries: readonly ManifestEntry[];
}

const FOLDER = 'manifests';
const DIGITS = 12;

export const manifestPath = (digest: string): string => `${FOLDER}/${digest}.jsonl`;

const ENTRY: Rules = {
  key: required({
    allowed: '64 hexadecimal digits',
    fits: (key) => /^[0-9a-f]{64}$/.test(String(key)),
  }),
  name: required(TEXT),
  place: required(oneOf(...PLACES)),
  config: required(PLAIN),
  options: required(PLAIN),
};
const OPTIONS: Rules = {
  backend: required(oneOf('auto', 'wasm', 'webgpu')),
  precision: required(oneOf('f32', 'f64')),
  relaxedSimd: required(FLAG),
  partitionable: required(FLAG),
  allowNonFinite: required(FLAG),
  recomputeEvery: wholeFrom(1),
  checkpointSeconds: PERIOD,
  digestEvery: wholeFrom(1),
  plugins: required(listOf(PLAIN)),
};

/** The options of the lines of a manifest that is about to be written. */
export interface ManifestRun extends RunOptions {
  readonly plugins?: readonly PluginFile[];
}

function entryOf(
  { key, place, experiment }: KeyedExperiment,
  { plugins = [], ...run }: ManifestRun,
): ManifestEntry {
  const { backend = 'auto', precision = 'f32', relaxedSimd = false, partitionable = false } = run;
  const { allowNonFinite = false, recomputeEvery, checkpointSeconds, digestEvery } = run;
  return {
    key,
    name: experiment.name,
    place,
    config: configRecord(experiment),
    options: {
      backend: place === 'gpu' ? backend : 'wasm',
      ...{ precision, relaxedSimd, partitionable, allowNonFinite },
      ...{ recomputeEvery, checkpointSeconds, digestEvery, plugins },
    },
  };
}

/**
 * Writes the manifest of these experiments, unless it is there. Throws a `UserError` where it is there and
 * was changed.
 */
export async function writeManifest(
  store: Store,
  keyed: readonly KeyedExperiment[],
  options: ManifestRun,
): Promise<Manifest> {
  const entries = keyed.map((one) => entryOf(one, options));
  const bytes = new TextEncoder().encode(entries.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const digest = (await sha256(bytes)).slice(0, DIGITS);
  const path = manifestPath(digest);
  const there = await store.read(path);
  // Refuses one that was changed.
  if (there === undefined) await store.write(path, bytes);
  else await readManifest(store.pathOf(path), there);
  return { digest, path, entries };
}

function readLine(line: string): ManifestEntry {
  const entry = plain(parseJson(line)) as unknown as ManifestEntry;
  checkFields('a line', entry, ENTRY);
  checkFields('its options', entry.options, OPTIONS);
  return entry;
}

/** The manifest of a file's bytes. Throws a `UserError` that says why there is none. */
export async function readManifest(file: string, bytes: Uint8Array): Promise<Manifest> {
  const [digest] = /[0-9a-f]{12}(?=\.jsonl$)/.exec(file) ?? [];
  const refuse = (why: string) =>
    new UserError(
      `the manifest '${clipped(file, 160)}' ${why}; once it is renamed or removed, the command that ` +
        'made it, `apebench study`, makes it anew',
    );
  if (digest === undefined) {
    throw refuse('is called otherwise than manifests are: 12 digits of their SHA-256 and .jsonl');
  }
  if (!(await sha256(bytes)).startsWith(digest)) {
    throw refuse('was changed after it was made: it is not what its name says');
  }
  const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
  try {
    return { digest, path: manifestPath(digest), entries: lines.map(readLine) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw refuse(`is of another version of apebench: ${error.message}`);
  }
}

/** All manifests of a store, those that can be read; `onFault` is told of the others. */
export async function manifestsIn(
  store: Store,
  onFault: (why: string) => void = () => {},
): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const file of await store.list(FOLDER)) {
    const path = `${FOLDER}/${file}`;
    const bytes = await store.read(path);
    if (bytes === undefined) continue;
    try {
      manifests.push(await readManifest(store.pathOf(path), bytes));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onFault(error.message);
    }
  }
  return manifests;
}

/** The options with which an experiment of a manifest is read and run. */
export function runOptionsOf({ options, place }: ManifestEntry): RunOptions {
  const { plugins: _, ...run } = options;
  return place === 'gpu' ? run : { ...run, backend: 'wasm' };
}

/** What an entry of a study file would be of an experiment, by its `configRecord`. */
export function studyEntry(config: Readonly<Record<string, unknown>>): StudyEntry {
  const { scenario_kwargs: kwargs = '{}', ...own } = config;
  return { ...(plain(parsePython(String(kwargs))) as object), ...own } as StudyEntry;
}

/**
 * The experiment of a line, whose plugins must be loaded. Throws a `UserError` where its key is not that of its
 * configuration: the line was made by another version of the numbers, or with other plugins.
 */
export async function readManifestEntry(
  entry: ManifestEntry,
  run: RunOptions = {},
): Promise<KeyedExperiment> {
  const options = { ...runOptionsOf(entry), ...run };
  const experiment: Experiment = await readExperiment(studyEntry(entry.config), options);
  const plugins = entry.options.plugins.map((plugin) => plugin.sha256);
  const { key, place } = entry;
  if ((await keyOf(experiment, { ...options, plugins }, place)) !== key) {
    throw new UserError(
      `the manifest's line of '${clipped(entry.name, 160)}' has another key than its experiment here: it ` +
        'was made by another version of apebench; `apebench study` makes a new manifest',
    );
  }
  return { experiment, key, place, chosen: null, plugins };
}
