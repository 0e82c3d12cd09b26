/** In which parts of the form attributes stand, and what those that all scenarios have are called. */

import type { AttributeInfo } from '../protocol.js';
import { isFree } from './attribute-edits.js';

export const GROUPS = [
  { key: 'physics', title: 'Physics and grid' },
  { key: 'initial', title: 'Initial state' },
  { key: 'data', title: 'Data' },
  { key: 'training', title: 'Training' },
  { key: 'display', title: 'Test and display' },
] as const;
export type GroupKey = (typeof GROUPS)[number]['key'];

interface Place {
  readonly group: GroupKey;
  readonly label: string;
}

/** What is not here belongs to the physics of its scenario, and its meaning is its label. */
const COMMON: Readonly<Record<string, Place>> = {
  num_spatial_dims: { group: 'physics', label: 'Space dimensions' },
  num_points: { group: 'physics', label: 'Grid points per axis' },
  num_channels: { group: 'physics', label: 'Channels' },
  ic_config: { group: 'initial', label: 'Distribution of initial states' },
  num_warmup_steps: { group: 'initial', label: 'Warm-up steps, before trajectories begin' },
  train_seed: { group: 'initial', label: 'Seed of the train states' },
  test_seed: { group: 'initial', label: 'Seed of the test states' },
  num_train_samples: { group: 'data', label: 'Train trajectories' },
  train_temporal_horizon: { group: 'data', label: 'Time steps of a train trajectory' },
  num_test_samples: { group: 'data', label: 'Test trajectories' },
  test_temporal_horizon: { group: 'data', label: 'Time steps of a test trajectory' },
  optim_config: { group: 'training', label: 'Optimiser; updates; learning rate' },
  batch_size: { group: 'training', label: 'Windows in a minibatch' },
  record_loss_every: { group: 'training', label: 'Updates from one kept loss to the next' },
  callbacks: { group: 'training', label: 'Callbacks, separated by commas' },
  report_metrics: { group: 'display', label: 'Metrics of the test, separated by commas' },
  num_trjs_returned: { group: 'display', label: 'Sample rollouts that are kept' },
  vlim: { group: 'display', label: 'Range of colours: low, high' },
};

function placeOf({ name, meaning }: AttributeInfo): Place {
  if (Object.hasOwn(COMMON, name)) return COMMON[name]!;
  return { group: 'physics', label: meaning.charAt(0).toUpperCase() + meaning.slice(1) };
}

export const labelOf = (attribute: AttributeInfo): string => placeOf(attribute).label;

/**
 * A scenario's attributes of a group: those of all scenarios as they stand above, then its own, then
 * what it computes.
 */
export function attributesOfGroup(
  attributes: readonly AttributeInfo[],
  group: GroupKey,
): AttributeInfo[] {
  const common = Object.keys(COMMON);
  const rank = (attribute: AttributeInfo) => {
    const place = common.indexOf(attribute.name);
    if (place >= 0) return place;
    return common.length + (isFree(attribute) ? 0 : 1);
  };
  return attributes
    .filter((attribute) => placeOf(attribute).group === group)
    .sort((a, b) => rank(a) - rank(b));
}

/** What any field of numbers allows, and seeds. */
const PLAIN =
  /^(a text|true or false|a number|a whole number(, at least [01]| from -2147483648 .*)?)$/;

/** What there is to say below a field: what it is computed from, or what is allowed. */
export function hintOf(attribute: AttributeInfo): string {
  const { allowed, derivedFrom, isIdle } = attribute;
  if (isFree(attribute)) return PLAIN.test(allowed) ? '' : allowed;
  return `${isIdle ? 'no effect; see' : 'computed from'} ${derivedFrom.join(', ')}`;
}
