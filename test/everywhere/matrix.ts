/** The selftest of the built command line in an engine, and what all of them came to side by side. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from '../../src/selftest/index.js';
import type { Engine } from './engines.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** How an engine works. One thread has memory that is not shared, more have shared memory. */
export interface Way {
  readonly threads: number;
  /** Of WebAssembly; where it is not given, the engine goes from the one to the other. */
  readonly compiler?: 'baseline' | 'optimising';
}

/** V8's names for its compilers. */
export const V8_FLAGS = { baseline: '--liftoff-only', optimising: '--no-liftoff' } as const;

export const WAYS: readonly Way[] = [
  { threads: 1 },
  { threads: 2 },
  { threads: 5 },
  { threads: 2, compiler: 'baseline' },
  { threads: 2, compiler: 'optimising' },
];

export const wayName = ({ threads, compiler }: Way): string =>
  `${threads} ${threads === 1 ? 'thread' : 'threads'}${compiler ? `, ${compiler} compiler` : ''}`;

export interface Outcome {
  readonly results: readonly CaseResult[];
  /** What the engine calls itself. */
  readonly place: string;
}

export interface SelfTestRun {
  readonly engine: Pick<Engine, 'words' | 'v8Flag'>;
  readonly way: Way;
  /** Of cases whose names hold it. */
  readonly cases?: string;
  /** Another build's. */
  readonly cli?: string;
  /** How long it may take. */
  readonly minutes?: number;
}

/** All cases under emulation take a quarter of an hour. */
const MINUTES = 60;

/** Rejects where the engine does not answer. */
export function selfTestIn({
  engine,
  way,
  cases,
  cli = CLI,
  minutes = MINUTES,
}: SelfTestRun): Promise<Outcome> {
  const [program, ...words] = engine.words;
  const flags = way.compiler && engine.v8Flag ? [engine.v8Flag(V8_FLAGS[way.compiler])] : [];
  const only = cases === undefined ? [] : ['--cases', cases];
  const line = [
    ...[...words, ...flags, cli, 'selftest', '--json', '--quiet'],
    ...['--threads', String(way.threads), ...only],
  ];
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 24, timeout: 60_000 * minutes };
    execFile(program!, line, options, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Outcome);
      } catch {
        const end = error?.killed ? `gave no answer in ${minutes} minutes` : 'gave no answer';
        const command = [program, ...line].join(' ');
        reject(new Error(`${command} ${end}; it said:\n${stderr.slice(-2000)}`));
      }
    });
  });
}

/** A row for each engine, a column for each way, `agreeing/all` in a cell. */
export function matrixText(cells: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  const ways = [...new Set([...cells.values()].flatMap((row) => [...row.keys()]))];
  const rows = [
    ['', ...ways],
    ways.map(() => '---').toSpliced(0, 0, '---'),
    ...[...cells].map(([name, row]) => [name, ...ways.map((way) => row.get(way) ?? '–')]),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
