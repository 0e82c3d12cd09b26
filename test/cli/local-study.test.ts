/** Studies on this machine: what fails, what is killed, what is stopped, and what is told of it. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { childrenOf, gone, noProc } from '../kills/processes.js';
import { apebench, inFolder, SMALL, start } from './apebench.js';

const ENTRY = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
/** Data that is not finite is found when it is made. */
const BAD = { ...ENTRY, ic_config: 'fourier;0;true;true' };
const LONG = { ...ENTRY, net: 'Conv;26;4;relu', optim_config: 'adam;100000;constant;1e-3' };

function studyFile(folder: string, entries: readonly object[]): string {
  const file = path.join(folder, 'study.json');
  writeFileSync(file, JSON.stringify(entries));
  return file;
}

const words = (folder: string, entries: readonly object[], ...more: string[]) => [
  ...['study', studyFile(folder, entries), '--out', path.join(folder, 'out')],
  ...['--backend', 'wasm', ...more],
];

const status = async (folder: string) => {
  const { code, stdout, stderr } = await apebench(
    ...['study', 'status', path.join(folder, 'out'), '--json'],
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};

test('an experiment that fails stops no other, is named, and tried again where asked for', () =>
  inFolder(async (folder) => {
    const study = words(folder, [BAD, ENTRY, { ...ENTRY, start_seed: 1 }]);
    const first = await apebench(...study, '--json');
    assert.equal(first.code, 1, first.stderr);
    const { trained, failed } = JSON.parse(first.stdout);
    assert.deepEqual([trained, failed.length, failed[0].exitCode], [2, 1, 2]);
    assert.match(failed[0].error, /not finite/);
    assert.match(first.stderr, /1 experiment failed; the same command with --retry-failed tries/);
    const file = path.join(folder, 'out/failed', `${failed[0].name}.json`);
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual([kept.error, kept.exitCode], [failed[0].error, 2]);

    const [studied] = await status(folder);
    const counts = ['done', 'running', 'failed', 'missing'].map((kind) => studied[kind].length);
    assert.deepEqual(counts, [2, 0, 1, 0]);
    const shown = await apebench('study', 'status', path.join(folder, 'out'));
    assert.match(
      shown.stdout,
      / 2 +0 +1 +0 +3 +diff_adv\nFailed .*:\n {2}diff_adv__.*ic_config.*:\n.* not finite/,
    );

    const second = await apebench(...study);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /Left alone, it failed before:\n {2}diff_adv__.*ic_config/);
    assert.match(second.stdout, /2 experiments: 0 trained, 2 skipped/);
    const third = await apebench(...study, '--retry-failed');
    assert.equal(third.code, 1);
    assert.match(third.stderr, /Failed:\n {2}diff_adv__.*ic_config.*\n {2}.*not finite/);
    assert.notEqual(JSON.parse(readFileSync(file, 'utf8')).finished, kept.finished);
  }));

test('a study has one manifest, whatever is done; what auto means is said, each seed may be one', () =>
  inFolder(async (folder) => {
    const file = studyFile(folder, [{ ...ENTRY, num_seeds: 2 }]);
    const out = path.join(folder, 'out');
    const study = ['study', file, '--out', out, '--split-seeds'];
    const first = await apebench(...study);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /2 experiments: 2 trained/);
    // On a machine with a GPU it is that.
    assert.match(first.stderr, /^auto means (wasm|gpu), since .+: 2 experiments$/m);
    const second = await apebench(...study);
    assert.doesNotMatch(second.stderr, /auto means/);
    assert.match(second.stdout, /2 experiments: 0 trained, 2 skipped/);
    assert.equal(readdirSync(path.join(out, 'manifests')).length, 1);
    assert.equal((await status(folder)).length, 1);
  }));

test('a process of a study that is killed costs no result', { skip: noProc }, () =>
  inFolder(async (folder) => {
    const entries = [0, 1].map((start_seed) => ({
      ...LONG,
      start_seed,
      optim_config: 'adam;3000;constant;1e-3',
    }));
    const study = start(...words(folder, entries, '--threads', '1', '--parallel', '2'));
    await study.says(' updates, loss ');
    const [child] = await childrenOf(study.pid, 2);
    process.kill(child!, 'SIGKILL');
    const { code, stdout, stderr } = await study.outcome;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /its process was killed by SIGKILL.*: it is tried once more/);
    assert.match(stdout, /2 experiments: 2 trained/);
    assert.deepEqual(readdirSync(path.join(folder, 'out/raw')).length, 4);
  }),
);

const parallel = ['--threads', '1', '--parallel', '2'];

/** A terminal sends its signal to all of them; others send it to the study. */
for (const [told, signal, code] of [
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
  ['SIGKILL', 'SIGKILL', null],
] as const) {
  test(
    `after ${told} all processes of a study end, and it goes on where it was`,
    { skip: noProc },
    () =>
      inFolder(async (folder) => {
        const entries = [LONG, { ...LONG, net: 'Conv;25;4;relu' }];
        const study = start(...words(folder, entries, ...parallel));
        for (const { net } of entries) await study.says(`left: diff_adv ${net} one`);
        const children = await childrenOf(study.pid, 2);
        if (told === 'Ctrl-C') for (const child of children) process.kill(child, signal);
        study.kill(signal);
        const ended = await study.outcome;
        assert.equal(ended.code, code, ended.stderr);
        if (signal !== 'SIGKILL') assert.match(ended.stderr, /Stopped\. The same command goes on/);
        await gone(children);
        const raw = path.join(folder, 'out/raw');
        assert.deepEqual(
          readdirSync(raw).map((file) => path.extname(file)),
          ['.checkpoint', '.checkpoint'],
        );
        const [studied] = await status(folder);
        assert.deepEqual([studied.running.length, studied.missing.length], [2, 0]);
        assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), ['manifests', 'raw']);
      }),
  );
}

test('status --watch looks again until it is stopped', () =>
  inFolder(async (folder) => {
    const study = start(...words(folder, [LONG], ...parallel));
    await study.says(' updates, loss ');
    const watch = start('study', 'status', path.join(folder, 'out'), '--watch');
    while (watch.printed() === '') await later(100);
    watch.kill('SIGINT');
    const ended = await watch.outcome;
    assert.deepEqual([ended.code, ended.stderr], [130, 'Stopped.\n']);
    assert.match(ended.stdout, /^manifest +done +running +failed +missing +all +study\n/);
    study.kill('SIGINT');
    await study.outcome;
  }));

test('status --watch waits for a study, and tells several apart', () =>
  inFolder(async (folder) => {
    const watch = start('study', 'status', path.join(folder, 'out'), '--watch');
    await watch.says('has no study in it yet');
    const runs = [[], ['--precision', 'f64']].map((more) => words(folder, [ENTRY], ...more));
    for (const run of runs) assert.equal((await start(...run).outcome).code, 0);
    const ended = await watch.outcome;
    assert.equal(ended.code, 0);
    const { stdout } = await start('study', 'status', path.join(folder, 'out')).outcome;
    const told = stdout
      .split('\n')
      .slice(1, 3)
      .map((row) => /1 +(diff_adv.*)$/.exec(row)?.[1]);
    assert.deepEqual(told.sort(), ['diff_adv; precision f32', 'diff_adv; precision f64']);
  }));

for (const [more, says] of [
  [['study', 'FILE', '--parallel', '0'], /--parallel must be a whole number, at least 1, not '0'/],
  [
    ['study', 'FILE', '--checkpoint-seconds', '-1'],
    /--checkpoint-seconds must be .* 0 or more, not/,
  ],
  [['study', 'FILE', '--checkpoint-seconds', 'often'], /--checkpoint-seconds must be/],
  [['study', 'FILE', '--retry-faild'], /did you mean '--retry-failed'/],
  [['study', 'status', 'OUT'], /has no study in it: `apebench study FILE --out/],
  [['study', 'status'], /study status wants <dir>/],
  [['study', 'status', 'OUT', 'OUT'], /is one word too many/],
  [['study', 'status', 'OUT', '--wacth'], /did you mean '--watch'/],
] as const) {
  test(`${more.join(' ')} is refused`, () =>
    inFolder(async (folder) => {
      const places: Record<string, string> = {
        FILE: studyFile(folder, [ENTRY]),
        OUT: path.join(folder, 'out'),
      };
      const { code, stderr } = await apebench(...more.map((word) => places[word] ?? word));
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.deepEqual(readdirSync(folder), ['study.json']);
    }));
}
