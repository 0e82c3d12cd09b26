/** A run that was made before, as its table tells it. */

import type { Picture } from '../../drawing/index.js';
import type { StudyEntry } from '../../study/index.js';
import { DEFAULT_STATE, type FormState } from '../form/form-state.js';
import type { StoredRun } from '../protocol.js';
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

/** Whether two trajectories are of one shape and begin alike, to the rounding of their colours. */
export function beginAlike(one: Picture, other: Picture): boolean {
  const shape = ({ levels: _, ...rest }: Picture) => JSON.stringify(Object.entries(rest).sort());
  if (shape(one) !== shape(other)) return false;
  const theirs = firstState(other);
  return firstState(one).every((level, i) => Math.abs(level - theirs[i]!) <= 1);
}

/** In 1D time runs along the columns, else a state is a frame. */
function firstState({ dims, levels, columns, frames }: Picture): Uint8Array {
  if (dims > 1) return levels.subarray(0, levels.length / frames);
  return levels.filter((_, i) => i % columns === 0);
}
