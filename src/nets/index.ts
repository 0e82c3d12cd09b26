/** Networks: from a config string to parameters and a function of the tensor program. */

export { type Activation, activations, getActivation } from './activations.js';
export type { Architecture, ArchitectureContext } from './architecture.js';
export * as layers from './layers.js';
export {
  chainReceptiveFields,
  initialise,
  type Layer,
  type Network,
  type NetworkShape,
  nest,
  type Parameter,
  type ReceptiveField,
  takeFrom,
} from './network.js';
export {
  architectures,
  buildNetwork,
  getNetwork,
  type NetworkConfig,
  parseNetworkConfig,
} from './registry.js';
