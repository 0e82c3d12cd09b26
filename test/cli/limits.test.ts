/** Processes that may not have all that they want: one clear message each, and exit code 2. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inFolder, SMALL, set } from './apebench.js';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const RUN = [
  'run',
  '--scenario',
  'diff_adv',
  '--net',
  'Pure;3',
  '--backend',
  'wasm',
  ...set(SMALL),
];

/** What stderr holds after a command in a shell with these limits. */
function limited(limits: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const script = `ulimit -c 0; ${limits}; exec "$@"`;
  const { status, signal, stdout, stderr } = spawnSync(
    'bash',
    ['-c', script, 'bash', process.execPath, ...words],
    { encoding: 'utf8', env: { ...process.env, ...env } },
  );
  return { status, signal, stdout, stderr };
}

const noShell = !existsSync('/bin/bash') && 'there is no bash, whose ulimit sets the limits';
const notLinux = (noShell || process.platform !== 'linux') && 'limits are told by Linux alone';

/** Too few addresses for the core, for a second thread, for the memory that threads share. */
for (const [kB, what] of [
  [4_000_000, "WebAssembly's memory: `ulimit -v` is 4,000,000 kB"],
  [12_700_000, '2 threads: `ulimit -v` is 12,700,000 kB'],
  [20_000_000, "WebAssembly's memory: `ulimit -v` is 20,000,000 kB"],
] as const) {
  test(`addresses are limited to ${kB} kB`, { skip: notLinux }, () =>
    inFolder(async (out) => {
      const words = [cli, ...RUN, '--threads', '2', '--quiet', '--out', path.join(out, 'out')];
      const { status, stderr } = limited(`ulimit -v ${kB}`, words);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(stderr.startsWith(`apebench: no addresses are left for ${what}; `), stderr);
      assert.match(stderr, /--disable-wasm-trap-handler/);
      assert.equal(status, 2);
    }),
  );
}

test('what the message about addresses advises helps', { skip: notLinux }, () =>
  inFolder(async (out) => {
    const words = [cli, ...RUN, '--threads', '1', '--quiet', '--out', path.join(out, 'out')];
    const env = { NODE_OPTIONS: '--disable-wasm-trap-handler' };
    const { status, stderr } = limited('ulimit -v 8000000', words, env);
    assert.equal(status, 0, stderr);
  }),
);

test('files are limited to less than a result takes', { skip: noShell }, () =>
  inFolder(async (out) => {
    const folder = path.join(out, 'out');
    const { status, signal, stderr } = limited('ulimit -f 1', [
      cli,
      ...RUN,
      '--out',
      folder,
      '--quiet',
    ]);
    // The input is right: with more room the same command succeeds.
    assert.deepEqual([status, signal], [1, null], stderr);
    assert.match(
      stderr,
      /^apebench: cannot write '.*': it is larger than files may be here \(`ulimit -f`\) \(see docs\/troubleshooting\.md#files-and-folders\)\n$/,
    );
  }),
);

test('an engine without WebAssembly', () => {
  const jitless = (...words: string[]) => {
    const all = ['--jitless', cli, ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
    return { status, stdout, stderr: stderr.replace(/^Warning: disabling flag.*\n/, '') };
  };
  const run = jitless(...RUN);
  assert.match(run.stderr, /^apebench: this engine has no WebAssembly, .* without --jitless\)\n$/);
  assert.equal(run.status, 2);
  const doctor = jitless('doctor');
  assert.equal(doctor.status, 1, doctor.stderr);
  assert.match(doctor.stdout, /! WebAssembly SIMD +no\n/);
  assert.match(doctor.stdout, /without --jitless/);
});
