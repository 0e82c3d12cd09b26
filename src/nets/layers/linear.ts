/** Fully connected layers (equinox `nn.Linear`). */

import { COUNT, checkEach, checkOptions } from '../../checks.js';
import * as ops from '../../graph/ops/index.js';
import type { Layer } from '../network.js';
import { BIAS } from '../rules.js';
import { affineParameters, type BiasOptions } from './initial-values.js';

/**
 * `y = W x + b` on the last axis: x `[E, B, in]`, weight `[out, in]`, bias `[out]`, both
 * U(-1/√in, 1/√in). It is at home with states without an axis of space. Throws a UserError for
 * numbers out of range.
 */
export function linearLayer(
  inFeatures: number,
  outFeatures: number,
  options: BiasOptions = {},
): Layer {
  checkEach({ inFeatures, outFeatures }, COUNT);
  checkOptions('linearLayer', options, BIAS);
  return {
    kind: 'linear',
    ...affineParameters(inFeatures, [outFeatures, inFeatures], [outFeatures], options),
    receptiveField: [],
    apply: ([weight, bias], x) => ops.dense(x, weight!, bias ?? null),
  };
}
