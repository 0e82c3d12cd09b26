/** The configurations: how a loss is made of a rollout (trainax `configuration`). */

export { composite } from './composite.js';
export {
  type DivertedChainBranchOneOptions,
  type DivertedChainOptions,
  divertedChain,
  divertedChainBranchOne,
} from './diverted-chain.js';
export { type MixChainPostPhysicsOptions, mixChainPostPhysics } from './mix-chain-post-physics.js';
export { type ResiduumOptions, residuum } from './residuum.js';
export type { RolloutOptions } from './rollout.js';
export { supervised } from './supervised.js';
