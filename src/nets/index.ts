/** Networks: from a config string to parameters and a function of the tensor program. */

export { type Activation, type ActivationType, activations, getActivation } from './activations.js';
export * as arch from './arch/index.js';
export {
  type Architecture,
  type ArchitectureContext,
  type ArchitectureDescription,
  type ArchitectureField,
  type ArchitectureFunction,
  describeArchitecture,
  type FieldDescription,
} from './architecture.js';
export * as blocks from './blocks/index.js';
export {
  type Composition,
  chainReceptiveFields,
  compose,
  type Part,
  part,
  type Run,
} from './compose.js';
export type { BoundaryMode, BoundaryName, ConvCommonOptions } from './layers/index.js';
export * as layers from './layers/index.js';
export type { Watch } from './network.js';
export {
  type Application,
  countParameters,
  DRAWABLE,
  initialise,
  type Layer,
  type Network,
  type NetworkShape,
  type NumberLeaf,
  type Parameter,
  type ReceptiveField,
} from './network.js';
export {
  architectures,
  buildNetwork,
  canonicalNetwork,
  getNetwork,
  type NetworkConfig,
  parseNetworkConfig,
  sameNetwork,
  withoutActivation,
} from './registry.js';
export { type AppliedLayer, layersOf } from './structure.js';
