/** A line of a manifest carried out, or one after the other as who started this process says. */

import { machine } from '#platform';
import type { Order, Reply, RunEvent } from '../engines/index.js';
import { clipped, StoppedError, UserError } from '../errors.js';
import type { Store } from '../study/index.js';
import {
  type ExperimentEvent,
  type Failure,
  type KeyedOutcome,
  type KeyedRunOptions,
  type Manifest,
  type ManifestEntry,
  type PluginFile,
  readManifestEntry,
  recordFailure,
  runKeyed,
  runOptionsOf,
  storedElsewhere,
} from '../study/running/index.js';
import { GOES_ON, type Interrupt, Interrupted, stopSignal } from './interrupt.js';
import { loadedPlugins, loadPlugins } from './plugins.js';

const isLoaded = ({ sha256 }: PluginFile): boolean =>
  loadedPlugins().some((one) => one.sha256 === sha256);

/**
 * Loads the plugins of a line, which must be those that its key is of. Those that were given with
 * `--plugin` may lie elsewhere than they did when the manifest was made.
 */
async function loadPluginsOf({ options }: ManifestEntry): Promise<void> {
  for (const plugin of options.plugins) {
    if (isLoaded(plugin)) continue;
    try {
      await loadPlugins([plugin.path], () => {});
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(
        `${error.message}; the manifest names it: where it lies elsewhere here, --plugin FILE loads it`,
      );
    }
    if (isLoaded(plugin)) continue;
    throw new UserError(
      `the plugin '${clipped(plugin.path, 160)}' is not what it was when the manifest was made: bring ` +
        'that back, or make a new manifest with `apebench study`',
    );
  }
}

/** How a line ended. */
type LineEnd =
  | { readonly kind: 'whole'; readonly outcome: KeyedOutcome }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: unknown };

type LineOptions = Pick<KeyedRunOptions, 'threads' | 'overwrite' | 'signal' | 'onEvent'>;

/**
 * Runs the experiment of a line, unless it is whole. What it fails of is kept in the store. Throws a
 * `StoppedError` if the signal fires.
 */
export async function runLine(
  manifest: Manifest,
  entry: ManifestEntry,
  store: Store,
  options: LineOptions,
): Promise<LineEnd> {
  const notices: string[] = [];
  const { key, name } = entry;
  const onEvent = (event: ExperimentEvent) => {
    if (event.kind === 'notice') notices.push(event.notice);
    options.onEvent?.(event);
  };
  try {
    await loadPluginsOf(entry);
    const read = await readManifestEntry(entry, { threads: options.threads });
    const keyed = { ...read, stored: await storedElsewhere(store, manifest, entry) };
    const run = { ...runOptionsOf(entry), ...options, onEvent };
    const outcome = await runKeyed(store, keyed, run);
    return { kind: 'whole', outcome };
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    const failure: Failure = {
      ...{ key, name, manifest: manifest.digest },
      error: error instanceof Error ? error.message : String(error),
      exitCode: error instanceof UserError ? 2 : 1,
      machine: machine(),
      finished: new Date().toISOString(),
      log: notices,
    };
    // Where the disk is full, what failed is told all the same.
    await recordFailure(store, failure).catch(() => {});
    return { kind: 'failed', failure, error };
  }
}

/** Tells who started this process. Who is gone needs no news: the closed channel ends the run. */
export function say(message: ExperimentEvent | Reply): void {
  if (process.connected) process.send?.(sendable(message), () => {});
}

/** What can be sent of it. */
function sendable(message: ExperimentEvent | Reply): RunEvent | Reply {
  if (message.kind !== 'progress') return message;
  const { update, total, losses } = message.progress;
  return { ...message, progress: { update, total, losses } };
}

async function carryOut(
  manifest: Manifest,
  store: Store,
  { index, ...order }: Order & { kind: 'run' },
  { signal }: Interrupt,
): Promise<Reply> {
  try {
    const { threads, overwrite } = order;
    const options = { threads, overwrite, signal, onEvent: say };
    const end = await runLine(manifest, manifest.entries[index]!, store, options);
    return end.kind === 'whole' ? end : { kind: 'failed', failure: end.failure };
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    return { kind: 'stopped', exitCode: error instanceof Interrupted ? error.exitCode : 130 };
  }
}

/** Runs lines as it is told, until the channel is closed. */
export function takeOrders(manifest: Manifest, store: Store): Promise<void> {
  let interrupt: Interrupt | undefined;
  return new Promise((resolve, reject) => {
    const end = () => {
      interrupt?.stop();
      resolve();
    };
    process.on('disconnect', end);
    process.on('message', (order: Order) => {
      if (order.kind === 'stop') return interrupt === undefined ? process.exit() : interrupt.stop();
      const own = stopSignal(GOES_ON);
      interrupt = own;
      carryOut(manifest, store, order, own)
        .then(say, reject)
        .finally(() => {
          interrupt = undefined;
          own.release();
        });
    });
    say({ kind: 'ready' });
  });
}
