/**
 * The record beside a data set, `NAME.record.json`: what it is a data set of, and what each of its
 * files of numbers was made on. `NAME.json`, which is the original's, does not say the half of it.
 *
 * A file that the record lists is the data set's own: it is listed before it is made, made as a
 * whole or not at all, and then listed with its size and SHA-256. What stands there and is not
 * listed is something else.
 */

import { type Backend, backendName } from '../backends/index.js';
import { PLAIN, TEXT, WHOLE } from '../checks.js';
import { plain } from '../config/index.js';
import { on, UserError } from '../errors.js';
import { VERSION } from '../version.js';
import { differencesIn, type Facts, identityOf } from './identity.js';
import { difference } from './record.js';
import type { Metadata, Scrape, ScrapeOptions } from './scrape-entry.js';
import type { Store } from './store/index.js';
import type { Digest } from './store/types.js';

/** How a file was made; without its digest while it is in the making. */
interface Made extends Partial<Digest> {
  /** `wasm simd`. */
  readonly backend: string;
  readonly version: string;
}

interface RecordFile {
  readonly identity: Facts;
  readonly attributes: Facts;
  readonly files: Readonly<Record<string, Made>>;
}

/** More differences than these are not told. */
const TOLD = 3;

export function metadataOf({ metadata }: Scrape): Metadata {
  return plain(metadata) as unknown as Metadata;
}

/** A data set as it stands in a store, which may be not at all. */
export class ScrapeRecord {
  /** Those that were made by this one, which knows best of them. */
  private readonly made: Record<string, Made> = {};

  private constructor(
    private readonly store: Store,
    private readonly scrape: Scrape,
    private readonly options: ScrapeOptions,
    /** The data set's own files. */
    private files: Readonly<Record<string, Made>>,
    /** The files of another data set, which this one replaces. */
    private replaced: readonly string[],
  ) {}

  /**
   * Looks what is there. Throws a UserError where other data stands under one of these names, unless
   * it is to be overwritten; nothing is touched.
   */
  static async open(
    store: Store,
    scrape: Scrape,
    names: readonly string[],
    options: ScrapeOptions,
  ): Promise<ScrapeRecord> {
    const there: string[] = [];
    for (const name of names) {
      if ((await store.peek(name, 1)) !== undefined) there.push(name);
    }
    const record = await read(store, pathOf(scrape));
    if (record === 'foreign') there.unshift(pathOf(scrape));
    const isRecord = typeof record === 'object';
    const differences = isRecord ? differencesOf(record, scrape, options, there) : [];
    const isOwn = isRecord && differences.length === 0;
    const files = isOwn ? record.files : {};
    const inTheWay = isOwn
      ? there.filter((name) => name.endsWith('.npy') && !(name in files))
      : there;
    if (inTheWay.length > 0 && options.overwrite !== true) {
      throw refusal(
        inTheWay.map((name) => store.pathOf(name)),
        differences,
      );
    }
    return new ScrapeRecord(store, scrape, options, files, isOwn ? [] : there);
  }

  /** Whether a file is there as it was made; why not, in words, where it is another one. */
  async standing(name: string): Promise<{ readonly isWhole: boolean; readonly why?: string }> {
    const listed = this.files[name];
    const there = listed === undefined ? undefined : await this.store.digest(name);
    if (listed === undefined || there === undefined) return { isWhole: false };
    const { size, sha256 } = listed;
    const why =
      size === undefined || sha256 === undefined
        ? 'has no SHA-256 in its record'
        : difference({ size, sha256 }, there);
    return { isWhole: why === undefined, why };
  }

  /**
   * Lists a file, makes it by `make`, and lists what came of it, unless the record has become
   * another data set's. Before the first one, another data set's files go.
   */
  async making(name: string, backend: Backend, make: () => Promise<void>): Promise<void> {
    for (const other of this.replaced) await this.store.remove(other);
    const known = this.replaced.length > 0 ? {} : await this.listed();
    this.replaced = [];
    const made: Made = { backend: backendName(backend), version: VERSION };
    await this.list(name, made, known);
    await make();
    const listed = await this.listed();
    if (listed === undefined) return;
    await this.list(name, { ...made, ...(await this.store.digest(name)) }, listed);
  }

  /**
   * Lists what was made once more, where the coarse solver's data was in the making elsewhere and
   * the record was written there at the same time.
   */
  async confirm(): Promise<void> {
    for (;;) {
      const listed = await this.listed();
      const isLost = ([name, { sha256 }]: [string, Made]) =>
        sha256 !== undefined && listed?.[name]?.sha256 === undefined;
      if (listed === undefined || !Object.entries(this.made).some(isLost)) return;
      this.files = { ...this.files, ...listed, ...this.made };
      await this.write();
    }
  }

  /** Lists a file beside what others have listed by now. */
  private async list(name: string, made: Made, known: RecordFile['files'] = {}): Promise<void> {
    this.made[name] = made;
    this.files = { ...this.files, ...known, ...this.made };
    await this.write();
  }

  /** What the record lists by now; undefined if it is not this data set's. */
  private async listed(): Promise<RecordFile['files'] | undefined> {
    const now = await read(this.store, pathOf(this.scrape));
    if (typeof now !== 'object') return undefined;
    return factDifferences(now, this.facts()).length === 0 ? now.files : undefined;
  }

  private async write(): Promise<void> {
    const content: RecordFile = { ...this.facts(), files: this.files };
    await this.store.write(pathOf(this.scrape), `${JSON.stringify(content, null, 2)}\n`);
  }

  private facts(): FactsOfSet {
    return factsOf(this.scrape, this.options);
  }
}

const pathOf = ({ name }: Scrape) => `${name}.record.json`;

/** What tells a data set from others, whatever it is called. */
function factsOf(scrape: Scrape, options: ScrapeOptions): FactsOfSet {
  return {
    identity: { scenario: scrape.key, ...identityOf(options) },
    attributes: metadataOf(scrape).info,
  };
}

function isMade(made: unknown): boolean {
  const { backend, version, size, sha256 } = (PLAIN.fits(made) ? made : {}) as Partial<Made>;
  return (
    [backend, version].every(TEXT.fits) &&
    (size === undefined || WHOLE.fits(size)) &&
    (sha256 === undefined || TEXT.fits(sha256))
  );
}

/** The record, or that another file has its name, or that there is none. */
async function read(store: Store, path: string): Promise<RecordFile | 'foreign' | undefined> {
  const bytes = await store.read(path);
  if (bytes === undefined) return undefined;
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes));
    const parts = [record.identity, record.attributes, record.files];
    const isRecord = parts.every(PLAIN.fits) && Object.values(record.files).every(isMade);
    return isRecord ? record : 'foreign';
  } catch {
    return 'foreign';
  }
}

/** How the data set of a record is not the one that is asked for. */
function differencesOf(
  record: RecordFile,
  scrape: Scrape,
  options: ScrapeOptions,
  there: readonly string[],
): string[] {
  const differences = factDifferences(record, factsOf(scrape, options));
  const { backend = 'auto' } = options;
  for (const name of there) {
    const made = record.files[name]?.backend;
    if (backend === 'auto' || made === undefined || made.startsWith(`${backend} `)) continue;
    differences.push(`${name} was made on ${made}`);
  }
  return differences;
}

type FactsOfSet = Omit<RecordFile, 'files'>;

function factDifferences(there: FactsOfSet, wanted: FactsOfSet): string[] {
  return [
    ...differencesIn(there.identity, wanted.identity),
    ...differencesIn(there.attributes, wanted.attributes),
  ];
}

function refusal(files: readonly string[], differences: readonly string[]): UserError {
  const more = differences.length > TOLD ? ', …' : '';
  const why =
    differences.length === 0
      ? 'and nothing says that this is the same data'
      : `with other data (${differences.slice(0, TOLD).join(', ')}${more})`;
  const names = files.map((file) => `'${file}'`).join(', ');
  const message =
    `there is already ${names}, ${why}; --overwrite replaces it, another folder (--out) or name ` +
    '(--name) leaves it';
  return on('files', new UserError(message));
}
