/** A small study on a queue, and what is looked at when it is done. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Queue } from 'bullmq';
import {
  type OpenRedis,
  openRedis,
  REDIS_VARIABLE,
  readRedisPlace,
  submit,
} from '../../src/engines/index.js';
import { runStudy, type StudyEntry } from '../../src/study/index.js';
import {
  type Failure,
  type ManifestEntry,
  outcomeThere,
  prepareStudy,
  readFailures,
  writeManifest,
} from '../../src/study/running/index.js';
import { cli } from '../cli/apebench.js';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Each takes about a second of one processor. */
export const entries = (count: number, updates = 5000): StudyEntry[] =>
  Array.from({ length: count }, (_, seed) => ({
    scenario: 'diff_adv',
    task: 'predict',
    net: 'Conv;16;4;relu',
    train: 'one',
    start_seed: seed,
    num_points: 48,
    num_train_samples: 10,
    train_temporal_horizon: 10,
    num_test_samples: 2,
    test_temporal_horizon: 10,
    optim_config: `adam;${updates};constant;1e-3`,
    batch_size: 10,
  })) as unknown as StudyEntry[];

const RUN = { backend: 'wasm', threads: 1 } as const;
const RESULTS = ['raw', 'network_weights'];

/** The SHA-256 of tables and weights in a store by their names. */
export function resultsIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    RESULTS.flatMap((part) => {
      const inside = path.join(folder, part);
      mkdirSync(inside, { recursive: true });
      return readdirSync(inside)
        .filter((file) => /\.(csv|safetensors)$/.test(file))
        .sort()
        .map((file) => {
          const bytes = readFileSync(path.join(inside, file));
          return [file, createHash('sha256').update(bytes).digest('hex')];
        });
    }),
  );
}

/** What one process on one machine makes of them. */
export async function reference(folder: string, study: StudyEntry[]) {
  await runStudy(study, { ...RUN, out: folder, meltMetrics: false, meltLoss: false });
  return resultsIn(folder);
}

export class QueueStudy {
  private constructor(
    readonly redis: OpenRedis,
    readonly folder: string,
    private readonly study: StudyEntry[],
  ) {}

  static async open(url: string, folder: string, study: StudyEntry[]): Promise<QueueStudy> {
    const redis = await openRedis(readRedisPlace(url), 'ape');
    // That it is away for a while is what is tested.
    redis.connection.on('error', () => {});
    return new QueueStudy(redis, folder, study);
  }

  private prepare() {
    return prepareStudy(this.study, { ...RUN, out: this.folder });
  }

  /** What the store lacks. */
  async missing(): Promise<ManifestEntry[]> {
    return (await this.look()).missing;
  }

  private async look() {
    const { store, keyed } = await this.prepare();
    const manifest = await writeManifest(store, keyed, RUN);
    const there = await Promise.all(keyed.map((one) => outcomeThere(store, one, {})));
    return { store, manifest, missing: manifest.entries.filter((_, i) => there[i] === undefined) };
  }

  /** Submits what the store lacks; the numbers of what was. */
  async submit(): Promise<{ submitted: number; queued: number }> {
    const melt = { meltLoss: false };
    const { store, manifest, missing } = await this.look();
    const { folder } = this;
    const study = { store, manifest, missing, folder, melt, backoffMs: 200 };
    const { submitted, queued } = await submit(this.redis, study);
    return { submitted: submitted.length, queued };
  }

  private async withQueue<T>(use: (queue: Queue) => Promise<T>): Promise<T> {
    const { bullmq, connection, prefix } = this.redis;
    const queue = new bullmq.Queue('experiments', { connection, prefix });
    try {
      return await use(queue);
    } finally {
      await queue.close();
    }
  }

  /** How many jobs wait for a worker. */
  waiting(): Promise<number> {
    return this.withQueue((queue) => queue.getJobCountByTypes('waiting'));
  }

  /** Whether nothing is yet to be done. */
  isIdle(): Promise<boolean> {
    const unfinished = ['waiting', 'active', 'delayed', 'waiting-children'] as const;
    return this.withQueue(async (queue) => (await queue.getJobCountByTypes(...unfinished)) === 0);
  }

  /** Why jobs have failed that are not tried again. */
  failed(): Promise<string[]> {
    return this.withQueue(async (queue) =>
      (await queue.getFailed()).map(({ failedReason }) => failedReason),
    );
  }

  /** What the store keeps of failures. */
  async failures(): Promise<Failure[]> {
    const { store } = await this.prepare();
    return [...(await readFailures(store)).values()];
  }

  /** Puts a job there that is not ours. */
  async addForeign(): Promise<void> {
    await this.withQueue((queue) => queue.add('mail', { to: 'somebody' }));
  }

  /** As where locks have run out. */
  async dropLocks(): Promise<void> {
    const { connection } = this.redis;
    const ids = await this.withQueue(async (queue) =>
      (await queue.getActive()).map(({ id }) => id),
    );
    for (const id of ids) await connection.del(`ape:experiments:${id}:lock`);
  }

  /** As where so many workers have died at what runs. */
  async countStalls(count: number): Promise<void> {
    const { connection } = this.redis;
    const ids = await this.withQueue(async (queue) =>
      (await queue.getActive()).map(({ id }) => id),
    );
    for (const id of ids) await connection.hset(`ape:experiments:${id}`, 'stc', count);
  }

  /** Removes everything from the queue. */
  async empty(): Promise<void> {
    await this.withQueue((queue) => queue.obliterate({ force: true }));
    await this.redis.connection.del('ape:experiments:submission');
  }

  close(): void {
    this.redis.connection.disconnect();
  }
}

export interface TestWorker {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

export interface WorkerSetting {
  readonly url: string;
  readonly folder: string;
  readonly concurrency?: number;
  readonly within?: readonly string[];
  /** What its children are, in place of the built command line. */
  readonly command?: readonly string[];
}

/** Starts a worker with short locks. */
export function startWorker(setting: WorkerSetting): TestWorker {
  const { url, folder, concurrency = 1, within = [] } = setting;
  const { command = [process.execPath, cli] } = setting;
  const node = [process.execPath, '--import', 'tsx', WORKER];
  const words = [...within, ...node, 'ape', folder, String(concurrency), ...command];
  const env = { ...process.env, [REDIS_VARIABLE]: url };
  const worker = spawn(words[0]!, words.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => worker.on('exit', resolve));
  return { process: worker, said: () => said, ended };
}

/** Processes of `run-one` on a store. */
export function childrenOn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        // One that is dead and not yet waited for has no program.
        return (
          words.includes('run-one') && words.includes(folder) && readlinkSync(`/proc/${pid}/exe`)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Nothing is left of a study's workers and their children, but those that wait. */
export async function assertGone(folder: string, workers: readonly TestWorker[]): Promise<void> {
  await Promise.all(workers.map(({ ended }) => ended));
  assert.deepEqual(childrenOn(folder), []);
}
