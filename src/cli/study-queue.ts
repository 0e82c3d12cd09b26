/** `apebench study --engine bullmq`: puts what a study lacks into a queue on Redis, for workers. */

import path from 'node:path';
import {
  type OpenRedis,
  openRedis,
  type RedisPlace,
  submit,
  waitForQueue,
} from '../engines/index.js';
import {
  finishStudy,
  type KeyedOutcome,
  type PreparedStudy,
  prepareStudy,
  readFailures,
  resultThere,
  type StudyEntry,
  type StudyOptions,
  type StudyResult,
  writeManifest,
} from '../study/index.js';
import type { Output } from './output.js';
import { loadedPlugins } from './plugins.js';
import { shownErrors } from './shown-errors.js';
import { summaryData, summaryText } from './study-runner.js';

export interface QueueRequest {
  readonly place: RedisPlace;
  readonly prefix: string;
  /** Stay until all have ended. */
  readonly wait: boolean;
}

/** What of a study is there; what was there once is not looked at again. */
class Standing {
  private readonly outcomes = new Map<number, KeyedOutcome>();
  private looked = false;

  constructor(private readonly study: PreparedStudy) {}

  async look(): Promise<void> {
    const { store, keyed } = this.study;
    for (const [i, one] of keyed.entries()) {
      if (this.outcomes.has(i)) continue;
      const there = await resultThere(store, one, () => {});
      if (there === undefined) continue;
      const { diverged } = there.marks;
      this.outcomes.set(i, { name: there.name, trained: this.looked, diverged });
    }
    this.looked = true;
  }

  get done(): KeyedOutcome[] {
    return this.study.keyed.flatMap((_, i) => this.outcomes.get(i) ?? []);
  }

  /** Of a list of the study's experiments, those that are not there. */
  missing<T>(all: readonly T[]): T[] {
    return all.filter((_, i) => !this.outcomes.has(i));
  }
}

async function wait(
  redis: OpenRedis,
  standing: Standing,
  { of, signal }: { of: number; signal?: AbortSignal },
  output: Output,
): Promise<void> {
  let said = '';
  await waitForQueue(redis, {
    signal,
    look: async ({ running, waiting }) => {
      await standing.look();
      const line = `${standing.done.length} of ${of} done, ${running} running, ${waiting} waiting`;
      if (line !== said) output.note(line);
      said = line;
    },
  });
}

/** What has failed for good, and what nobody has done. Without any, there is nothing to tell. */
async function missingText({ store, keyed }: PreparedStudy, standing: Standing): Promise<string> {
  const failures = await readFailures(store);
  return standing
    .missing(keyed)
    .map(({ experiment: { name } }) => {
      const failure = failures.get(name);
      const why =
        failure === undefined
          ? `nothing in this store: have the workers another one? (--store)`
          : `${failure.error} (${failure.machine})`;
      return `  ${name}:\n    ${why}`;
    })
    .join('\n');
}

async function finish(
  study: PreparedStudy,
  standing: Standing,
  options: StudyOptions,
  output: Output,
): Promise<void> {
  const result: StudyResult = await finishStudy(study, standing.done, options);
  const table = await shownErrors(result.melted.metrics);
  const missing = standing.missing(study.keyed).map(({ experiment }) => experiment.name);
  output.result(`${table}${summaryText(result, options.out!)}`, {
    ...summaryData(result),
    missing,
  });
  if (missing.length === 0) return;
  output.warn(`Missing:\n${await missingText(study, standing)}`);
  process.exitCode = 1;
}

export async function studyOnQueue(
  entries: readonly StudyEntry[],
  options: StudyOptions & { readonly out: string },
  request: QueueRequest,
  output: Output,
): Promise<void> {
  const redis = await openRedis(request.place, request.prefix);
  try {
    const plugins = loadedPlugins();
    const all = { ...options, plugins: plugins.map(({ sha256 }) => sha256) };
    const study = await prepareStudy(entries, all);
    const { store, keyed } = study;
    const standing = new Standing(study);
    await standing.look();
    if (standing.done.length === keyed.length)
      return await finish(study, standing, options, output);
    const manifest = await writeManifest(store, keyed, { ...options, plugins });
    const { submitted, queued } = await submit(redis, {
      manifest,
      store,
      folder: path.resolve(options.out),
      missing: standing.missing(manifest.entries),
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
      `${done} done.\nThey are done by workers, on any machine that has the folder:\n` +
      `  apebench worker --redis ${redis.shown} --prefix ${redis.prefix}`;
    if (!request.wait) {
      output.result(text, { manifest: manifest.digest, submitted, queued, done });
      return;
    }
    output.note(text);
    await wait(
      redis,
      standing,
      { of: keyed.length, signal: options.signal as AbortSignal },
      output,
    );
    await finish(study, standing, options, output);
  } finally {
    redis.connection.disconnect();
  }
}
