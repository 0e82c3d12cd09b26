/** What the gallery shows of each scenario: in which numbers of dimensions, with which settings. */

import { createHash } from 'node:crypto';
import { UserError } from '../../src/errors.js';
import { type BaseScenario, type ScenarioClass, scenarios } from '../../src/scenarios/index.js';
import { LAYOUT } from './layout.js';

/** A scenario as it is shown in one number of dimensions. */
interface View {
  /** What is set; all else has its default. */
  readonly settings: Readonly<Record<string, number>>;
  readonly scenario: BaseScenario;
}

export interface Entry {
  readonly key: string;
  readonly declaration: ScenarioClass;
  readonly views: readonly View[];
  /** Dimensions in which its defaults do not stay finite on so few points. */
  readonly notFinite: readonly number[];
  /** The name of its picture; it changes with what the scenario declares and how it is shown. */
  readonly picture: string;
}

interface Size {
  readonly num_points?: number;
  readonly test_temporal_horizon?: number;
}

/** Small grids and short trajectories in 2D and 3D: all pictures are made in a few minutes. */
const SIZES: Readonly<Record<number, Size>> = {
  1: {},
  2: { num_points: 80, test_temporal_horizon: 100 },
  3: { num_points: 40, test_temporal_horizon: 50 },
};

/** Where the original's defaults do not stay finite on grids of these sizes. */
const NOT_FINITE: Readonly<Record<string, readonly number[]>> = {
  norm_kdv: [2],
  norm_ks: [2, 3],
  phy_ks: [3],
};

/** The scenario in one number of dimensions; null where its defaults are for another number. */
function viewOf(Scenario: ScenarioClass, dims: number): View | null {
  const { num_spatial_dims, test_temporal_horizon } = Scenario.attributes;
  const { test_temporal_horizon: longest, ...size } = SIZES[dims]!;
  const isShorter = longest !== undefined && longest < (test_temporal_horizon!.default as number);
  const settings = {
    ...(dims === num_spatial_dims!.default ? {} : { num_spatial_dims: dims }),
    ...size,
    ...(isShorter ? { test_temporal_horizon: longest } : {}),
  };
  try {
    return { settings, scenario: new Scenario(settings) };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function entryOf(key: string): Entry {
  const declaration = scenarios.get(key);
  const notFinite = NOT_FINITE[key] ?? [];
  const views = declaration.dimensions
    .filter((dims) => !notFinite.includes(dims))
    .map((dims) => viewOf(declaration, dims))
    .filter((view) => view !== null);
  const shown = JSON.stringify([LAYOUT, ...views.map(({ scenario }) => String(scenario))]);
  const hash = createHash('sha256').update(shown).digest('hex').slice(0, 8);
  return { key, declaration, views, notFinite, picture: `${key}-${hash}.png` };
}

/** All scenarios, in the order in which they are listed. */
export const entries = (): Entry[] => scenarios.names().map(entryOf);
