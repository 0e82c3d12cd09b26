/** Ways of running the experiments of a manifest. */

export type { Command, Order, Reply, RunEvent } from './child.js';
export { runLocally } from './local.js';
export type { LocalEvent, LocalOptions, LocalResult, LocalStanding } from './local-options.js';
