/** What `--engine-script` prints, run by GNU parallel and Snakemake where they are installed. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { apebench, inFolder, SMALL } from '../cli/apebench.js';

/** The version of a program that is there, and is the one meant. */
const isThere = (program: string, pattern: RegExp): boolean =>
  pattern.test(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '');

const ENGINES = [
  {
    name: 'parallel',
    missing: !isThere('parallel', /GNU parallel/) && 'GNU parallel is not installed',
    run: (file: string) => ['bash', file],
  },
  {
    name: 'snakemake',
    missing: !isThere('snakemake', /^\d+\./) && 'Snakemake is not installed',
    run: (file: string) => ['snakemake', '--snakefile', file, '--cores', '2', '--keep-going'],
  },
] as const;

const entries = [0, 1, 2].map((seed) => ({
  ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one' },
  ...{ start_seed: seed, ...SMALL },
}));

for (const { name, missing, run } of ENGINES) {
  test(`${name}: all runs once; what was lost since runs again`, { skip: missing }, () =>
    inFolder(async (folder) => {
      const study = path.join(folder, 'study.json');
      const store = path.join(folder, "a store's {folder}");
      writeFileSync(study, JSON.stringify(entries));
      const words = ['--out', store, '--backend', 'wasm', '--engine-script', name];
      const printed = await apebench('study', study, ...words);
      assert.equal(printed.code, 0, printed.stderr);
      const file = path.join(folder, 'script');
      writeFileSync(file, printed.stdout);
      const work = () => {
        const [program, ...rest] = run(file);
        const options = { cwd: folder, encoding: 'utf8' } as const;
        const { status, stdout, stderr } = spawnSync(program!, rest, options);
        assert.equal(status, 0, stdout + stderr);
      };
      const made = () =>
        Object.fromEntries(
          readdirSync(path.join(store, 'raw')).map((one) => [
            one,
            readFileSync(path.join(store, 'raw', one), 'utf8'),
          ]),
        );
      work();
      const first = made();
      const tables = Object.keys(first).filter((one) => one.endsWith('.csv'));
      assert.equal(tables.length, entries.length);
      const melted = path.join(store, 'metrics.csv');
      const lines = readFileSync(melted, 'utf8');
      // No list of what an engine has done makes it believe that this is there.
      const [lost] = tables;
      rmSync(path.join(store, 'raw', lost!));
      rmSync(melted);
      work();
      const second = made();
      for (const [one, text] of Object.entries(first)) {
        const isLost = path.parse(one).name === path.parse(lost!).name;
        // The record of what was made again tells another time.
        if (!(isLost && one.endsWith('.json'))) assert.equal(second[one], text, one);
      }
      assert.equal(readFileSync(melted, 'utf8'), lines);
    }),
  );
}
