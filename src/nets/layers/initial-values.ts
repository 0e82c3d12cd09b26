/** Initial values of weights and biases as Equinox draws them. */

import { sizeOf } from '../../arrays.js';
import { type Key, type RandomOptions, split, uniform } from '../../random/index.js';
import type { Layer, Parameter } from '../network.js';

/** Whether and how a layer has a bias. */
export interface BiasOptions {
  /** Default true. */
  readonly useBias?: boolean;
  /** Whether the bias starts at 0. Default false. */
  readonly zeroBiasInit?: boolean;
}

/**
 * A weight and an optional bias, both U(-1/√fanIn, 1/√fanIn), from the first and the second of
 * split(key, 2).
 */
export function affineParameters(
  fanIn: number,
  weightShape: readonly number[],
  biasShape: readonly number[],
  { useBias = true, zeroBiasInit = false }: BiasOptions,
): Pick<Layer, 'parameters' | 'init'> {
  const limit = 1 / Math.sqrt(fanIn);
  const weight: Parameter = { path: 'weight', shape: weightShape };
  const bias: Parameter = { path: 'bias', shape: biasShape };
  return {
    parameters: useBias ? [weight, bias] : [weight],
    init(key: Key, options?: RandomOptions) {
      const [weightKey, biasKey] = split(key, 2, options);
      const draw = (from: Key, shape: readonly number[]) =>
        uniform(from, [...shape], -limit, limit, options);
      const values = [draw(weightKey!, weightShape)];
      if (!useBias) return values;
      return [
        ...values,
        zeroBiasInit ? new Float32Array(sizeOf(biasShape)) : draw(biasKey!, biasShape),
      ];
    },
  };
}
