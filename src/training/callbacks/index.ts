/** Callbacks: what is asked of a run while it trains (trainax `callback`). */

export {
  CALLBACK,
  type CallbackContext,
  CallbackError,
  callAll,
  checkEvery,
  checkValues,
  isCalled,
  nextCall,
  type TrainingCallback,
} from './callback.js';
export { type Callbacks, CompositeCallback, flatten } from './composite.js';
export { GradNorm, type GradNormOptions, Loss, type LossOptions } from './loss.js';
export { GetNetwork, NetworkSnapshot, WeightNorm } from './network.js';
