/**
 * What an architecture is: the fields of its config string, and how a network is made from them.
 */

import type { CountLimits } from '../config/index.js';
import type { Activation } from './activations.js';
import type { Layer, NetworkShape } from './network.js';

/** The limits of a number of layers or blocks; beyond them lie only mistakes. */
export const DEPTH: CountLimits = { min: 0, max: 10_000 };

/** What an architecture is built from. */
export interface ArchitectureContext {
  readonly shape: NetworkShape;
  readonly activation: Activation;
  /** Field `index` (0 is the name) as a whole number. Throws a UserError outside the limits. */
  count(index: number, limits: CountLimits): number;
}

/** An architecture: what its fields are, and how a network is made from them. */
export interface Architecture {
  /** The names of the fields after the architecture's own, the activation last. */
  readonly fields: readonly string[];
  /** The activation may be left out, and is then the identity. */
  readonly activationOptional?: boolean;
  build(context: ArchitectureContext): Layer;
}
