/** Ways of running the experiments of a manifest. */

export { submit, waitForQueue } from './bullmq.js';
export { work } from './bullmq-worker.js';
export type { Command, Order, Reply, RunEvent } from './child.js';
export {
  type LocalEvent,
  type LocalOptions,
  type LocalResult,
  type LocalStanding,
  runLocally,
} from './local.js';
export {
  type OpenRedis,
  openRedis,
  REDIS_VARIABLE,
  type RedisPlace,
  readRedisPlace,
} from './redis.js';
