/** Ways of running the experiments of a manifest. */

export type { Command, Order, Reply, RunEvent } from './child.js';
export {
  type LocalEvent,
  type LocalOptions,
  type LocalResult,
  type LocalStanding,
  runLocally,
} from './local.js';
