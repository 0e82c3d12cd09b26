/** `apebench worker`: does what `apebench study --engine bullmq` has put into a queue. */

import path from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { availableThreads, MAX_THREADS } from '../backends/index.js';
import { openRedis, ownCommand, readRedisPlace, work } from '../engines/index.js';
import { stopSignal } from './interrupt.js';
import { outputOf, outputOptions, requireOptions, wholeNumber } from './options.js';
import { loadedPlugins } from './plugins.js';
import { ProgressView } from './progress.js';
import { queueOptions } from './queue-options.js';
import { tell } from './study-runner.js';

interface WorkerArguments {
  redis?: string;
  prefix: string;
  store?: string;
  concurrency: string;
  threads?: string;
  json: boolean;
  quiet: boolean;
}

/** Children write their checkpoints first, and Redis is told. */
const PATIENCE_MS = 30_000;

const LEAVE_MS = 500;

const GOES_ON = 'What it had begun goes on in other workers, or in the next one here.';

/**
 * Ends the process when it has told how it ended. BullMQ's connections to a Redis that is away go on
 * trying, whatever they are told, and would keep it.
 */
function leave(): void {
  setTimeout(() => process.exit(), LEAVE_MS).unref();
}

export const workerCommand: CommandModule<object, WorkerArguments> = {
  command: 'worker',
  describe: 'do experiments from a queue on Redis until it is stopped',
  builder: (yargs: Argv) =>
    outputOptions(queueOptions(yargs))
      .option('store', {
        type: 'string',
        describe: 'folder of the results on this machine (as where it was submitted by default)',
      })
      .option('concurrency', { type: 'string', default: '1', describe: 'experiments at once' })
      .option('threads', {
        type: 'string',
        describe: `threads of each experiment, at most ${MAX_THREADS} (its share of the processors by default)`,
      }) as unknown as Argv<WorkerArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['prefix']);
    if (args.store !== undefined) requireOptions(args, ['store']);
    const concurrency = wholeNumber('--concurrency', args.concurrency, 1);
    const threads =
      args.threads === undefined
        ? Math.max(1, Math.floor(availableThreads() / concurrency))
        : wholeNumber('--threads', args.threads, 1, MAX_THREADS);
    const place = readRedisPlace(args.redis);
    const interrupt = stopSignal(GOES_ON, PATIENCE_MS);
    const view = new ProgressView(output);
    try {
      const redis = await openRedis(place, args.prefix);
      output.note(`Waiting for experiments from ${redis.shown}, ${concurrency} at once`);
      await work(redis, {
        command: [...ownCommand(), ...loadedPlugins().flatMap(({ path }) => ['--plugin', path])],
        folder: args.store === undefined ? undefined : path.resolve(args.store),
        concurrency,
        threads,
        signal: interrupt.signal,
        say: (line) => view.say(line),
        onEvent: (event) => tell(view, event),
      });
      interrupt.signal.throwIfAborted();
    } finally {
      view.close();
      interrupt.release();
      leave();
    }
  },
};
