/**
 * Kills runs at random moments and at system calls, lets each go on, and looks at what is there: the
 * same files as of a run that was left alone, to the byte, and no others.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { age, filesOf, inFolder, readText } from './folders.js';

const WORK = fileURLToPath(new URL('work.mjs', import.meta.url));

/** A study, one that makes all its results anew, and data. */
type Kind = 'study' | 'anew' | 'scrape';

const KINDS: readonly Kind[] = ['study', 'study', 'anew', 'scrape'];

/** System calls as strace names them: at each a run is killed before it is made. */
const CALLS = ['rename', 'fsync', 'unlink'] as const;
type Call = (typeof CALLS)[number];

/** Whether strace is there and may do its work. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true']).status === 0;
}

const traced = (call: Call, ...inject: string[]) => [
  ...['-f', '-qq', '-e', `trace=/^${call}`, '-e', 'signal=none'],
  ...inject.flatMap((what) => ['-e', `inject=/^${call}:${what}`]),
];

function begin(words: readonly string[], tracing?: readonly string[]): ChildProcess {
  const command = [process.execPath, WORK, ...words];
  const [program, ...rest] = tracing === undefined ? command : ['strace', ...tracing, ...command];
  // strace counts the calls of each thread by themselves: one makes all that touch files.
  const env = tracing === undefined ? process.env : { ...process.env, UV_THREADPOOL_SIZE: '1' };
  return spawn(program!, rest, { stdio: ['ignore', 'pipe', 'pipe'], env });
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code, signal, said });
    });
  });
}

/** What knows files by their times. */
const isCache = (file: string): boolean => file === '.melted.json';

/** At the end of a record: the SHA-256 of what stands before it, times and all. */
const SEAL = /"sha256": "[0-9a-f]{64}"\n\}\n$/;

/** The files and what is in them; times, which differ, are left out. */
function contentOf(out: string): Record<string, string> {
  const files = filesOf(out).filter((file) => !isCache(file));
  return Object.fromEntries(
    files.map((file) => {
      const text = readText(path.join(out, file));
      if (!file.endsWith('.json')) return [file, text];
      return [file, text.replace(/"times": \{[^}]*\}/, '').replace(SEAL, '')];
    }),
  );
}

/** What a run does that is left alone. */
interface Reference {
  readonly content: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** How often each system call is made. */
  readonly calls: Readonly<Record<Call, number>>;
}

async function killAt(child: ChildProcess, seconds: number): Promise<Ended> {
  const end = ended(child);
  await later(1000 * seconds);
  child.kill('SIGKILL');
  return end;
}

/** Kills before such a call is made for the `at`-th time. */
function killBefore(words: readonly string[], call: Call, at: number): Promise<Ended> {
  return ended(begin(words, traced(call, `signal=SIGKILL:when=${at}`)));
}

async function finish(kind: Kind, out: string): Promise<void> {
  const { code, said } = await ended(begin([kind, out]));
  assert.deepEqual([code, said], [0, ''], 'it goes on, and complains of nothing');
}

async function referenceOf(kind: Kind, traces: boolean): Promise<Reference> {
  const calls = { rename: 0, fsync: 0, unlink: 0 };
  for (const call of traces ? CALLS : []) {
    const { said } = await inFolder((out) => ended(begin([kind, out], traced(call))));
    calls[call] = said.match(new RegExp(`\\b${call}\\w*\\(`, 'g'))?.length ?? 0;
  }
  return inFolder(async (out) => {
    const since = performance.now();
    await finish(kind, out);
    return { content: contentOf(out), seconds: (performance.now() - since) / 1000, calls };
  });
}

export interface Killed {
  /** How many were killed, by what was done when. */
  readonly counts: Readonly<Record<string, number>>;
  /** Kills after which something half-written lay about, and those after which a checkpoint did. */
  readonly left: { readonly temporary: number; readonly checkpoint: number };
}

/**
 * Kills `count` runs, `parallel` at once; after each the same command runs to its end. Throws where a
 * file differs from that of a run that was left alone, or one is left over. `random` gives numbers
 * from 0 to 1.
 */
export async function kill(
  count: number,
  { random, parallel = 1, onKill = () => {} }: KillOptions,
): Promise<Killed> {
  const traces = canTrace();
  const references = {
    study: await referenceOf('study', traces),
    anew: await referenceOf('anew', traces),
    scrape: await referenceOf('scrape', traces),
  };
  const counts: Record<string, number> = {};
  const left = { temporary: 0, checkpoint: 0 };

  const killOne = (number: number) =>
    inFolder(async (out) => {
      const kind = KINDS[Math.floor(number / 2) % KINDS.length]!;
      const { content, seconds, calls } = references[kind];
      const possible = CALLS.filter((call) => calls[call] > 0);
      const call = number % 2 === 0 ? possible[Math.floor(random() * possible.length)] : undefined;
      const when = call === undefined ? 'random moment' : call;
      const label = `${kind}, ${when}`;
      if (kind === 'anew') await finish('study', out);
      // Another process at the same work, which stays alive.
      const other = number % 11 === 5 ? ended(begin([kind, out])) : undefined;
      const { signal } = await (call === undefined
        ? killAt(begin([kind, out]), random() * seconds)
        : killBefore([kind, out], call, 1 + Math.floor(random() * calls[call])));
      const there = filesOf(out);
      if (there.some((file) => file.endsWith('.tmp'))) left.temporary++;
      if (there.some((file) => file.endsWith('.checkpoint'))) left.checkpoint++;
      if (other !== undefined)
        assert.deepEqual(await other, { code: 0, signal: null, said: '' }, label);
      // The next run may come at once, or much later.
      const atOnce = number % 5 === 1;
      if (atOnce) await finish(kind, out);
      age(out);
      await finish(kind, out);
      assert.deepEqual(Object.keys(contentOf(out)), Object.keys(content), label);
      assert.deepEqual(contentOf(out), content, label);
      // One that was quicker than the kill does not count.
      if (signal !== 'SIGKILL') return false;
      counts[label] = (counts[label] ?? 0) + 1;
      onKill(label);
      return true;
    });

  let next = 0;
  const worker = async () => {
    while (next < count) {
      const number = next++;
      while (!(await killOne(number)));
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { counts, left };
}

export interface KillOptions {
  readonly random: () => number;
  readonly parallel?: number;
  readonly onKill?: (label: string) => void;
}
