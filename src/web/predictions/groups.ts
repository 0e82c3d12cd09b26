/** Runs by the data that they are trained and tested on: those of a group have one reference. */

import type { FormState } from '../form/form-state.js';
import type { Run } from '../runs/run.js';

/** Attributes that no trajectory depends on. */
const NOT_OF_DATA =
  /^(num_train_samples|num_test_samples|num_trjs_returned|optim_config|batch_size|record_loss_every|report_metrics|callbacks)$/;

export interface Group {
  readonly key: string;
  /** Of one of its runs. */
  readonly state: FormState;
  readonly limits: readonly [number, number];
  readonly runs: readonly Run[];
}

/** The groups of runs, in the order in which they come. */
export function groupsOf(runs: readonly Run[]): Group[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.state.scenario, ...attributesOf(run.state)]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups].map(([key, members]) => {
    const { state, basis } = members[0]!;
    return { key, state, limits: basis.vlim, runs: members };
  });
}

/** What tells the data of a group from those of the others: `diff_adv · num_points=64`. */
export function titleOf({ state }: Group, groups: readonly Group[]): string {
  const names = new Set(groups.flatMap((group) => attributesOf(group.state).map(([name]) => name)));
  const differ = [...names].filter((name) =>
    groups.some((group) => group.state.attributes.get(name) !== state.attributes.get(name)),
  );
  const parts = differ.map((name) => `${name}=${state.attributes.get(name) ?? 'default'}`);
  return [state.scenario, ...parts].join(' · ');
}

function attributesOf({ attributes }: FormState): [name: string, text: string][] {
  return [...attributes]
    .filter(([name]) => !NOT_OF_DATA.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
