/** A run that was made before, as its table tells it. */

import type { StudyEntry } from '../../study/index.js';
import { DEFAULT_STATE, type FormState } from '../form/form-state.js';
import type { StoredRun, Trajectory } from '../protocol.js';
import { Run } from '../runs/run.js';
import { urlOf } from './attributes.js';

/** The text at an address; throws an error that names it. */
export async function readText(src: string, base: string): Promise<string> {
  const url = urlOf(src, base);
  const response = url === null ? null : await fetch(url).catch(() => null);
  if (response?.ok) return response.text();
  throw new Error(`cannot read ${src}${response ? `: status ${response.status}` : ''}`);
}

export function runOf(stored: StoredRun): Run {
  const { scenario, net, train, limits, losses, every, rollouts } = stored;
  const run = new Run(1, { ...DEFAULT_STATE, scenario, net, train }, { vlim: limits, cost: null });
  run.losses.value = { losses, every };
  run.rollouts.value = rollouts;
  run.status.value = 'finished';
  return run;
}

/** What a form says that makes this entry. */
export function stateOf({ scenario, task, net, train, ...rest }: StudyEntry): FormState {
  const { start_seed, num_seeds, ...attributes } = rest;
  const texts = Object.entries(attributes).map(([name, value]) => [name, String(value)] as const);
  return {
    ...{ ...DEFAULT_STATE, scenario, task, net, train },
    ...{ start_seed: String(start_seed), num_seeds: String(num_seeds) },
    attributes: new Map(texts),
  };
}

/** Of the largest value: what sums of float32 may differ by from one backend to another. */
const ROUNDING = 1e-4;

/** Whether two trajectories are of one shape and begin alike, to rounding. */
export function beginAlike(one: Trajectory, other: Trajectory): boolean {
  const shape = ({ values: _, ...rest }: Trajectory) => JSON.stringify(Object.entries(rest).sort());
  if (shape(one) !== shape(other)) return false;
  const [first, theirs] = [one, other].map(({ values, frames }) =>
    values.subarray(0, values.length / frames),
  );
  const largest = first!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return first!.every((value, i) => Math.abs(value - theirs![i]!) <= ROUNDING * largest);
}
