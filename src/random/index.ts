/** Random numbers with JAX's names, keys and values. */

export {
  choice,
  normal,
  permutation,
  randint,
  randomBits,
  type Shape,
  uniform,
} from './draws.js';
export {
  foldIn,
  type Key,
  PRNGKey,
  type RandomOptions,
  SEED_RANGE,
  seedFromString,
  split,
  type ThreefryLayout,
  threefryLayout,
} from './keys.js';
export * as promised from './promised.js';
