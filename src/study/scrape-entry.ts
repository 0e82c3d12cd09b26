/** What is to be scraped: a scenario with its attributes, read, checked and named. */

import { type Choice, chooseBackend } from '../backends/index.js';
import { check, PLAIN, requireMemory } from '../checks.js';
import { type PlainValue, type PyValue, str } from '../config/index.js';
import { about, clipped } from '../errors.js';
import {
  coarseStepper,
  dataShape,
  icGeneratorOf,
  type RunOptions,
  referenceStepper,
  requireStates,
} from '../experiment/index.js';
import type { BaseScenario } from '../scenarios/index.js';
import { trajectoryProgram } from '../steppers/index.js';
import { EntryError, naming, readScenario } from './entry.js';
import { fileName } from './names.js';

/** What is scraped: a scenario, any of its attributes, and a name in place of the automatic one. */
export interface ScrapeEntry {
  /** The scenario's key. */
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
  | {
      readonly kind: 'notice';
      /** What it computes on, and that it had to move. */
      readonly notice: string;
    }
  | {
      readonly kind: 'skipped';
      /** The path of one that is there, and whole. */
      readonly file: string;
    }
  | {
      readonly kind: 'begun';
      /** The path of one that is written now, perhaps again on another backend. */
      readonly file: string;
    }
  | {
      readonly kind: 'progress';
      /** The path of the one that is written. */
      readonly file: string;
      /** How many of its samples are written. */
      readonly done: number;
      /** How many samples it will hold. */
      readonly total: number;
    };

/**
 * For `scrapeDataAndMetadata`. Of the options of a run, those that are about training change
 * nothing here.
 */
export interface ScrapeOptions extends RunOptions {
  /** The data of the coarse solver, in `NAME_train_coarse.npy` and `NAME_test_coarse.npy`. */
  readonly coarse?: boolean;
  /** Make also what is there already. */
  readonly overwrite?: boolean;
  /** Is told how far it is. */
  readonly onEvent?: (event: ScrapeEvent) => void;
}

/** What `NAME.json` holds. */
export interface Metadata {
  /** The data set's name. */
  readonly name: string;
  /** The attributes of the scenario. */
  readonly info: Readonly<Record<string, PlainValue>>;
}

/** A data set that can be made. */
export interface Scrape {
  /** The scenario's key. */
  readonly key: string;
  readonly scenario: BaseScenario;
  readonly metadata: ReadonlyMap<string, PyValue>;
  readonly name: string;
  /**
   * Where it is made. Takes a while: solvers make their coefficients. Throws a UserError where there
   * is no room for one sample, or not the backend that was asked for.
   */
  choose(): Promise<Choice>;
}

/**
 * Reads and checks what is to be scraped, at once. Throws an `EntryError` that names the key: an
 * unknown scenario or attribute, a wrong value, an initial condition that cannot be read, a name
 * that is a path, no coarse solver; and a `UserError` where not even one trajectory fits in memory.
 */
export function readScrape(entry: ScrapeEntry, options: ScrapeOptions = {}): Promise<Scrape> {
  return naming(async () => {
    check('what is scraped', entry, {
      allowed: "an object with the name of a scenario, { scenario: 'diff_adv' }",
      fits: PLAIN.fits,
    });
    const { scenario: spelled, name: given = 'auto', ...attributes } = entry;
    if (given === '') throw new EntryError('name', 'is empty');
    if (/^\.|[/\\]/.test(given)) {
      throw new EntryError(
        'name',
        `'${clipped(given)}' begins with a dot or holds a slash; it is no path`,
      );
    }
    const [key, scenario] = await readScenario({ scenario: spelled }, attributes);
    await about('ic_config', () => icGeneratorOf(scenario));
    requireStates(scenario);
    for (const set of SETS) {
      const trajectory = dataShape(scenario, { set }).slice(1);
      requireMemory(`one trajectory of the ${set} data`, trajectory);
    }
    const { coarse = false } = options;
    const stepper = await (coarse ? coarseStepper(scenario) : referenceStepper(scenario));
    const choose = () => {
      const programs = SETS.map((set) => {
        const [samples, frames] = dataShape(scenario, { set });
        return trajectoryProgram(stepper, samples!, frames! - 1);
      });
      return chooseBackend(options, programs);
    };
    const name = given === 'auto' ? await automaticName(scenario) : given;
    const metadata = new Map<string, PyValue>([
      ['name', name],
      ['info', scenario.toPython()],
    ]);
    return { key, scenario, metadata, name: await fileName(name), choose };
  });
}

/** The data sets that a scenario has, in the order in which they are made. */
export const SETS = ['train', 'test'] as const;

async function automaticName(scenario: BaseScenario): Promise<string> {
  const set = [...scenario.overrides].map(([key, value]) => `${key}=${str(value)}`);
  return [await scenario.getScenarioName(), ...(set.length > 0 ? [set.join(', ')] : [])].join('__');
}
