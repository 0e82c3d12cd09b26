/** What is the same in Node and in a page; what differs is '#platform'. */

export { breathe, Pace } from './breathe.js';
export { awaitBeforeHolding, beforeHolding, OPS_PER_LEAF } from './hold.js';
export { startWorker } from './start-worker.js';
export type { WorkerPort } from './types.js';
