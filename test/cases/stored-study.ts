/** Stores of made-up results, which nobody trained: errors and losses that fall or grow by a rule. */

import type { NdArray } from '../../src/arrays.js';
import { repr } from '../../src/config/index.js';
import type { RawResult } from '../../src/experiment/index.js';
import { wideTable } from '../../src/experiment/index.js';
import { commit } from '../../src/study/commit.js';
import { readExperiment, type Store } from '../../src/study/index.js';
import { keyOf } from '../../src/study/key.js';

export interface MadeUp {
  readonly scenario?: string;
  readonly net: string;
  readonly train?: string;
  readonly seeds?: readonly number[];
  readonly kwargs?: Readonly<Record<string, number | string>>;
  /** Of seed s at time step t, from 1. */
  readonly error?: (seed: number, step: number) => number;
  readonly loss?: (seed: number, update: number) => number;
  readonly steps?: number;
  readonly updates?: number;
  readonly diverged?: readonly number[];
  readonly trainSeconds?: number;
  readonly parameters?: number;
}

/** Points of space, and the states of the one sample rollout. */
const POINTS = 16;

/** Writes a result as a run does, and gives its name. */
export async function storeResult(store: Store, made: MadeUp): Promise<string> {
  const { scenario = 'diff_adv', net, train = 'one', seeds = [0, 1, 2], steps = 12 } = made;
  const { updates = 10, diverged = [], trainSeconds = 3, parameters = 5 } = made;
  const error = made.error ?? ((seed, step) => 0.01 * step * (1 + seed / 10));
  const loss = made.loss ?? ((seed, update) => (1 + seed / 10) / (1 + update));
  const set = { num_points: POINTS, test_temporal_horizon: steps, ...made.kwargs };
  const experiment = await readExperiment({
    ...{ scenario, task: 'predict', net, train },
    ...{ start_seed: seeds[0]!, num_seeds: seeds.length, ...set },
  });
  const filled = (count: number, value: (seed: number, index: number) => number): NdArray => ({
    data: Float64Array.from({ length: seeds.length * count }, (_, i) =>
      value(seeds[Math.floor(i / count)]!, i % count),
    ),
    shape: [seeds.length, count],
  });
  const rollout = Float64Array.from(
    { length: seeds.length * (steps + 1) * POINTS },
    (_, i) => ((i * 7) % 13) / 6 - 1,
  );
  const raw = {
    seeds,
    metrics: new Map([['mean_nRMSE', filled(steps, (seed, i) => error(seed, i + 1))]]),
    losses: filled(updates, loss),
    updateSteps: Array.from({ length: updates }, (_, update) => update),
    aux: [],
    numUpdates: 0,
    sampleRollouts: { data: rollout, shape: [seeds.length, 1, steps + 1, 1, POINTS] },
    weights: [
      {
        path: 'layer.weight',
        shape: [seeds.length, parameters],
        data: new Float64Array(seeds.length * parameters),
      },
    ],
    info: {
      ...{ backend: 'wasm', build: 'simd', chosen: null, threads: 1, version: '0.1.0' },
      ...{ precision: 'f32', partitionable: false, diverged, moves: [] },
      ...{ trainSeconds, totalSeconds: trainSeconds },
    },
  } as unknown as RawResult;
  const table = wideTable(raw, {
    ...{ scenario: `1d_${scenario}`, task: 'predict', net, train },
    scenarioKwargs: repr(experiment.kwargs),
  });
  const key = await keyOf(experiment, {}, 'wasm');
  const keyed = { experiment, key, place: 'wasm', chosen: null, plugins: [] } as const;
  return commit(store, keyed, { raw, table });
}
