/**
 * The checkpoints of runs, `raw/NAME.ID.checkpoint`: each run keeps one of its own, since several may
 * make the same experiment, and goes on from the one that has come farthest.
 */

import { UserError } from '../errors.js';
import type { Checkpoint, CheckpointSink } from '../training/index.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.js';
import type { Place } from './key.js';
import type { Store } from './store/types.js';

/** Behind the name of the experiment; `n` for a run that makes a result anew that is there. */
const ENDING = /\.(n?)[0-9a-f]{5,6}\.checkpoint$/;

/** Whether a checkpoint's file is of a run that makes a result anew. */
export const isOfAnew = (file: string): boolean => ENDING.exec(file)?.[1] === 'n';

/** The name of the experiment of a checkpoint's file; undefined where it is none. */
export function nameOfCheckpoint(file: string): string | undefined {
  return ENDING.test(file) ? file.replace(ENDING, '') : undefined;
}

/** A path that no other run has. */
export function newCheckpointPath(name: string, anew: boolean): string {
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  const digits = number!.toString(16).padStart(8, '0').slice(2);
  return `raw/${name}.${anew ? `n${digits.slice(1)}` : digits}.checkpoint`;
}

/** The paths of an experiment's checkpoints: of runs that make it, or of those that make it anew. */
async function checkpointPaths(store: Store, name: string, anew: boolean): Promise<string[]> {
  const files = await store.list('raw');
  return files
    .filter((file) => nameOfCheckpoint(file) === name && isOfAnew(file) === anew)
    .map((file) => `raw/${file}`);
}

/** A checkpoint as it is kept. */
interface StoredCheckpoint extends Checkpoint {
  /** The SHA-256 of the record of the result that the run makes anew, where there is one. */
  readonly replaces?: string;
}

/** The checkpoint at a path, if there is one; of one that is damaged, `onFault` is told why. */
export async function readCheckpoint(
  store: Store,
  path: string,
  onFault: (why: string) => void | Promise<void>,
): Promise<StoredCheckpoint | null> {
  const bytes = await store.read(path);
  if (bytes === undefined) return null;
  try {
    return decodeCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await onFault(error.message);
    return null;
  }
}

/** Whether a part of the updates was made on a GPU: their bits are not those of WASM. */
export const wasOnGpu = ({ stays = [] }: Checkpoint): boolean =>
  stays.some(({ on }) => on.startsWith('webgpu'));

/** Which checkpoints a run can use. */
export interface CheckpointsOf {
  /** The experiment's readable name. */
  readonly name: string;
  /** `configurationOf` the experiment. */
  readonly configuration: string;
  /** Whether the run makes a result anew that is there. */
  readonly anew: boolean;
}

interface SinkOf extends CheckpointsOf, Pick<StoredCheckpoint, 'replaces'> {
  readonly place: Place;
}

/** The whole checkpoints that a run can use, with their paths; `onFault` is told of damaged ones. */
async function checkpointsOf(
  store: Store,
  { name, configuration, anew }: CheckpointsOf,
  onFault: (path: string, why: string) => void | Promise<void> = () => {},
): Promise<[path: string, checkpoint: Checkpoint][]> {
  const found: [string, Checkpoint][] = [];
  for (const path of await checkpointPaths(store, name, anew)) {
    const checkpoint = await readCheckpoint(store, path, (why) => onFault(path, why));
    if (checkpoint?.configuration === configuration) found.push([path, checkpoint]);
  }
  return found;
}

/** Whether a run of this configuration has a checkpoint that was made on a GPU in part. */
export async function isBegunOnGpu(
  store: Store,
  of: Omit<CheckpointsOf, 'anew'>,
): Promise<boolean> {
  for (const anew of [false, true]) {
    const found = await checkpointsOf(store, { ...of, anew });
    if (found.some(([, checkpoint]) => wasOnGpu(checkpoint))) return true;
  }
  return false;
}

/** Whether there is a checkpoint of a run of this configuration that makes a result anew. */
export async function isBegunAnew(store: Store, of: Omit<CheckpointsOf, 'anew'>): Promise<boolean> {
  return (await checkpointsOf(store, { ...of, anew: true })).length > 0;
}

/**
 * Keeps the checkpoint of a run. One that no run can go on from is set aside as `PATH.bad`, and
 * `onNotice` told; for a result of WASM those that a GPU had a part in are left alone.
 */
export function checkpointSink(
  store: Store,
  of: SinkOf,
  onNotice: (notice: string) => void,
): CheckpointSink {
  const { configuration, place, replaces } = of;
  const own = newCheckpointPath(of.name, of.anew);
  let taken = own;
  const setAside = async (path: string, why: string): Promise<void> => {
    const bad = `${path}.bad`;
    await store.rename(path, bad);
    onNotice(
      `training starts anew, since it cannot go on from ${store.pathOf(path)}: ${why}; ` +
        `the file is now called ${store.pathOf(bad)}`,
    );
  };
  const all = () => checkpointsOf(store, of, setAside);
  const isOfPlace = (checkpoint: Checkpoint) => place === 'gpu' || !wasOnGpu(checkpoint);
  return {
    configuration,
    async load() {
      let farthest: Checkpoint | null = null;
      for (const [path, checkpoint] of await all()) {
        if (!isOfPlace(checkpoint)) {
          onNotice(
            `${store.pathOf(path)} is left alone: a part of it was made on a GPU ` +
              '(--backend webgpu or auto go on from it)',
          );
        } else if (farthest === null || checkpoint.update > farthest.update) {
          [taken, farthest] = [path, checkpoint];
        }
      }
      return farthest;
    },
    save(checkpoint) {
      const kept: StoredCheckpoint = { ...checkpoint, replaces };
      return store.write(own, encodeCheckpoint(kept));
    },
    setAside: (why) => setAside(taken, why),
    async remove() {
      for (const [path, checkpoint] of await all()) {
        if (isOfPlace(checkpoint)) await store.remove(path);
      }
    },
  };
}
