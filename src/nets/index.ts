/** Networks: from a config string to parameters and a function of the tensor program. */

export { type Activation, activations, getActivation } from './activations.js';
export type { Architecture, ArchitectureContext } from './architecture.js';
export * as layers from './layers.js';
export {
  initialise,
  type Layer,
  type Network,
  type NetworkShape,
  type Parameter,
  type ReceptiveField,
} from './network.js';
export {
  architectures,
  buildNetwork,
  getNetwork,
  type NetworkConfig,
  parseNetworkConfig,
} from './registry.js';
