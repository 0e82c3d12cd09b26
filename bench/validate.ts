/**
 * `npm run validate [-- --only PART | --check ROW | --table]`: the experiments of the original's
 * documents and of the paper at full length, each seed by itself, as studies into the store
 * `results/validation`. Each run adds a row to `bench/validation/rows.csv`; what stands there is
 * not run again. `--check` runs one row anew, and compares the hash of its weights.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadCore } from '../src/core/index.js';
import {
  type Cell,
  cellName,
  entryOf,
  REPRODUCTIONS,
  seedResults,
  weightsHash,
} from '../src/report/index.js';
import { openStore, readExperiment } from '../src/study/index.js';
import { keyedIn, resultThere, weightsPath } from '../src/study/running/index.js';
import type { Row, Table } from '../src/tables/index.js';
import { NUMBERS } from '../src/version.js';
import { addRow, readRows, rowOf } from './validation-rows.js';
import { writeValidation } from './validation-table.js';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const FOLDER = 'results/validation';

interface Job {
  readonly part: string;
  readonly cell: Cell;
  readonly seed: number;
}

/** A run of seconds, by which the tests see that a row comes out again. */
const SHORT: Cell = {
  ...{ scenario: 'diff_adv', net: 'Conv;8;3;relu', train: 'one' },
  attributes: {
    ...{ num_points: 32, num_train_samples: 5, num_test_samples: 3 },
    optim_config: 'adam;200;warmup_cosine;0.0;1e-3;50',
  },
};

/** One seed of every cell, then the next. */
function jobsOf(part: string, cells: readonly Cell[], numSeeds: number): Job[] {
  const seeds = Array.from({ length: numSeeds }, (_, seed) => seed);
  return seeds.flatMap((seed) => cells.map((cell) => ({ part, cell, seed })));
}

/** The runs in the order in which they are made: scenario after scenario. */
const JOBS: readonly Job[] = [
  ...jobsOf('short', [SHORT], 1),
  ...REPRODUCTIONS.flatMap(({ name, cells, numSeeds }) =>
    [...new Set(cells.map(({ scenario }) => scenario))].flatMap((scenario) =>
      jobsOf(
        name,
        cells.filter((one) => one.scenario === scenario),
        numSeeds,
      ),
    ),
  ),
];

/** The command that makes a run. */
function commandOf({ cell, seed }: Job): string {
  const set = Object.entries(cell.attributes).flatMap(([key, value]) => [
    '--set',
    `${key}=${value}`,
  ]);
  return [
    ...['apebench', 'run', '--scenario', cell.scenario, '--net', cell.net, '--train', cell.train],
    ...['--start-seed', String(seed), ...set, '--backend', 'wasm'],
  ]
    .map(quoted)
    .join(' ');
}

const quoted = (word: string): string => (/^[\w.=-]+$/.test(word) ? word : `"${word}"`);

/** Runs jobs as a study, side by side on one thread each. */
async function study(jobs: readonly Job[], folder: string): Promise<void> {
  const words = ['study', '-', '--out', folder, '--backend', 'wasm', '--threads', '1'];
  const child = spawn(process.execPath, [CLI, ...words, '--retry-failed'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(JSON.stringify(jobs.map(({ cell, seed }) => entryOf(cell, seed, 1))));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`apebench ${words.join(' ')} ended with ${code}`);
}

/** The rows of jobs, of those whose results are in a folder. */
async function rowsIn(jobs: readonly Job[], folder: string): Promise<Table[]> {
  const store = openStore(folder);
  const options = { backend: 'wasm' } as const;
  const experiments = await Promise.all(
    jobs.map(({ cell, seed }) => readExperiment(entryOf(cell, seed, 1), options)),
  );
  const rows: Table[] = [];
  for (const [i, keyed] of (await keyedIn(store, experiments, options)).entries()) {
    const record = await resultThere(store, keyed, () => {});
    if (record === undefined) continue;
    const job = jobs[i]!;
    const place = { part: job.part, cell: cellName(job.cell) };
    const weights = await readFile(store.pathOf(weightsPath(record.name)));
    const [result] = await seedResults(store, record.name);
    rows.push(
      rowOf(place, record, result!, {
        command: commandOf(job),
        weights_sha256: await weightsHash(weights),
      }),
    );
  }
  return rows;
}

/** Whether a row is of this run, and of the version of the numbers that we have. */
const isOf = (row: Row, job: Job): boolean =>
  row.part === job.part && row.command === commandOf(job) && row.numbers === NUMBERS;

/** Scenario after scenario, so that tables can be judged early. */
function groupsOf(jobs: readonly Job[]): Job[][] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const name = `${job.part} ${job.cell.scenario}`;
    groups.set(name, [...(groups.get(name) ?? []), job]);
  }
  return [...groups.values()];
}

async function validate(only: string | undefined): Promise<void> {
  let rows = await readRows();
  const there = rows.rows();
  const left = JOBS.filter(
    (job) => (only ?? job.part) === job.part && !there.some((row) => isOf(row, job)),
  );
  for (const group of groupsOf(left)) {
    await study(group, FOLDER);
    for (const row of await rowsIn(group, FOLDER)) rows = await addRow(rows, row);
    await writeValidation(rows);
  }
}

/** Runs the row of this number, from 1 on, anew. */
async function check(number: number): Promise<void> {
  const row = (await readRows()).rows()[number - 1];
  const job = row && JOBS.find((one) => one.part === row.part && commandOf(one) === row.command);
  if (row === undefined || job === undefined) throw new Error(`there is no row ${number}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'apebench-row-'));
  try {
    await study([job], folder);
    const [made] = await rowsIn([job], folder);
    const [ours] = made!.texts('weights_sha256');
    const same = ours === row.weights_sha256;
    console.log(
      `${row.command}\n${ours}\n${same ? 'as the row has it' : `the row has ${row.weights_sha256}`}`,
    );
    if (!same) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, check: { type: 'string' }, table: { type: 'boolean' } },
});
const parts = new Set(JOBS.map(({ part }) => part));
if (values.only !== undefined && !parts.has(values.only)) {
  throw new Error(`there is no part '${values.only}'; there are ${[...parts].join(', ')}`);
}
await loadCore();
if (values.check !== undefined) await check(Number(values.check));
else if (values.table) await writeValidation(await readRows());
else await validate(values.only);
