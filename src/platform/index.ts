/** What is the same in Node and in a page; what differs is '#platform'. */

export { breathe, Pace } from './breathe.js';
export { aroundHolding, hold } from './hold.js';
export { startWorker } from './start-worker.js';
export type { WorkerPort } from './types.js';
