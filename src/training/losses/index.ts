/**
 * Losses between batches of states, in traced programs and on arrays (trainax `loss`).
 *
 * @module
 */

export { ofBatch, ofSample } from './on-arrays.js';
export type { BatchReduction } from './reductions.js';
export * from './sample-losses.js';
