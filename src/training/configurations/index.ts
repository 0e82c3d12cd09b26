/** The configurations: how a loss is made of a rollout (trainax `configuration`). */

export { composite } from './composite.js';
export {
  BRANCH_ONE,
  DIVERTED_CHAIN,
  type DivertedChainBranchOneOptions,
  type DivertedChainOptions,
  divertedChain,
  divertedChainBranchOne,
} from './diverted-chain.js';
export {
  MIX_CHAIN,
  type MixChainPostPhysicsOptions,
  mixChainPostPhysics,
} from './mix-chain-post-physics.js';
export { RESIDUUM, type ResiduumOptions, residuum } from './residuum.js';
export { ROLLOUT, type RolloutOptions } from './rollout.js';
export { supervised } from './supervised.js';
