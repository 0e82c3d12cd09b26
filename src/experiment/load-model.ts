/** Weights that were trained before, as the parameters of a network. */

import type { Precision } from '../backends/index.js';
import { UserError } from '../errors.js';
import type { Network } from '../nets/index.js';
import { type EmulatorMaker, NeuralStepper, type RawWeight } from '../training/index.js';

/**
 * The emulator of weights by leaf path, each with a leading axis of seeds or, for one seed,
 * without. Throws a UserError where they do not fit the network.
 */
export function loadModel(
  network: Network,
  emulatorOf: EmulatorMaker,
  weights: readonly RawWeight[],
  precision?: Precision,
): NeuralStepper {
  const { config, parameters } = network;
  const unused = new Map(weights.map((weight) => [weight.path, weight]));
  let numSeeds: number | undefined;
  const params = parameters.map(({ path, shape }) => {
    const weight = unused.get(path);
    if (weight === undefined) {
      throw new UserError(`the weights lack '${path}', which ${config} has`);
    }
    unused.delete(path);
    numSeeds ??= weight.shape.length > shape.length ? weight.shape[0]! : 1;
    const whole = [numSeeds, ...shape].join(' x ');
    const bare = numSeeds === 1 ? shape.join(' x ') : whole;
    const given = weight.shape.join(' x ');
    if (given !== whole && given !== bare) {
      throw new UserError(`'${path}' has the shape ${given} in the weights, ${bare} in ${config}`);
    }
    return weight.data;
  });
  const [extra] = unused.keys();
  if (extra !== undefined) {
    throw new UserError(`the weights hold '${extra}', which ${config} lacks`);
  }
  return new NeuralStepper(network, emulatorOf, params, numSeeds ?? 1, precision);
}
