/**
 * Losses by name, as they stand at the end of a training string: `sup;5;nMSE`, `one;Lp;3`. The
 * original's strings have none; what is said without one is the mean squared error.
 */

import { FUNCTION, type Rule } from '../checks.js';
import {
  type ConfigReader,
  type Declared,
  type Field,
  type Guard,
  Registry,
  readFields,
  withoutFields,
} from '../config/index.js';
import { Lp, MAE, MSE, nLp, nMAE, nMSE, nRMSE, RMSE, type SampleLoss } from './losses/index.js';

/**
 * From the string of a loss, its name and what stands behind it, to the loss; and what there is to
 * say about it. `fields` reads its fields.
 */
export interface LossType extends Declared {
  (config: string, fields: ConfigReader): SampleLoss;
}

/** A loss whose string is its name. */
const plain = (meaning: string, loss: SampleLoss): LossType =>
  Object.assign(withoutFields('loss', loss), { meaning });

const exponent: Field = {
  name: 'p',
  kind: 'number',
  default: 3,
  meaning: 'a number from 1 on',
  optional: false,
};

/** A loss whose string is `NAME;P`. */
function power(meaning: string, loss: (p: number) => SampleLoss): LossType {
  const read = (_: string, reader: ConfigReader): SampleLoss => {
    const [[p]] = readFields(reader, 'loss', [exponent]);
    return reader.at(1, () => loss(p!));
  };
  return Object.assign(read, { meaning, fields: [exponent] });
}

/** So that it can't be taken for another field of a training string. */
const NAME: Rule = {
  allowed: 'a name that begins with a letter, without ; and , and not true or false',
  fits: (name) =>
    typeof name === 'string' &&
    /^\p{L}([^;,]*[^\s;,])?$/u.test(name) &&
    !/^(true|false)$/i.test(name),
};

/** The losses by name. */
export const namedLosses = new Registry<LossType>(
  'loss',
  {
    MSE: plain('mean (p - q)²', MSE),
    MAE: plain('mean |p - q|', MAE),
    RMSE: plain('√MSE(p, q)', RMSE),
    nMSE: plain('MSE(p, q) / MSE(q, 0)', nMSE),
    nMAE: plain('MAE(p, q) / MAE(q, 0)', nMAE),
    nRMSE: plain('RMSE(p, q) / RMSE(q, 0)', nRMSE),
    Lp: power('(mean |p - q|^P)^(1/P)', Lp),
    nLp: power('Lp(p, q) / Lp(q, 0)', nLp),
  },
  { door: 'lossExtensions', about: 'train', name: NAME },
);

/** A loss as a field of a training string. */
export const lossField: Field = {
  name: 'loss',
  kind: 'loss',
  default: 'MSE',
  meaning: 'of each step; see `list losses`',
  optional: true,
};

/** Whether there is a loss of this name. */
export function isLoss(name: string): boolean {
  return namedLosses.names().some((one) => one.toLowerCase() === name.toLowerCase());
}

/** The loss that stands in a string from the field `at` on. Throws a UserError for what is none. */
export function readLoss(fields: ConfigReader, at: number): SampleLoss {
  const [name] = fields.at(at, (text) => namedLosses.entry(text));
  const [config, own] = [fields.rest(at), fields.from(at)];
  return namedLosses.make(name, config, (read) => read(config, own), guarded);
}

/** The same as one writes it; null where it is the one that is meant without one. */
export function canonicalLoss(fields: ConfigReader, at: number): string | null {
  const [name] = namedLosses.entry(fields.text(at));
  if (namedLosses.isOwn(name))
    return [name, fields.rest(at).slice(fields.text(at).length)].join('');
  const own = fields.from(at);
  const behind = Array.from({ length: own.length - 1 }, (_, i) => own.canonical(i + 1));
  return name === lossField.default ? null : [name, ...behind].join(';');
}

/** The loss, whose numbers are one for each sample. */
function guarded(loss: SampleLoss, guard: Guard): SampleLoss {
  guard.check('the loss', loss, FUNCTION);
  return (prediction, target) => {
    const perSample = guard.run(() => loss(prediction, target));
    guard.checkNumbers('the loss', perSample, prediction.shape.slice(0, 2));
    return perSample;
  };
}
