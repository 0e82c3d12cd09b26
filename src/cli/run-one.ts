/**
 * `apebench run-one`: one experiment of a manifest into a store, which is what every engine calls. To
 * run it again, or twice at once, does no harm: what is whole is not made again.
 *
 * Who starts it with a channel for messages (Node's `fork`) is sent the events of the run, and ends
 * it by closing the channel.
 */

import { readFile } from 'node:fs/promises';
import type { Argv, CommandModule } from 'yargs';
import { machine } from '#platform';
import { MAX_THREADS } from '../backends/index.js';
import { clipped, StoppedError, UserError } from '../errors.js';
import {
  clearFailure,
  type ExperimentEvent,
  type Manifest,
  type ManifestEntry,
  openStore,
  readManifest,
  readManifestEntry,
  recordFailure,
  runKeyed,
  runOptionsOf,
} from '../study/index.js';
import { fileError } from '../study/store/folder.js';
import { GOES_ON, type Interrupt, stopSignal } from './interrupt.js';
import { outputOf, outputOptions, requireOptions, wholeNumber } from './options.js';
import type { Output } from './output.js';
import { loadedPlugins, loadPlugins } from './plugins.js';
import { ProgressView } from './progress.js';
import { tell } from './study-runner.js';

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

/** Loads the plugins of a line, which must be those that its key is of. */
async function loadPluginsOf({ options }: ManifestEntry): Promise<void> {
  await loadPlugins(
    options.plugins.map(({ path }) => path),
    () => {},
  );
  const loaded = loadedPlugins();
  for (const { path, sha256 } of options.plugins) {
    if (loaded.find((one) => one.path === path)?.sha256 === sha256) continue;
    throw new UserError(
      `the plugin '${clipped(path, 160)}' is not what it was when the manifest was made: bring that ` +
        'back, or make a new manifest with `apebench study`',
    );
  }
}

/** Events to who started us, or to the terminal. */
function listenerOf(view: ProgressView): (event: ExperimentEvent) => void {
  const { send } = process;
  if (send === undefined) return (event) => tell(view, event);
  return (event) => {
    // Who is gone needs no news; the closed channel ends the run.
    if (process.connected) send.call(process, event, () => {});
  };
}

/**
 * Ends the run where who started it has closed the channel, until it is told to listen no more: a
 * process that listens does not end by itself.
 */
function stopWithParent(interrupt: Interrupt): () => void {
  if (process.send === undefined) return () => {};
  const stop = () => interrupt.stop();
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
    await runLine(manifest, lineOf(manifest, args), args.store, threads, output);
  },
};

async function runLine(
  { digest }: Manifest,
  entry: ManifestEntry,
  folder: string,
  threads: number | undefined,
  output: Output,
): Promise<void> {
  const store = openStore(folder);
  const interrupt = stopSignal(GOES_ON);
  const view = new ProgressView(output);
  const said: string[] = [];
  const listen = listenerOf(view);
  const leaveParent = stopWithParent(interrupt);
  try {
    await store.prepare();
    await loadPluginsOf(entry);
    const run = { ...runOptionsOf(entry), threads };
    const outcome = await runKeyed(store, await readManifestEntry(entry, { threads }), {
      ...run,
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.kind === 'notice') said.push(event.notice);
        listen(event);
      },
    });
    await clearFailure(store, entry.name);
    output.result(outcome.name, outcome);
  } catch (error) {
    if (!(error instanceof StoppedError)) {
      const { message } = error as Error;
      const { key, name } = entry;
      const finished = new Date().toISOString();
      const why = {
        error: message,
        exitCode: error instanceof UserError ? 2 : 1,
        log: said,
        finished,
      };
      await recordFailure(store, { key, name, manifest: digest, machine: machine(), ...why });
    }
    throw error;
  } finally {
    view.close();
    leaveParent();
    interrupt.release();
  }
}
