/** Options of commands that speak with a queue on Redis. */

import type { Argv } from 'yargs';
import { REDIS_VARIABLE } from '../engines/index.js';

export function queueOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('redis', {
      type: 'string',
      describe: `redis://HOST:PORT of the queue; with a password better in ${REDIS_VARIABLE}`,
    })
    .option('prefix', {
      type: 'string',
      default: 'ape',
      describe: 'what the keys of the queue start with',
    });
}
