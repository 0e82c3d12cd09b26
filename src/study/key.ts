/**
 * The key of an experiment: the SHA-256 of all that decides its numbers. Results of one key are the
 * same result, on whatever machine they were made; on WASM without relaxed SIMD to the bit.
 */

import { sha256 } from '#platform';
import type { BackendName, BackendOptions } from '../backends/index.js';
import { type PyValue, repr } from '../config/index.js';
import { UserError } from '../errors.js';
import { canonicalTask } from '../experiment/index.js';
import { canonicalIcConfig } from '../initial-conditions/index.js';
import { canonicalNetwork } from '../nets/index.js';
import type { ThreefryLayout } from '../random/index.js';
import { canonicalOptimConfig, canonicalTraining } from '../training/index.js';
import type { Experiment } from './entry.js';
import { identityOf } from './identity.js';

/** Where a result was made, as far as its bits depend on it. */
export const PLACES = ['wasm', 'wasm-relaxed', 'gpu'] as const;

/** Where a result was made, as far as its bits depend on it. */
export type Place = (typeof PLACES)[number];

/** What decides an experiment's numbers beside what it is an experiment of. */
export interface KeyOptions extends BackendOptions {
  readonly partitionable?: boolean;
  /** The SHA-256 of the files that add to the library's dictionaries. */
  readonly plugins?: readonly string[];
}

/** The class of a backend's results. */
export function placeOn(backend: BackendName, { relaxedSimd }: BackendOptions): Place {
  if (backend === 'webgpu') return 'gpu';
  return relaxedSimd ? 'wasm-relaxed' : 'wasm';
}

/** A string as one writes it; of what a scenario of a user's own reads by itself, as it stands. */
function written(config: string, canonical: (config: string) => string): string {
  try {
    return canonical(config);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return config;
  }
}

const STRINGS: Readonly<Record<string, (config: string) => string>> = {
  ic_config: canonicalIcConfig,
  optim_config: canonicalOptimConfig,
};

function attributeText(name: string, value: PyValue): string {
  const canonical = STRINGS[name];
  return canonical !== undefined && typeof value === 'string'
    ? repr(written(value, canonical))
    : repr(value);
}

/**
 * An experiment with everything written out that decides its numbers, wherever it is run, as JSON:
 * attributes by name as Python prints them, strings as one writes them. What later versions add stands
 * here only where it is not at its default: keys do not move.
 */
export function configurationOf(experiment: Experiment, options: KeyOptions): string {
  const { scenario, scenarioObject, startSeed, numSeeds } = experiment;
  const attributes = [...scenarioObject.toPython()]
    .map(([name, value]) => [name, attributeText(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const { precision, threefry, relaxedSimd, numbers } = identityOf(options);
  const { plugins = [] } = options;
  return JSON.stringify({
    scenario,
    attributes: Object.fromEntries(attributes),
    task: written(experiment.task, canonicalTask),
    net: written(experiment.net, canonicalNetwork),
    train: written(experiment.train, canonicalTraining),
    seeds: [startSeed, numSeeds],
    numbers,
    precision,
    threefry: threefry as ThreefryLayout,
    relaxedSimd,
    ...(plugins.length > 0 ? { plugins: [...plugins].sort() } : {}),
  });
}

/** The key of what `configurationOf` gives, made in a place: 64 hexadecimal digits. */
export function keyFrom(configuration: string, place: Place): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify([configuration, place])));
}

/** The key of an experiment, 64 hexadecimal digits. */
export function keyOf(experiment: Experiment, options: KeyOptions, place: Place): Promise<string> {
  return keyFrom(configurationOf(experiment, options), place);
}
