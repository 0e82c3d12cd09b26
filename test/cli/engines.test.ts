/** Studies that others run: what is refused, each with one clear message and exit code 2. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { inFolder, SMALL, startIn } from './apebench.js';

/** A study, by a command that finds no program beside itself. */
function study(words: readonly string[], use: (told: string, out: string) => void): Promise<void> {
  return inFolder(async (folder) => {
    const file = path.join(folder, 'study.json');
    const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
    writeFileSync(file, JSON.stringify([entry]));
    mkdirSync(path.join(folder, 'bin'));
    const env = { ...process.env, PATH: path.join(folder, 'bin') };
    const out = path.join(folder, 'out');
    const started = startIn(env, 'study', file, '--out', out, '--backend', 'wasm', ...words);
    const { code, stdout, stderr } = await started.outcome;
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    use(stderr, out);
  });
}

for (const [words, message] of [
  [
    ['--engine', 'slurm'],
    /^apebench: there is no 'scontrol' on this machine: --engine slurm wants the commands of Slurm/,
  ],
  [['--engine', 'slrum'], /unknown --engine 'slrum'; did you mean 'slurm'\?/],
  [['--engine', 'slurm', '--threads', '2'], /--threads can't stand beside --engine/],
  [['--engine', 'slurm', '--parallel', '2'], /--parallel can't stand beside --engine/],
  [['--engine', 'slurm', '--overwrite'], /--overwrite can't stand beside --engine: .* remove it/],
  [['--engine', 'slurm', '--engine-option', 'p=main'], /wants NAME=VALUE, the name in full/],
  [['--engine', 'slurm', '--engine-option', 'wrap=x'], /the engine sets sbatch's --wrap itself/],
  [['--engine-option', 'partition=main'], /--engine-option is for --engine slurm and --engine-/],
  [['--engine-script', 'paralel'], /unknown --engine-script 'paralel'; did you mean 'parallel'\?/],
  [['--engine-script', 'kubernetes'], /wants --engine-option image=IMAGE/],
  [
    ['--engine-script', 'parallel', '--engine', 'slurm'],
    /--engine-script can't stand beside --engine/,
  ],
] as const) {
  test(`study ${words.join(' ')} is refused`, () =>
    study(words, (told, out) => {
      assert.match(told, message);
      assert.ok(!existsSync(path.join(out, 'raw')));
    }));
}
