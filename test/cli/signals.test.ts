/** Runs that are told to end: their exit codes, and that no work is lost without a word. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { cli, inFolder, SMALL, set, start } from './apebench.js';

/** The words of a run that lasts for minutes. */
const long = (out: string) => [
  ...['run', '--scenario', 'diff_adv', '--net', 'Conv;26;4;relu', '--backend', 'wasm'],
  ...['--out', out, ...set({ ...SMALL, optim_config: 'adam;100000;constant;1e-3' })],
];

const filesIn = (out: string) =>
  readdirSync(path.join(out, 'raw')).map((file) => path.extname(file));

for (const [signal, exitCode] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} stops a run as Ctrl-C does, with exit code ${exitCode}`, () =>
    inFolder(async (out) => {
      const stopped = start(...long(out));
      await stopped.says(' updates, loss ');
      stopped.kill(signal);
      const { code, stderr } = await stopped.outcome;
      assert.equal(code, exitCode, stderr);
      assert.match(stderr, /Stopped\. The same command goes on where this one was\.\n$/);
      assert.deepEqual(filesIn(out), ['.checkpoint']);
    }));
}

test('a run goes on and saves its checkpoint where who reads its progress goes away', () =>
  inFolder(async (out) => {
    const child = spawn(process.execPath, [cli, ...long(out)]);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    while (!stderr.includes(' updates, loss ')) await once(child.stderr, 'data');
    child.stderr.destroy();
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 130);
    assert.deepEqual(filesIn(out), ['.checkpoint']);
  }));

for (const command of ['list scenarios', 'run --scenario diff_adv', 'scrape --scenario diff_adv']) {
  test(`a signal before the work of ${command} is told`, () =>
    inFolder(async (folder) => {
      const plugin = path.join(folder, 'plugin.mjs');
      // Plugins are loaded before a command begins.
      const text = `process.stderr.write('loading'); await new Promise((go) => setTimeout(go, 60000));`;
      writeFileSync(plugin, text);
      const stopped = start(...command.split(' '), '--plugin', plugin);
      await stopped.says('loading');
      stopped.kill('SIGTERM');
      const { code, stderr } = await stopped.outcome;
      assert.deepEqual([code, stderr], [143, 'loadingStopped.\n']);
    }));
}

const noFull = !existsSync('/dev/full') && 'there is no /dev/full';

test('a run goes on where its log is full, and the exit code says so', { skip: noFull }, () =>
  inFolder(async (out) => {
    const full = openSync('/dev/full', 'w');
    const small = ['--scenario', 'diff_adv', '--net', 'Pure;3', '--backend', 'wasm', ...set(SMALL)];
    const run = () => {
      const words = [cli, 'run', ...small, '--out', out];
      return spawnSync(process.execPath, words, {
        stdio: ['ignore', 'pipe', full],
        encoding: 'utf8',
      });
    };
    try {
      const { status, stdout } = run();
      assert.match(stdout, /1 trained, 0 skipped/);
      assert.equal(status, 1);
      assert.match(run().stdout, /0 trained, 1 skipped/);
    } finally {
      closeSync(full);
    }
  }),
);

const noShell = process.platform === 'win32' && 'it limits the size of files by a shell';

test('a checkpoint that cannot be written is told when a run is stopped', { skip: noShell }, () =>
  inFolder(async (out) => {
    const words = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, cli, ...long(out)];
    const child = spawn('sh', words);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    while (!stderr.includes(' updates, loss ')) await once(child.stderr, 'data');
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /\napebench: the checkpoint could not be written, .* is lost: cannot write '.*': it is larger than files may be here \(`ulimit -f`\)\n$/,
    );
    assert.doesNotMatch(stderr, /goes on/);
    assert.deepEqual(filesIn(out), []);
  }),
);
