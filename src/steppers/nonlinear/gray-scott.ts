/** The reaction of two substances that Gray and Scott describe. */

import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import {
  type Domain,
  dealiasingCutoff,
  identityOperator,
  spatialShape,
} from '../../spectral/index.js';
import { dealiased } from './dealiased.js';
import type { NonlinearFunction, ScaledOperator } from './nonlinear-function.js';

export interface GrayScottTerm {
  /** f in the equation below. */
  feedRate: number;
  /** k in the equation below. */
  killRate: number;
  dealiasingFraction: number;
}

/** N(u, v) = (f (1 - u) - u v², u v² - (f + k) v), two channels. */
export class GrayScottReaction implements NonlinearFunction {
  readonly degree = null;

  constructor(
    private readonly domain: Domain,
    private readonly term: GrayScottTerm,
  ) {}

  products(uHat: Tensor): Tensor[] {
    const { feedRate, killRate, dealiasingFraction } = this.term;
    const { dims, numPoints } = this.domain;
    const fields = dealiased(uHat, this.domain, dealiasingCutoff(dealiasingFraction, numPoints));
    const perChannel = (...values: number[]) =>
      ops.constant(Float64Array.from(values), [1, 1, 2, ...spatialShape(dims, 1)]);
    const [u, v] = [0, 1].map((channel) => ops.slice(fields, 2, channel, channel + 1));
    const reaction = ops.mul(ops.mul(u!, ops.square(v!)), perChannel(-1, 1));
    const decay = ops.mul(fields, perChannel(-feedRate, -(feedRate + killRate)));
    return [ops.add(ops.add(decay, perChannel(feedRate, 0)), reaction)];
  }

  operators(): ScaledOperator[] {
    return [[1, identityOperator(this.domain)]];
  }
}
