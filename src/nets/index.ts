/** Networks: from a config string to parameters and a function of the tensor program. */

export { type Activation, activationFnDict, getActivation } from './activations.js';
export type { Architecture, ArchitectureContext } from './architecture.js';
export * as layers from './layers.js';
export {
  initialise,
  type Layer,
  type Network,
  type NetworkShape,
  type Parameter,
  type ReceptiveField,
  sizeOf,
} from './network.js';
export {
  archExtensions,
  architectureDict,
  architectureNames,
  getNetwork,
} from './registry.js';
