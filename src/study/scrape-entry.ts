/** What is to be scraped: a scenario with its attributes, read, checked and named. */

import { type Choice, chooseLater } from '../backends/index.js';
import { check, OBJECT, requireMemory } from '../checks.js';
import { type PlainValue, type PyValue, str } from '../config/index.js';
import { about } from '../errors.js';
import {
  coarseStepper,
  dataShape,
  type RunOptions,
  referenceStepper,
  requireStates,
} from '../experiment/index.js';
import { threefryLayout } from '../random/index.js';
import type { BaseScenario } from '../scenarios/index.js';
import { trajectoryProgram } from '../steppers/index.js';
import { EntryError, naming, readScenario } from './entry.js';
import { fileName } from './names.js';

/** What is scraped: a scenario, any of its attributes, and a name in place of the automatic one. */
export interface ScrapeEntry {
  readonly scenario: string;
  /**
   * Default `auto`: the scenario's name and what was set, `1d_diff_adv__num_points=64, dt=0.1`.
   */
  readonly name?: string;
  /** Any attribute of the scenario, under its original name. */
  readonly [attribute: string]: unknown;
}

/** What a scrape tells while it works. */
export type ScrapeEvent =
  /** What it computes on, and that it had to move. */
  | { readonly kind: 'notice'; readonly notice: string }
  | { readonly kind: 'skipped'; readonly file: string }
  /** A file is begun, perhaps again on another backend. */
  | { readonly kind: 'begun'; readonly file: string }
  /** How many of a file's samples are written. */
  | {
      readonly kind: 'progress';
      readonly file: string;
      readonly done: number;
      readonly total: number;
    };

export interface ScrapeOptions extends RunOptions {
  /** The data of the coarse solver, in `NAME_train_coarse.npy` and `NAME_test_coarse.npy`. */
  readonly coarse?: boolean;
  /** Make also what is there already. */
  readonly overwrite?: boolean;
  readonly onEvent?: (event: ScrapeEvent) => void;
}

/** What `NAME.json` holds. */
export interface Metadata {
  readonly name: string;
  readonly info: Readonly<Record<string, PlainValue>>;
  /** The layout of the random bits, where it is not that of the original. */
  readonly threefry?: 'partitionable';
}

/** A data set that can be made. */
export interface Scrape {
  readonly scenario: BaseScenario;
  readonly metadata: ReadonlyMap<string, PyValue>;
  readonly name: string;
  choose(): Promise<Choice>;
}

/**
 * Reads and checks what is to be scraped. Throws an `EntryError` that names the key: an unknown
 * scenario or attribute, a wrong value, an initial condition that cannot be read, no coarse solver;
 * and a `UserError` where not even one sample fits in memory.
 */
export function readScrape(entry: ScrapeEntry, options: ScrapeOptions = {}): Promise<Scrape> {
  return naming(async () => {
    check('what is scraped', entry, {
      allowed: "an object with the name of a scenario, { scenario: 'diff_adv' }",
      fits: OBJECT.fits,
    });
    const { scenario: key, name: given = 'auto', ...attributes } = entry;
    if (given === '') throw new EntryError('name', 'is empty');
    const [, scenario] = await readScenario({ scenario: key }, attributes);
    await about('ic_config', async () => scenario.getIcGenerator());
    requireStates(scenario);
    for (const set of SETS) {
      const trajectory = dataShape(scenario, { set }).slice(1);
      requireMemory(`one trajectory of the ${set} data`, trajectory);
    }
    const { coarse = false } = options;
    const stepper = await (coarse ? coarseStepper(scenario) : referenceStepper(scenario));
    const choose = await chooseLater(options, () =>
      SETS.map((set) => {
        const [samples, frames] = dataShape(scenario, { set });
        return trajectoryProgram(stepper, samples!, frames! - 1);
      }),
    );
    const name = given === 'auto' ? await automaticName(scenario) : given;
    const layout = threefryLayout(options);
    const metadata = new Map<string, PyValue>([
      ['name', name],
      ['info', scenario.toPython()],
      ...(layout === 'original' ? [] : [['threefry', layout] as const]),
    ]);
    return { scenario, metadata, name: await fileName(name), choose };
  });
}

/** The data sets that a scenario has, in the order in which they are made. */
export const SETS = ['train', 'test'] as const;

async function automaticName(scenario: BaseScenario): Promise<string> {
  const set = [...scenario.overrides].map(([key, value]) => `${key}=${str(value)}`);
  return [await scenario.getScenarioName(), ...(set.length > 0 ? [set.join(', ')] : [])].join('__');
}
