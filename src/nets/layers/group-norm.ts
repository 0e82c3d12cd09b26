/** Normalisation of groups of channels (equinox `nn.GroupNorm`). */

import { COUNT, check, checkOptions } from '../../checks.js';
import { UserError } from '../../errors.js';
import * as ops from '../../graph/ops/index.js';
import type { Layer } from '../network.js';
import { NET_DIMS } from '../rules.js';

/**
 * `y = w_c (x - mean) / √(var + 1e-5) + b_c`, with mean and (biased) variance of each sample over
 * all channels of a group and all points. Weight and bias `[channels]` start at 1 and 0; no key is
 * used. `dims` is the number of spatial dimensions, 0 for states without them. Throws a UserError
 * where the groups do not divide the channels.
 */
export function groupNormLayer(
  dims: number,
  channels: number,
  options: {
    /** Of channels, which they must divide; default 1. */
    readonly groups?: number;
  } = {},
): Layer {
  check('the number of spatial dimensions', dims, NET_DIMS);
  check('channels', channels, COUNT);
  checkOptions('groupNormLayer', options, { groups: COUNT });
  const { groups = 1 } = options;
  if (channels % groups !== 0) {
    throw new UserError(`${groups} groups do not divide ${channels} channels`);
  }
  return {
    kind: groups === 1 ? 'group norm' : `group norm of ${groups} groups`,
    parameters: [
      { path: 'weight', shape: [channels] },
      { path: 'bias', shape: [channels] },
    ],
    receptiveField: Array(dims).fill([0, 0]),
    init: () => [new Float32Array(channels).fill(1), new Float32Array(channels)],
    apply: ([scale, bias], x) => ops.groupNorm(x, scale!, bias!, { groups, eps: 1e-5 }),
  };
}
