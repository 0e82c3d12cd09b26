/** Ways of running the experiments of a manifest. */

export { submit, waitForQueue } from './bullmq.js';
export { work } from './bullmq-worker.js';
export type { Command, Order, Reply, RunEvent } from './child.js';
export { expectedSeconds } from './costs.js';
export { runLocally } from './local.js';
export type { LocalEvent, LocalOptions, LocalResult, LocalStanding } from './local-options.js';
export { meltWords } from './melt-words.js';
export { readEngineOptions } from './options.js';
export {
  type OpenRedis,
  openRedis,
  REDIS_VARIABLE,
  type RedisPlace,
  readRedisPlace,
} from './redis.js';
export { ENGINE_SCRIPTS, type EngineScript, engineScript } from './scripts.js';
export { ownCommand } from './shell.js';
export { type SlurmOutcome, submitToSlurm } from './slurm.js';
