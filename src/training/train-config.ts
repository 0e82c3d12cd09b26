/**
 * Training strings: `one`, `sup;R[;CUT_BPTT]`, `div;R[;CUT_BPTT[;CUT_DIV_CHAIN]]` and `mix;R;Q`
 * (the older spelling `sup-03` means `sup;3`).
 */

import { ConfigReader, Registry } from '../config/index.js';
import { divertedChainBranchOne, mixChainPostPhysics, supervised } from './configurations/index.js';
import type { Methodology } from './methodology.js';

/** A field of a training string, for who lists them or makes a form. */
export interface TrainingField {
  readonly name: string;
  readonly kind: 'count' | 'flag';
  /** What it is where it may be left out, else its value in the example. */
  readonly default: number | boolean;
  readonly meaning: string;
  /** Of a count, the smallest value. */
  readonly min?: number;
  /** Whether it may be left out; then so may all after it. */
  readonly optional: boolean;
}

/** From the fields of a training string to a methodology; and what there is to say about it. */
export interface TrainingType {
  (fields: ConfigReader): Methodology;
  /** What it is, in a few words. */
  readonly meaning?: string;
  /** The fields after the name. */
  readonly fields?: readonly TrainingField[];
}

export interface TrainingDescription {
  /** The name that it is registered under. */
  readonly name: string;
  readonly meaning: string;
  readonly fields: readonly TrainingField[];
  /** A string of it. */
  readonly example: string;
}

const rolloutSteps: TrainingField = {
  name: 'rollout steps',
  kind: 'count',
  default: 5,
  meaning: 'unrolled steps of the network, R',
  min: 1,
  optional: false,
};
const cutBptt: TrainingField = {
  name: 'cut_bptt',
  kind: 'flag',
  default: false,
  meaning: 'gradients stop at the state that is carried on from each step',
  optional: true,
};
const cutDivChain: TrainingField = {
  name: 'cut_div_chain',
  kind: 'flag',
  default: false,
  meaning: 'gradients do not pass through the reference solver',
  optional: true,
};
const postPhysicsSteps: TrainingField = {
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
  fields: readonly TrainingField[],
  build: (counts: readonly number[], flags: readonly boolean[]) => Methodology,
): TrainingType {
  const names = ['type', ...fields.map(({ name }) => name)];
  const numNeeded = 1 + fields.filter(({ optional }) => !optional).length;
  const read = (reader: ConfigReader) => {
    reader.expect(names, numNeeded);
    const counts: number[] = [];
    const flags: boolean[] = [];
    for (const [i, field] of fields.entries()) {
      if (field.kind === 'count') counts.push(reader.count(i + 1, { min: field.min ?? 0 }));
      else flags.push(i + 1 < reader.length ? reader.boolean(i + 1) : field.default === true);
    }
    return build(counts, flags);
  };
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

/** What there is to say about a training type. Throws a UserError where there is none. */
export function describeTraining(name: string): TrainingDescription {
  const { meaning = '', fields = [] } = methodologies.get(name);
  const needed = fields.filter(({ optional }) => !optional);
  return { name, meaning, fields, example: [name, ...needed.map((f) => f.default)].join(';') };
}

/** The methodology of a training string. Throws a UserError for what it does not know. */
export function parseTrainConfig(config: string): Methodology {
  const fields = new ConfigReader('training', config, { hyphens: true });
  return methodologies.get(fields.text(0))(fields);
}
