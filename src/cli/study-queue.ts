/** `apebench study --engine bullmq`: puts what a study lacks into a queue on Redis, for workers. */

import path from 'node:path';
import {
  type OpenRedis,
  openRedis,
  readRedisPlace,
  submit,
  waitForQueue,
} from '../engines/index.js';
import type { StudyEntry, StudyOptions } from '../study/index.js';
import {
  type Failure,
  finishStudy,
  type KeyedOutcome,
  outcomeThere,
  readFailures,
  runOptionsOf,
  statusOf,
} from '../study/running/index.js';
import {
  countLines,
  type HandedOver,
  handOver,
  leftOutLines,
  nothingMissing,
  workIn,
} from './handed-over.js';
import type { LocalStudyOptions, LocalStudyResult } from './local-study.js';
import type { Output } from './output.js';

export interface QueueArguments {
  redis?: string;
  prefix: string;
  /** Stay until all have ended. */
  wait: boolean;
}

/** Until the queue has nothing more to do, with what is done told where it changes. */
async function wait(
  redis: OpenRedis,
  { study: { store }, manifest }: HandedOver,
  { signal }: StudyOptions,
  output: Output,
): Promise<void> {
  let said = '';
  await waitForQueue(redis, {
    signal: signal as AbortSignal | undefined,
    look: async ({ running, waiting }) => {
      const [status] = await statusOf(store, [manifest]);
      const line = `${status!.done.length} done, ${running} running, ${waiting} waiting`;
      if (line !== said) output.note(line);
      said = line;
    },
  });
}

/** The result of a study of which the queue has no job any more; what is missing of it is told. */
async function finish(
  { study, manifest }: HandedOver,
  submitted: ReadonlySet<string>,
  options: StudyOptions,
  output: Output,
): Promise<LocalStudyResult> {
  const { store, keyed } = study;
  const known = await readFailures(store);
  const outcomes: KeyedOutcome[] = [];
  const failures: Failure[] = [];
  const lost: string[] = [];
  for (const [i, one] of keyed.entries()) {
    const { key, name } = manifest.entries[i]!;
    const outcome = await outcomeThere(store, one, runOptionsOf(manifest.entries[i]!));
    const failure = known.get(name);
    if (outcome !== undefined) outcomes.push({ ...outcome, trained: submitted.has(key) });
    else if (failure?.key === key) failures.push(failure);
    else lost.push(name);
  }
  if (lost.length > 0) {
    output.warn(
      'These are neither in the queue any more nor in the folder. Have the workers another one ' +
        '(--store)? Was Redis emptied? Then the same command puts them there again.',
    );
    for (const name of lost) output.warn(`  ${name}`);
    process.exitCode = 1;
  }
  const notice: StudyOptions['onEvent'] = (event) =>
    event.kind === 'notice' && output.note(event.notice);
  return { ...(await finishStudy(study, outcomes, { ...options, onEvent: notice })), failures };
}

/**
 * Puts what is missing into the queue, where it is not there already. The result is that of the study
 * where it is waited for, undefined otherwise.
 *
 * Throws a `UserError` where there is no such Redis, it does not let this user in, or its queue has
 * jobs of another study.
 */
export async function runByQueue(
  args: QueueArguments & { readonly out: string },
  entries: readonly StudyEntry[],
  { retryFailed, parallel: _, ...options }: LocalStudyOptions,
  output: Output,
): Promise<LocalStudyResult | undefined> {
  const redis = await openRedis(readRedisPlace(args.redis), args.prefix);
  try {
    const handed = await handOver(entries, options, output);
    const { manifest } = handed;
    const { store } = handed.study;
    const work = await workIn(store, manifest, retryFailed);
    const { meltMetrics, meltLoss, meltSampleRollouts, metricNames } = options;
    const { submitted, queued } = await submit(redis, {
      manifest,
      store,
      folder: path.resolve(store.root),
      missing: work.lines.map((line) => manifest.entries[line]!),
      melt: { meltMetrics, meltLoss, meltSampleRollouts, metricNames },
    });
    const lines = [
      ...leftOutLines(work, queued),
      ...countLines(submitted.length, 'put into the queue'),
    ];
    if (submitted.length + queued > 0) {
      const worker = `apebench worker --redis ${redis.shown} --prefix ${redis.prefix}`;
      lines.push('Workers do them, on any machine that has the folder:', `  ${worker}`);
    } else if (work.failed.length === 0) lines.push(nothingMissing(args.out));
    if (!args.wait) {
      output.result(lines.join('\n'), {
        manifest: store.pathOf(manifest.path),
        ...{ submitted: submitted.length, onTheirWay: queued, done: work.done },
        failed: work.failed,
      });
      return undefined;
    }
    output.note(lines.join('\n'));
    await wait(redis, handed, options, output);
    return await finish(handed, new Set(submitted.map(({ key }) => key)), options, output);
  } finally {
    redis.connection.disconnect();
  }
}
