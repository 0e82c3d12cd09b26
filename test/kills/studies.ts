/**
 * Kills processes of studies at random moments: two `apebench study` at once make the same twenty
 * experiments in one store, each in processes of its own. One of all those is killed, then another;
 * in the end one command makes what is missing. What is there must be what a study leaves that was
 * left alone, to the byte but for times and the machine, and no process may be left.
 */

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { SMALL, type Started, start } from '../cli/apebench.js';
import { age, filesOf, inFolder, readText } from './folders.js';
import { childrenNow, gone, isThere } from './processes.js';

/** Experiments of some tenths of a second, with a checkpoint after every piece. */
const ENTRIES = Array.from({ length: 20 }, (_, i) => ({
  ...{ scenario: 'diff_adv', task: 'predict', train: i % 4 === 0 ? 'sup;2' : 'one', ...SMALL },
  net: i % 3 === 0 ? 'Conv;4;2;relu' : 'Pure;3',
  start_seed: Math.floor(i / 2),
  num_seeds: i % 5 === 0 ? 2 : 1,
  optim_config: 'adam;60;constant;1e-3',
  callbacks: 'weight_norm;7',
}));

function study(folder: string, ...more: string[]): Started {
  const file = path.join(folder, 'study.json');
  // Another one may be reading it.
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(ENTRIES));
  const out = path.join(folder, 'out');
  const words = ['study', file, '--out', out, '--backend', 'wasm', '--parallel', '2'];
  return start(...words, '--checkpoint-seconds', '0', '--quiet', ...more);
}

/** What differs between two runs of the same: when and where, and what is made of that. */
function withoutPlace(text: string): string {
  const { times, machine, threads, sha256, ...same } = JSON.parse(text);
  return JSON.stringify(same);
}

/** The files of a store and what is in them. */
function contentOf(out: string): Record<string, string> {
  const files = filesOf(out).filter((file) => file !== '.melted.json');
  return Object.fromEntries(
    files.map((file) => {
      const text = readText(path.join(out, file));
      return [file, file.startsWith('raw/') && file.endsWith('.json') ? withoutPlace(text) : text];
    }),
  );
}

interface Reference {
  readonly content: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** Runs a study to its end. */
async function finish(folder: string): Promise<void> {
  // A process that was killed twice with the same experiment has left a failure.
  const { code, stderr } = await study(folder, '--retry-failed').outcome;
  assert.deepEqual([code, stderr], [0, '']);
}

async function referenceOf(): Promise<Reference> {
  return inFolder(async (folder) => {
    const since = performance.now();
    await finish(folder);
    const seconds = (performance.now() - since) / 1000;
    return { content: contentOf(path.join(folder, 'out')), seconds };
  });
}

export interface StudyKillOptions {
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  /** Kills in each store. */
  readonly each: number;
  readonly onKill?: (what: string) => void;
}

/** Kills a study, or a process of one, and says which; undefined where it had ended before. */
async function killOne(
  studies: readonly Started[],
  random: () => number,
): Promise<string | undefined> {
  const one = studies[random() < 0.5 ? 0 : 1]!;
  const children = childrenNow(one.pid);
  const isChild = random() < 0.5 && children.length > 0;
  const pid = isChild ? children[Math.floor(random() * children.length)]! : one.pid;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return undefined;
  }
  if (!isChild) await one.outcome;
  return isChild ? 'the process of an experiment' : 'a study';
}

/** Where many tests run at once, all takes its time. */
const LONG_SECONDS = 60;

/** Kills so many processes of studies, and counts what they were. */
export async function killStudies(
  count: number,
  { random, each, onKill = () => {} }: StudyKillOptions,
): Promise<Record<string, number>> {
  const { content, seconds } = await referenceOf();
  const counts: Record<string, number> = {};
  let killed = 0;
  while (killed < count) {
    await inFolder(async (folder) => {
      const studies = [study(folder), study(folder)];
      const met = new Set<number>();
      const meet = () => {
        for (const { pid } of studies) for (const child of childrenNow(pid)) met.add(child);
      };
      try {
        const goals = Math.min(each, count - killed);
        for (let i = 0; i < goals; i++) {
          await later((1000 * random() * seconds) / goals);
          meet();
          const what = await killOne(studies, random);
          if (what === undefined) continue;
          killed++;
          counts[what] = (counts[what] ?? 0) + 1;
          onKill(what);
          // A study that is killed is begun again, at once.
          for (const [which, { pid }] of studies.entries()) {
            if (what === 'a study' && !isThere(pid)) studies[which] = study(folder);
          }
        }
        for (const one of studies) {
          const { code, stderr } = await one.outcome;
          // One whose processes were killed may have given an experiment up.
          assert.ok(code === 0 || (code === 1 && /was killed by SIGKILL/.test(stderr)), stderr);
        }
        await gone([...met], LONG_SECONDS);
      } catch (error) {
        meet();
        for (const one of studies) one.kill('SIGKILL');
        await gone([...met], LONG_SECONDS);
        throw error;
      }
      age(path.join(folder, 'out'));
      await finish(folder);
      const there = contentOf(path.join(folder, 'out'));
      assert.deepEqual(Object.keys(there), Object.keys(content));
      assert.deepEqual(there, content);
    });
  }
  return counts;
}
