/**
 * Where an experiment would take more memory than there is: which key of its entry is to blame, and
 * a value of it with which the experiment fits. Both are found by trying, so that they hold whatever
 * it was that had no room: a data set, the parameters, a program on the backend that was asked for.
 */

import { type Remedy, UserError } from '../errors.js';
import {
  type CommonAttributes,
  DEFAULT_NET,
  makePlan,
  type Plan,
  type RunRawOptions,
} from '../experiment/index.js';
import { type BaseScenario, type Declaration, defaultValues } from '../scenarios/index.js';

/** What is made smaller, what helps most and costs least in meaning first; never below `least`. */
const COUNTS = [
  { key: 'num_points', least: 16 },
  { key: 'batch_size', least: 1 },
  { key: 'num_train_samples', least: 1 },
  { key: 'num_test_samples', least: 1 },
  { key: 'train_temporal_horizon', least: 1 },
  { key: 'num_seeds', least: 1 },
] as const;
type Count = (typeof COUNTS)[number];

/** Strings in whose place another one is offered. */
const STRINGS = [
  { key: 'net', plain: DEFAULT_NET },
  { key: 'train', plain: 'one' },
] as const;

/** The scenario of an entry with some attributes changed. */
export type Remake = (changes: Readonly<Record<string, number>>) => BaseScenario;

/** As `makePlan`; an error about memory says what is to blame, and what would fit if it is known. */
export async function planWithRemedy(
  scenario: BaseScenario,
  options: RunRawOptions,
  remake: Remake,
): Promise<Plan> {
  try {
    return await makePlan(scenario, options);
  } catch (error) {
    if (!(error instanceof UserError) || error.memory === undefined) throw error;
    const remedy = await new Search(scenario, options, remake).remedy(error);
    if (remedy === null) throw error;
    const { key, value } = remedy;
    const better = new UserError(`${error.message}; with ${key}=${value} it fits`);
    throw Object.assign(better, { key, remedy, memory: error.memory });
  }
}

class Search {
  constructor(
    private readonly scenario: BaseScenario,
    private readonly options: RunRawOptions,
    private readonly remake: Remake,
  ) {}

  async remedy(error: UserError): Promise<Remedy | null> {
    const { bytes, most } = error.memory!;
    const excess = bytes / most;
    const counts = COUNTS.map((count) => {
      const value = this.valueOf(count.key);
      // Memory grows with the points of all axes.
      const power = count.key === 'num_points' ? this.scenario.num_spatial_dims : 1;
      return { ...count, value, usual: this.usualOf(count.key), power };
    });
    // What was raised most above what is usual is to blame, if no less than that need be given up.
    const raised = counts
      .map((count) => ({ ...count, times: toPower(count.value / count.usual, count.power) }))
      .filter(({ times }) => times > 1)
      .sort((a, b) => b.times - a.times);
    for (const count of raised) {
      const found = await this.smaller({ ...count, least: count.usual }, excess);
      if (found !== null) return found;
    }
    for (const { key, plain } of STRINGS) {
      if (this.options[key] === plain) continue;
      const remedy = { key, value: plain };
      if (await this.fits(remedy)) return remedy;
    }
    for (const count of counts) {
      const found = await this.smaller(count, excess);
      if (found !== null) return found;
    }
    return null;
  }

  /** The largest round number with which it fits. */
  private async smaller(
    { key, value, least, power }: Omit<Count, 'least'> & Sized,
    excess: number,
  ): Promise<Remedy | null> {
    // Memory is at most in proportion to it, beside what does not depend on it.
    const mayFit = (round: number) => toPower(round / value, power) * excess <= 1;
    const numbers = roundNumbers(value, least, key === 'num_points' ? POWERS_OF_TWO : ONE_TWO_FIVE);
    for (const round of numbers.filter(mayFit)) {
      const remedy = { key, value: round };
      if (await this.fits(remedy)) return remedy;
    }
    return null;
  }

  private async fits({ key, value }: Remedy): Promise<boolean> {
    try {
      if (key === 'num_seeds') {
        await makePlan(this.scenario, { ...this.options, numSeeds: Number(value) });
      } else if (typeof value === 'string') {
        await makePlan(this.scenario, { ...this.options, [key]: value });
      } else {
        await makePlan(this.remake({ [key]: value }), this.options);
      }
      return true;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  private valueOf(key: Count['key']): number {
    return key === 'num_seeds' ? (this.options.numSeeds ?? 1) : this.scenario[key];
  }

  private usualOf(key: Count['key']): number {
    if (key === 'num_seeds') return 1;
    const usual = defaultValues(this.scenario.constructor as unknown as Declaration);
    return (usual as unknown as CommonAttributes)[key];
  }
}

interface Sized {
  readonly value: number;
  readonly least: number;
  readonly power: number;
}

function toPower(base: number, exponent: number): number {
  return Array<number>(exponent)
    .fill(base)
    .reduce((product, factor) => product * factor, 1);
}

/** Numbers that are round: `steps` times powers of `base`. */
interface Round {
  readonly base: number;
  readonly steps: readonly number[];
}
const POWERS_OF_TWO: Round = { base: 2, steps: [1] };
const ONE_TWO_FIVE: Round = { base: 10, steps: [1, 2, 5] };

/** Round numbers below `value`, from the largest on, and `least`, be it round or not, as the last. */
function roundNumbers(value: number, least: number, { base, steps }: Round): number[] {
  const numbers = [least];
  for (let power = 1; power < value; power *= base) {
    numbers.push(...steps.map((step) => step * power).filter((number) => number > least));
  }
  return numbers.filter((number) => number < value).reverse();
}
