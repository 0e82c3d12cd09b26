/** Engines that run the experiments of a manifest: what the command line has beside itself. */

export { submit, waitForQueue } from './bullmq.js';
export { work } from './bullmq-worker.js';
export {
  type OpenRedis,
  openRedis,
  REDIS_VARIABLE,
  type RedisPlace,
  readRedisPlace,
} from './redis.js';
