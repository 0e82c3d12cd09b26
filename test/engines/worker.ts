/**
 * A worker for tests: as `apebench worker`, with locks that are short. Its words: the prefix, the
 * folder of the store, how many at once, and the command of its children. The Redis is that of
 * APEBENCH_REDIS_URL.
 */

import { openRedis, readRedisPlace, work } from '../../src/engines/index.js';

const [prefix, folder, concurrency, ...command] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const redis = await openRedis(readRedisPlace(undefined), prefix!);
console.log('ready');
await work(redis, {
  command,
  folder,
  concurrency: Number(concurrency),
  threads: 1,
  signal: stop.signal,
  say: (line) => console.log(line),
  onEvent: (event) => event.kind !== 'progress' && console.log(`${event.kind} ${event.name}`),
  times: { lock: 3000, stalledInterval: 1500 },
});
console.log('ended');
// As `apebench worker` does, where Redis is away.
setTimeout(() => process.exit(), 500).unref();
