/** Networks: from a config string to parameters and a function of the tensor program. */

export { type Activation, activationFnDict, getActivation } from './activations.js';
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
  type Architecture,
  type ArchitectureContext,
  archExtensions,
  architectureDict,
  architectureNames,
  getNetwork,
} from './registry.js';
