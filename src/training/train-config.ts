/**
 * Training strings: `one`, `sup;R[;CUT_BPTT]`, `div;R[;CUT_BPTT[;CUT_DIV_CHAIN]]` and `mix;R;Q`
 * (the older spelling `sup-03` means `sup;3`). Behind them, as the original has it not, may stand a
 * loss: the first word that is neither true nor false, and all after it (`sup;5;nMSE`, `one;Lp;3`).
 */

import {
  ConfigReader,
  type Declared,
  type Field,
  type FieldValues,
  type Guard,
  printFields,
  Registry,
  readFields,
  withGuard,
} from '../config/index.js';
import { unknownName } from '../errors.js';
import { divertedChainBranchOne, mixChainPostPhysics, supervised } from './configurations/index.js';
import type { SampleLoss } from './losses/index.js';
import { checkMethodology, type Methodology } from './methodology.js';
import { canonicalLoss, isLoss, lossField, namedLosses, readLoss } from './named-losses.js';

/**
 * From a training string to a methodology; and what there is to say about it. `fields` reads its
 * fields.
 */
export interface TrainingType extends Declared {
  (config: string, fields: ConfigReader): Methodology;
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

/** A training type whose string is read as its fields declare, the loss behind them. */
function declared(
  meaning: string,
  own: readonly Field[],
  build: (values: FieldValues, loss: SampleLoss | undefined) => Methodology,
): TrainingType {
  const fields = [...own, lossField];
  const read = (_: string, reader: ConfigReader) => {
    const at = lossStart(reader, own);
    const values = readFields(reader.before(at), 'type', fields);
    return build(values, at < reader.length ? readLoss(reader, at) : undefined);
  };
  return Object.assign(read, { meaning, fields });
}

/** Where a loss begins: at a word behind the fields that must be there. Else it is the length. */
function lossStart(reader: ConfigReader, own: readonly Field[]): number {
  const needed = 1 + own.filter(({ optional }) => !optional).length;
  for (let at = needed; at < reader.length; at++) {
    if (!reader.isWord(at)) continue;
    const field = own[at - 1];
    const text = reader.text(at);
    if (field === undefined || isLoss(text)) return at;
    const { message } = unknownName('loss', text, namedLosses.names());
    throw reader.error(
      at,
      `${field.name} must be true or false, or a loss stands there; ${message}`,
    );
  }
  return reader.length;
}

const builtIn: Readonly<Record<string, TrainingType>> = {
  one: declared('one step of the network against the data', [], (_, loss) =>
    supervised(1, { loss }),
  ),
  sup: declared(
    'each of several unrolled steps against the data',
    [rolloutSteps, cutBptt],
    ([[steps], [cut]], loss) => supervised(steps, { cutBptt: cut, loss }),
  ),
  div: declared(
    'each of several unrolled steps against one of the reference solver from its state',
    [rolloutSteps, cutBptt, cutDivChain],
    ([[steps], [cut, cutDiv]], loss) =>
      divertedChainBranchOne(steps, { cutBptt: cut, cutDivChain: cutDiv, loss }),
  ),
  mix: declared(
    'unrolled steps, then some of the reference solver, each against the data',
    [rolloutSteps, postPhysicsSteps],
    ([[steps, post]], loss) => mixChainPostPhysics(steps, { numPostPhysicsSteps: post, loss }),
  ),
};

/** The training types by name. */
export const methodologies = new Registry<TrainingType>('training', builtIn, {
  door: 'methodologyExtensions',
  about: 'train',
});

/** The methodology of a training string. Throws a UserError for what it does not know. */
export function parseTrainConfig(config: string): Methodology {
  const fields = new ConfigReader('training', config, { hyphens: true });
  const [name] = fields.at(0, (text) => methodologies.entry(text));
  return methodologies.make(name, fields.config, (read) => read(fields.config, fields), guarded);
}

/**
 * A training string as one writes it, however it was spelled, without what is at its default at the
 * end: `sup-03` is `sup;3`, and so is `sup;3;false;MSE`. Throws a UserError.
 */
export function canonicalTraining(config: string): string {
  const reader = new ConfigReader('training', config, { hyphens: true });
  const [name, { fields = [] }] = methodologies.entry(reader.text(0));
  if (methodologies.isOwn(name)) return [name, reader.config.slice(reader.text(0).length)].join('');
  const own = fields.filter(({ kind }) => kind !== 'loss');
  const at = lossStart(reader, own);
  const loss = at < reader.length ? canonicalLoss(reader, at) : null;
  return [name, ...printFields(reader.before(at), own), ...(loss === null ? [] : [loss])].join(';');
}

/** The methodology, whose loss is one number for each seed. */
function guarded(methodology: Methodology, guard: Guard): Methodology {
  guard.run(() => checkMethodology('what it gives', methodology));
  const { numRolloutSteps, numTargets, needsReference, needsResiduum, isBatchMean } = methodology;
  const made: Methodology = {
    ...{ numRolloutSteps, numTargets, needsReference, needsResiduum, isBatchMean },
    loss(emulator, window, physics) {
      const loss = guard.run(() => methodology.loss(emulator, window, physics));
      guard.checkNumbers('its loss', loss, window(0).shape.slice(0, 1));
      return loss;
    },
  };
  return withGuard(made, guard);
}
