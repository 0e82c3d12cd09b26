/**
 * `apebench run-one`: one experiment of a manifest into a store, which is what every engine calls. To
 * run it again, or twice at once, does no harm: what is whole is not made again.
 *
 * Who starts it with a channel for messages (Node's `fork`) is sent the events of the run, and ends
 * it by closing the channel; without a line it waits for lines to run, one after the other.
 */

import { readFile } from 'node:fs/promises';
import type { Argv, CommandModule } from 'yargs';
import { MAX_THREADS } from '../backends/index.js';
import { clipped, UserError } from '../errors.js';
import { openStore } from '../study/index.js';
import {
  type ExperimentEvent,
  type Manifest,
  type ManifestEntry,
  readManifest,
} from '../study/running/index.js';
import { fileError } from '../study/store/folder.js';
import { GOES_ON, type Interrupt, stopSignal } from './interrupt.js';
import { outputOf, outputOptions, requireOptions, wholeNumber } from './options.js';
import { ProgressView } from './progress.js';
import { runLine, say, takeOrders } from './run-line.js';
import { tell } from './study-runner.js';
import { endWithParent } from './watchdog.js';

interface RunOneArguments {
  manifest: string;
  index?: string;
  key?: string;
  store: string;
  threads?: string;
  json: boolean;
  quiet: boolean;
}

/** The line that is asked for. */
function lineOf({ entries }: Manifest, { index, key, manifest }: RunOneArguments): ManifestEntry {
  if ((index === undefined) === (key === undefined)) {
    throw new UserError('run-one wants one of --index and --key');
  }
  if (index !== undefined) {
    return entries[wholeNumber('--index', index, 0, entries.length - 1)]!;
  }
  const found = entries.filter((entry) => entry.key.startsWith(key!.toLowerCase()));
  if (found.length === 1) return found[0]!;
  const many = found.length > 1 ? `${found.length} keys begin with` : 'there is no key';
  throw new UserError(`--key: ${many} '${clipped(key!)}' in '${clipped(manifest, 160)}'`);
}

async function manifestAt(file: string): Promise<Manifest> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw fileError('read the manifest', file, error);
  }
  return readManifest(file, bytes);
}

/**
 * Ends the run where who started it has closed the channel, until it is told to listen no more: a
 * process that listens does not end by itself.
 */
function stopWithParent({ stop }: Interrupt): () => void {
  if (process.send === undefined) return () => {};
  process.once('disconnect', stop);
  // It may have gone while this was loaded.
  if (!process.connected) stop();
  return () => process.off('disconnect', stop);
}

export const runOneCommand: CommandModule<object, RunOneArguments> = {
  command: 'run-one',
  describe: 'run one experiment of a manifest into a store, as engines do',
  builder: (yargs: Argv) =>
    outputOptions(yargs)
      .option('manifest', { type: 'string', describe: 'the file STORE/manifests/….jsonl' })
      .option('index', { type: 'string', describe: 'which line of it, from 0' })
      .option('key', { type: 'string', describe: 'or which key, or the beginning of one' })
      .option('store', { type: 'string', describe: 'the folder of the results' })
      .option('threads', {
        type: 'string',
        describe: 'number of threads (as many as there are processors by default)',
      }) as unknown as Argv<RunOneArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['manifest', 'store']);
    const threads =
      args.threads === undefined
        ? undefined
        : wholeNumber('--threads', args.threads, 1, MAX_THREADS);
    const manifest = await manifestAt(args.manifest);
    const store = openStore(args.store);
    await store.prepare();
    const { send } = process;
    if (send !== undefined) endWithParent();
    if (send !== undefined && args.index === undefined && args.key === undefined) {
      return takeOrders(manifest, store);
    }
    const entry = lineOf(manifest, args);
    const interrupt = stopSignal(GOES_ON);
    const view = new ProgressView(output);
    const leaveParent = stopWithParent(interrupt);
    try {
      const onEvent = send === undefined ? (event: ExperimentEvent) => tell(view, event) : say;
      const line = await runLine(manifest, entry, store, {
        ...{ threads, onEvent },
        signal: interrupt.signal,
      });
      if (line.kind === 'failed') throw line.error;
      output.result(line.outcome.name, line.outcome);
    } finally {
      view.close();
      leaveParent();
      interrupt.release();
    }
  },
};
