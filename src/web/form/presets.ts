/**
 * Sizes of an experiment, from a quick look to the paper's: each sets what decides how long it takes,
 * and leaves the physics, the network and the training as they are.
 */

import type { ScenarioInfo } from '../protocol.js';
import { attributeOf, DIMS, OPTIM, textOf, withAttribute } from './attribute-edits.js';
import type { FormState } from './form-state.js';
import { numberIn, updatesOf, withUpdates } from './updates.js';

type Sizes = Readonly<Record<string, number>>;

export interface SizePreset {
  readonly key: string;
  readonly title: string;
  /**
   * In one dimension, with the network that the form begins with, on two cores: as long as nothing
   * is known of this machine.
   */
  readonly takes: string;
  /** By the number of dimensions; nothing is ever raised above its default. */
  readonly sizes: Readonly<Record<number, Sizes>>;
}

/** What presets decide, in the order in which they set it. */
const SIZED = [
  'num_points',
  'num_train_samples',
  'train_temporal_horizon',
  'num_test_samples',
  'test_temporal_horizon',
  'updates',
  'batch_size',
  'record_loss_every',
] as const;

const quick = {
  num_train_samples: 20,
  train_temporal_horizon: 20,
  num_test_samples: 5,
  test_temporal_horizon: 100,
  record_loss_every: 5,
};
const medium = { num_test_samples: 10, record_loss_every: 20 };

export const SIZE_PRESETS: readonly SizePreset[] = [
  {
    key: 'quick',
    title: 'A quick look',
    takes: 'about 5 s',
    sizes: {
      1: { ...quick, num_points: 96, updates: 500 },
      2: { ...quick, num_points: 32, num_test_samples: 3, updates: 100, batch_size: 10 },
      3: { ...quick, num_points: 16, num_test_samples: 2, updates: 50, batch_size: 5 },
    },
  },
  {
    key: 'medium',
    title: 'Medium',
    takes: 'about 30 s',
    sizes: {
      1: { ...medium, updates: 3000 },
      2: { ...medium, num_points: 64, num_train_samples: 20, updates: 500 },
      3: { ...medium, num_points: 24, num_train_samples: 20, updates: 200, batch_size: 10 },
    },
  },
  {
    key: 'paper',
    title: 'The paper’s',
    takes: 'minutes',
    // The scenarios' defaults are the paper's, but for the points of three dimensions.
    sizes: { 1: {}, 2: {}, 3: { num_points: 32 } },
  },
];

/** The attributes of a state in this size. */
export function withSize(
  { attributes }: FormState,
  scenario: ScenarioInfo,
  { sizes }: SizePreset,
): FormState['attributes'] {
  const dims = Number(textOf(attributes, attributeOf(scenario, DIMS)!).trim());
  const ofDims = sizes[dims] ?? {};
  return SIZED.reduce((changed, key) => {
    const attribute = attributeOf(scenario, key === 'updates' ? OPTIM : key)!;
    const size = ofDims[key];
    if (size === undefined) return withAttribute(changed, attribute, attribute.text);
    if (key === 'updates') {
      return withAttribute(changed, attribute, withUpdates(attribute.text, String(size)));
    }
    const least = Math.min(size, Number(attribute.text));
    return withAttribute(changed, attribute, String(least));
  }, attributes);
}

/** To what the time of an update in a size is proportional, times the number of updates. */
function workOf(attributes: FormState['attributes'], scenario: ScenarioInfo): number {
  const text = (name: string) => textOf(attributes, attributeOf(scenario, name)!);
  const [points, dims, batch] = ['num_points', DIMS, 'batch_size'].map((name) =>
    numberIn(text(name)),
  );
  return points! ** dims! * batch! * numberIn(updatesOf(text(OPTIM)));
}

/** How many times as long as that of a state its training takes in a size. */
export function timesAsLong(state: FormState, scenario: ScenarioInfo, preset: SizePreset): number {
  const sized = withSize(state, scenario, preset);
  return workOf(sized, scenario) / workOf(state.attributes, scenario);
}

/** The preset whose size a state has. */
export function sizeOf(state: FormState, scenario: ScenarioInfo): SizePreset | undefined {
  const { attributes } = state;
  return SIZE_PRESETS.find((preset) => {
    const sized = withSize(state, scenario, preset);
    return (
      sized.size === attributes.size &&
      [...sized].every(([name, text]) => attributes.get(name) === text)
    );
  });
}
