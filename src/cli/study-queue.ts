/** `apebench study --engine bullmq`: puts what a study lacks into a queue on Redis, for workers. */

import path from 'node:path';
import {
  type OpenRedis,
  openRedis,
  type RedisPlace,
  submit,
  waitForQueue,
} from '../engines/index.js';
import type { HostAbortSignal } from '../host-types.js';
import {
  finishStudy,
  type KeyedExperiment,
  type KeyedOutcome,
  outcomeThere,
  type PreparedStudy,
  prepareStudy,
  readFailures,
  type StudyEntry,
  type StudyOptions,
  writeManifest,
} from '../study/index.js';
import type { LocalStudyResult } from './local-study.js';
import type { Output } from './output.js';
import { loadedPlugins } from './plugins.js';

export interface QueueRequest {
  readonly place: RedisPlace;
  readonly prefix: string;
  /** Stay until all have ended. */
  readonly wait: boolean;
}

/** What of a study is in its store; what was there once is not looked at again. */
class Standing {
  private readonly outcomes = new Map<KeyedExperiment, KeyedOutcome>();
  private hasLooked = false;

  constructor(private readonly study: PreparedStudy) {}

  async look(): Promise<void> {
    const { store } = this.study;
    for (const one of this.missing) {
      const outcome = await outcomeThere(store, one, {});
      if (outcome !== undefined) this.outcomes.set(one, { ...outcome, trained: this.hasLooked });
    }
    this.hasLooked = true;
  }

  get missing(): KeyedExperiment[] {
    return this.study.keyed.filter((one) => !this.outcomes.has(one));
  }

  get done(): KeyedOutcome[] {
    return this.study.keyed.flatMap((one) => this.outcomes.get(one) ?? []);
  }
}

/** Until the queue has nothing more to do, with what is done told where it changes. */
async function wait(
  redis: OpenRedis,
  standing: Standing,
  { note, signal }: { note: (line: string) => void; signal?: HostAbortSignal },
): Promise<void> {
  let said = '';
  await waitForQueue(redis, {
    signal: signal as AbortSignal | undefined,
    look: async ({ running, waiting }) => {
      await standing.look();
      const line = `${standing.done.length} done, ${running} running, ${waiting} waiting`;
      if (line !== said) note(line);
      said = line;
    },
  });
}

/**
 * Puts what is missing into the queue, where it is not there already. The result is that of the study
 * once all is done: at once, or where it is waited for; undefined otherwise.
 *
 * Throws a `UserError` where there is no such Redis, it does not let this user in, or its queue has
 * jobs of another study.
 */
export async function runQueueStudy(
  entries: readonly StudyEntry[],
  options: StudyOptions,
  request: QueueRequest,
  output: Output,
): Promise<LocalStudyResult | undefined> {
  const redis = await openRedis(request.place, request.prefix);
  try {
    const plugins = loadedPlugins();
    const onEvent: StudyOptions['onEvent'] = (event) => {
      if (event.kind === 'notice') output.note(event.notice);
    };
    const run = { ...options, onEvent, plugins: plugins.map(({ sha256 }) => sha256) };
    const study = await prepareStudy(entries, run);
    const { store, keyed } = study;
    const standing = new Standing(study);
    await standing.look();
    if (standing.missing.length > 0) {
      const manifest = await writeManifest(store, keyed, { ...options, plugins });
      const missing = new Set(standing.missing.map(({ key }) => key));
      const { submitted, queued } = await submit(redis, {
        manifest,
        store,
        folder: path.resolve(store.root),
        missing: manifest.entries.filter(({ key }) => missing.has(key)),
        melt: {
          metrics: options.meltMetrics ?? true,
          loss: options.meltLoss ?? true,
          sampleRollouts: options.meltSampleRollouts ?? false,
          metricNames: options.metricNames ?? [],
        },
      });
      const done = standing.done.length;
      const text =
        `${keyed.length} experiments: ${submitted} put into the queue, ${queued} there before, ` +
        `${done} done.\nWorkers do them, on any machine that has the folder:\n` +
        `  apebench worker --redis ${redis.shown} --prefix ${redis.prefix}`;
      if (!request.wait) {
        output.result(text, { manifest: manifest.digest, submitted, queued, done });
        return undefined;
      }
      output.note(text);
      const note = (line: string) => output.note(line);
      await wait(redis, standing, { note, signal: options.signal });
    }
    const failed = await readFailures(store);
    const names = standing.missing.map(({ experiment }) => experiment.name);
    const lost = names.filter((name) => !failed.has(name));
    if (lost.length > 0) {
      output.warn(
        'These are neither in the queue any more nor in the folder. Have the workers another one ' +
          `(--store)? Was Redis emptied? Then the same command puts them there again.\n${lost.map((name) => `  ${name}`).join('\n')}`,
      );
      process.exitCode = 1;
    }
    const failures = names.flatMap((name) => failed.get(name) ?? []);
    return { ...(await finishStudy(study, standing.done, run)), failures };
  } finally {
    redis.connection.disconnect();
  }
}
