/**
 * The experiments of the original's documents and of the paper: which they are, and what their
 * numbers are held against.
 */

import { geometricMean, median, type StudyEntry } from '../study/index.js';
import {
  FIGURE_GMEANS,
  NETWORKS_1D,
  ONE_STEP_ERRORS,
  README_LOSSES,
  README_MEDIANS,
  ROLLOUTS_1D,
} from './published.js';
import { type Compared, near, turnedPairs, type Verdict, verdict } from './verdict.js';

/** A network, trained in one way on one scenario. */
export interface Cell {
  readonly scenario: string;
  readonly net: string;
  readonly train: string;
  /** Attributes of the scenario, under their original names. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What came of one seed of a cell. */
export interface SeedResult {
  readonly seed: number;
  /** Mean nRMSE of the test rollout at the steps 1, 2, …. */
  readonly errors: ArrayLike<number>;
  readonly firstLoss: number;
  readonly lastLoss: number;
}

export interface Reproduction {
  readonly name: string;
  readonly title: string;
  /** Seeds from 0 on, as many as the rules ask for. */
  readonly numSeeds: number;
  readonly cells: readonly Cell[];
  /**
   * `results` are those of each cell, in the order of `cells`; what has none is left out. The core
   * must be loaded.
   */
  judge(results: readonly (readonly SeedResult[])[]): Verdict[];
}

const cell = (
  scenario: string,
  net: string,
  { train = 'one', ...attributes }: { train?: string; [attribute: string]: unknown } = {},
): Cell => ({ scenario, net, train, attributes });

/** The entry of a study for some seeds of a cell. */
export const entryOf = (
  { scenario, net, train, attributes }: Cell,
  startSeed: number,
  numSeeds: number,
): StudyEntry => ({
  ...{ scenario, task: 'predict', net, train, start_seed: startSeed, num_seeds: numSeeds },
  ...attributes,
});

/** What a cell is called: what differs between those of a reproduction. */
export function cellName({ scenario, net, train, attributes }: Cell): string {
  const set = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return [scenario, ...set, net, ...(train === 'one' ? [] : [train])].join(' ');
}

const errorAt = (step: number) => (seed: SeedResult) => seed.errors[step - 1]!;
const gmean = ({ errors }: SeedResult) => geometricMean(Array.from(errors).slice(0, 100));

const medianOf = (seeds: readonly SeedResult[], value: (seed: SeedResult) => number): number =>
  median(seeds.map(value));

/** The verdicts on each cell that has results. */
function onCells(
  cells: readonly Cell[],
  results: readonly (readonly SeedResult[])[],
  judge: (cell: Cell, seeds: readonly SeedResult[]) => readonly Verdict[],
): Verdict[] {
  return cells.flatMap((one, i) => (results[i]!.length === 0 ? [] : judge(one, results[i]!)));
}

/** What "about five orders" leaves open. */
const HALF_AN_ORDER = 0.5;

const README: Reproduction = {
  name: 'readme',
  title: "The study of the original's README: ten seeds, medians",
  numSeeds: 10,
  cells: Object.keys(README_MEDIANS).map((net) => cell('diff_adv', net)),
  judge(results) {
    return onCells(this.cells, results, (one, seeds) => {
      const name = cellName(one);
      const steps = Object.entries(README_MEDIANS[one.net]!).map(([step, reported]) =>
        near(
          `${name}, nRMSE at step ${step}`,
          medianOf(seeds, errorAt(Number(step))),
          reported,
          0.25,
        ),
      );
      const losses = README_LOSSES[one.net];
      if (losses === undefined) return steps;
      const orders = Math.log10(losses.first / losses.last);
      const falls = seeds.map(({ firstLoss, lastLoss }) => Math.log10(firstLoss / lastLoss));
      const about = [orders - HALF_AN_ORDER, orders + HALF_AN_ORDER] as const;
      const fall = (which: string, ours: number) =>
        verdict(`${name}, ${which} fall of the loss, in powers of ten`, ours, about, {
          reported: orders,
        });
      return [...steps, fall('least', Math.min(...falls)), fall('largest', Math.max(...falls))];
    });
  },
};

const SEEDS: Reproduction = {
  name: 'seeds',
  title: 'One step of diff_adv, seed by seed',
  numSeeds: ONE_STEP_ERRORS.length,
  cells: [cell('diff_adv', 'Conv;34;10;relu')],
  judge(results) {
    return onCells(this.cells, results, (one, seeds) => {
      const name = cellName(one);
      const each = seeds.flatMap((seed) => {
        const reported = ONE_STEP_ERRORS[seed.seed];
        const what = `${name}, seed ${seed.seed}, nRMSE at step 1`;
        if (reported === undefined) return [];
        return [{ ...near(what, errorAt(1)(seed), reported, 0.25), decides: false }];
      });
      const ours = medianOf(seeds, errorAt(1));
      return [...each, near(`${name}, median at step 1`, ours, median(ONE_STEP_ERRORS), 0.25)];
    });
  },
};

/** Of the cells held against quartiles, so many may lie outside. */
const OUTSIDE = 0.2;

const GMEAN = 'geometric mean of nRMSE, steps 1 to 100';

/** The rule on the order of networks, scenario by scenario. */
function onOrders(compared: ReadonlyMap<string, readonly Compared[]>): Verdict[] {
  return [...compared].map(([scenario, values]) =>
    verdict(`${scenario}, pairs of networks in another order`, turnedPairs(values), [0, 0]),
  );
}

const FIG_1D: Reproduction = {
  name: 'fig-1d',
  title: 'Five networks on Burgers, KdV, dispersion and Kuramoto-Sivashinsky in one dimension',
  numSeeds: 6,
  cells: [...Object.keys(ROLLOUTS_1D), ...Object.keys(FIGURE_GMEANS)].flatMap((scenario) =>
    NETWORKS_1D.map((net) => cell(scenario, net)),
  ),
  judge(results) {
    const compared = new Map<string, Compared[]>();
    let [within, inside, known] = [0, 0, 0];
    const verdicts = onCells(this.cells, results, (one, seeds) => {
      const { scenario, net } = one;
      const what = `${cellName(one)}, ${GMEAN}`;
      const ours = medianOf(seeds, gmean);
      const published = ROLLOUTS_1D[scenario]?.[net as (typeof NETWORKS_1D)[number]];
      const reported =
        published?.gmean[2] ?? FIGURE_GMEANS[scenario]![NETWORKS_1D.indexOf(net as never)]!;
      compared.set(scenario, [...(compared.get(scenario) ?? []), { ours, reported }]);
      if (published === undefined) return [near(what, ours, reported, 0.4)];
      const [least, q25, , q75, most] = published.gmean;
      const quartiles = verdict(what, ours, [0.9 * q25, 1.1 * q75], { reported, decides: false });
      known++;
      if (quartiles.holds) within++;
      if (ours >= least && ours <= most) inside++;
      return [quartiles];
    });
    if (known > 0) {
      verdicts.push(
        verdict(`cells of ${known} near the published quartiles`, within, [
          Math.ceil((1 - OUTSIDE) * known),
          known,
        ]),
        verdict(`cells of ${known} within the published 50 seeds`, inside, [known, known]),
      );
    }
    return [...verdicts, ...onOrders(compared)];
  },
};

/** Points on each side of a point that a local network sees; the Fourier neural operator sees all. */
const RECEPTIVE_FIELDS: Readonly<Record<string, number>> = {
  'Conv;34;1;relu': 2,
  'Conv;34;10;relu': 11,
  'Res;26;8;relu': 16,
  'FNO;12;18;4;gelu': Number.POSITIVE_INFINITY,
};

/** A network whose error passes this has failed. */
const FAILED = 0.5;

const GAMMAS = [-0.5, -2.5, -10.5];
const HARDEST = GAMMAS.at(-1)!;
const UNROLLED = cell('diff_adv', 'Res;26;8;relu', { train: 'sup;5', advection_gamma: HARDEST });

const DIFFICULTY: Reproduction = {
  name: 'difficulty',
  title: 'Advection that passes the receptive field',
  numSeeds: 3,
  cells: [
    ...GAMMAS.flatMap((advection_gamma) =>
      Object.keys(RECEPTIVE_FIELDS).map((net) => cell('diff_adv', net, { advection_gamma })),
    ),
    UNROLLED,
  ],
  judge(results) {
    const at10 = onCells(this.cells, results, (one, seeds) => {
      const isBeyond =
        Math.abs(one.attributes.advection_gamma as number) > RECEPTIVE_FIELDS[one.net]!;
      const band = isBeyond
        ? ([FAILED, Number.POSITIVE_INFINITY] as const)
        : ([0, FAILED] as const);
      const what = `${cellName(one)}, nRMSE at step 10`;
      return [verdict(what, medianOf(seeds, errorAt(10)), band, { decides: false })];
    });
    const { net, train, scenario, attributes } = UNROLLED;
    const index = (way: string) =>
      this.cells.findIndex(
        (one) =>
          one.net === net &&
          one.train === way &&
          one.attributes.advection_gamma === attributes.advection_gamma,
      );
    const [unrolled, usual] = [train, 'one'].map((way) => results[index(way)]!);
    if (unrolled!.length === 0 || usual!.length === 0) return at10;
    const ratio = medianOf(unrolled!, gmean) / medianOf(usual!, gmean);
    const what = `${scenario} ${net}, ${GMEAN}: ${train} over one`;
    return [...at10, verdict(what, ratio, [0, 1], { decides: false })];
  },
};

export const REPRODUCTIONS: readonly Reproduction[] = [README, SEEDS, FIG_1D, DIFFICULTY];
