/**
 * Training strings: `one`, `sup;R[;CUT_BPTT]`, `div;R[;CUT_BPTT[;CUT_DIV_CHAIN]]` and `mix;R;Q`
 * (the older spelling `sup-03` means `sup;3`).
 */

import {
  ConfigReader,
  type Declared,
  type Field,
  type FieldValues,
  Registry,
  readFields,
} from '../config/index.js';
import { divertedChainBranchOne, mixChainPostPhysics, supervised } from './configurations/index.js';
import type { Methodology } from './methodology.js';

/** From the fields of a training string to a methodology; and what there is to say about it. */
export interface TrainingType extends Declared {
  (fields: ConfigReader): Methodology;
}

const rolloutSteps: Field = {
  name: 'rollout steps',
  kind: 'count',
  default: 5,
  meaning: 'unrolled steps of the network, R',
  min: 1,
  optional: false,
};
const cutBptt: Field = {
  name: 'cut_bptt',
  kind: 'flag',
  default: false,
  meaning: 'gradients stop at the state that is carried on from each step',
  optional: true,
};
const cutDivChain: Field = {
  name: 'cut_div_chain',
  kind: 'flag',
  default: false,
  meaning: 'gradients do not pass through the reference solver',
  optional: true,
};
const postPhysicsSteps: Field = {
  name: 'post physics steps',
  kind: 'count',
  default: 1,
  meaning: 'steps of the reference solver after them, Q',
  min: 1,
  optional: false,
};

/** A training type whose string is read as its fields declare. */
function declared(
  meaning: string,
  fields: readonly Field[],
  build: (...values: FieldValues) => Methodology,
): TrainingType {
  const read = (reader: ConfigReader) => build(...readFields(reader, 'type', fields));
  return Object.assign(read, { meaning, fields });
}

/** The training types by name. */
export const methodologies = new Registry<TrainingType>('training', {
  one: declared('one step of the network against the data', [], () => supervised(1)),
  sup: declared(
    'each of several unrolled steps against the data',
    [rolloutSteps, cutBptt],
    ([steps], [cut]) => supervised(steps, { cutBptt: cut }),
  ),
  div: declared(
    'each of several unrolled steps against one of the reference solver from its state',
    [rolloutSteps, cutBptt, cutDivChain],
    ([steps], [cut, cutDiv]) =>
      divertedChainBranchOne(steps, { cutBptt: cut, cutDivChain: cutDiv }),
  ),
  mix: declared(
    'unrolled steps, then some of the reference solver, each against the data',
    [rolloutSteps, postPhysicsSteps],
    ([steps, post]) => mixChainPostPhysics(steps, { numPostPhysicsSteps: post }),
  ),
});

/** The methodology of a training string. Throws a UserError for what it does not know. */
export function parseTrainConfig(config: string): Methodology {
  const fields = new ConfigReader('training', config, { hyphens: true });
  return fields.at(0, (name) => methodologies.get(name))(fields);
}
