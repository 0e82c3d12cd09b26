/** The library inside other programs, and beside packages that are not whole: it works on WASM. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { SMALL, set } from './apebench.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'apebench-embedded-'));
const installed = path.join(folder, 'apebench');
const packages = path.join(installed, 'node_modules');
const webgpu = path.join(packages, 'webgpu');

const node = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });

before(() => {
  mkdirSync(packages, { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(installed, 'package.json'));
  for (const file of readdirSync(path.join(root, 'dist'), { withFileTypes: true })) {
    if (!file.isFile() || file.name.endsWith('.map')) continue;
    cpSync(path.join(root, 'dist', file.name), path.join(installed, 'dist', file.name));
  }
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    if (name.startsWith('.') || name === 'webgpu') continue;
    symlinkSync(path.join(root, 'node_modules', name), path.join(packages, name));
  }
});
after(() => rmSync(folder, { recursive: true }));

const RUN = ['run', '--scenario', 'diff_adv', '--net', 'Pure;3', ...set(SMALL)];
const cli = path.join(installed, 'dist', 'cli.js');

/** Of the package there is a part. */
const WHOLE = /the npm package webgpu, whole \(.*\), which brings Dawn$/m;

/** What may be wrong with the package that brings Dawn: its files, how that is told, and the cure. */
const BROKEN: Record<string, [files: Record<string, string> | null, why: RegExp, cure?: RegExp]> = {
  absent: [null, /the optional npm package webgpu is not installed/, /npm install webgpu, which/],
  'without its binary': [{ 'index.js': "import '/no/such/linux-x64.dawn.node';" }, /dawn\.node/],
  'that cannot be loaded': [
    { 'index.js': "throw new Error('GLIBC_9 not found');" },
    /GLIBC_9 not found/,
  ],
  'of another form': [{ 'index.js': 'export const made = 1;' }, /create/],
  'that kills its process': [
    { 'index.js': 'export const create = () => process.abort();' },
    /it dies of SIGABRT|it ends its process, with exit code \d+/,
  ],
  'that ends its process': [
    { 'index.js': 'export const create = () => process.exit(3);' },
    /it ends its process, with exit code 3/,
  ],
  'that throws null': [
    { 'index.js': 'export const create = () => { throw null; };' },
    /it throws null/,
  ],
  'that cannot look for adapters': [
    { 'index.js': 'export const create = () => ({ requestAdapter: () => Promise.reject(5) });' },
    /it ends its process, with exit code 1/,
  ],
};

for (const [what, [files, why, cure = WHOLE]] of Object.entries(BROKEN)) {
  test(`a package webgpu ${what}`, () => {
    rmSync(webgpu, { recursive: true, force: true });
    if (files !== null) {
      mkdirSync(webgpu);
      const manifest = JSON.stringify({ name: 'webgpu', type: 'module', exports: './index.js' });
      writeFileSync(path.join(webgpu, 'package.json'), manifest);
      for (const [name, text] of Object.entries(files))
        writeFileSync(path.join(webgpu, name), text);
    }
    const out = path.join(folder, what);
    const run = node([cli, ...RUN, '--out', out]);
    assert.equal(run.status, 0, run.stderr);
    const said = /^ {2}on wasm simd: there is no GPU to be had: (.*)$/m.exec(run.stderr)?.[1];
    assert.match(said ?? run.stderr, why);
    const doctor = node([cli, 'doctor']);
    assert.equal(doctor.status, 0, doctor.stderr);
    assert.match(doctor.stdout, /^- for --backend webgpu: /m);
    assert.match(doctor.stdout, cure);
    if (cure === WHOLE) assert.match(doctor.stdout, why);
    const insists = node([cli, ...RUN, '--out', `${out}-gpu`, '--backend', 'webgpu']);
    assert.equal(insists.status, 2);
    assert.match(insists.stderr, /^apebench: there is no GPU adapter; for --backend webgpu: .*\n$/);
    for (const text of [run.stderr, doctor.stdout, insists.stderr]) {
      assert.doesNotMatch(text, /driver|libvulkan|\n +at /i);
    }
  });
}

test('a program that has Node inside and another name is told to take Node', () => {
  const program = path.join(
    folder,
    process.platform === 'win32' ? 'application.exe' : 'application',
  );
  cpSync(process.execPath, program);
  const { stdout, status } = spawnSync(program, [cli, 'doctor'], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /^- for --backend webgpu: take Node \(.*application.* is no Node, which /m);
  assert.doesNotMatch(stdout, /npm package webgpu/);
});

const PROGRAM = `
const result = await runExperiment(
  { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...${JSON.stringify(SMALL)} },
  { backend: 'wasm' },
);
console.log(result.table.numRows);
`;

test('a program given to node as text', () => {
  const code = `import { runExperiment } from '${path.join(installed, 'dist/index.js')}';${PROGRAM}`;
  const { status, stdout, stderr } = node(['--input-type=module', '--eval', code]);
  assert.deepEqual([status, stdout], [0, '1\n'], stderr);
});

test('options that Node is started with', () => {
  for (const option of ['--disable-proto=throw', '--disable-proto=delete', '--frozen-intrinsics']) {
    const words = [option, '--no-warnings', cli, ...RUN, '--backend', 'wasm', '--quiet'];
    const { status, stderr } = node([...words, '--out', path.join(folder, option)]);
    assert.deepEqual([status, stderr], [0, ''], option);
  }
});

test('what Node’s permission model lacks is named', () => {
  const all = ['--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker'];
  for (const [missing, given] of [
    ['--allow-fs-write', all.slice(0, 1)],
    ['--allow-worker', all.slice(0, 2)],
    [undefined, all],
  ] as const) {
    const model = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const out = path.join(folder, `permitted-${missing}`);
    const words = [model, ...given, '--no-warnings', cli, ...RUN, '--backend', 'wasm'];
    const { status, stderr } = node([...words, '--threads', '2', '--quiet', '--out', out]);
    const named = `: Node's permission model does not allow it; ${missing} is missing`;
    if (missing === undefined) assert.deepEqual([status, stderr], [0, '']);
    else assert.ok(status === 2 && stderr.includes(named), stderr);
  }
});

test('relaxed SIMD, and doctor, say nothing of flags of the engine', () => {
  for (const words of [[...RUN, '--relaxed-simd', '--quiet'], ['doctor']]) {
    const { status, stderr } = node([cli, ...words]);
    assert.deepEqual([status, stderr], [0, '']);
  }
});

test('a CommonJS bundle works where it is told where the files are', async () => {
  const program = path.join(folder, 'program.mjs');
  const bundle = path.join(folder, 'bundle.cjs');
  writeFileSync(
    program,
    `import { configure, runExperiment } from '${path.join(installed, 'dist/index.js')}';
    async function main() {
      if (process.argv[2]) configure({ assets: process.argv[2] });
      ${PROGRAM}
    }
    main().catch((error) => console.log(String(error)));`,
  );
  await build({
    ...{ entryPoints: [program], bundle: true, platform: 'node', format: 'cjs' },
    ...{ outfile: bundle, external: ['webgpu'], logLevel: 'error' },
  });
  assert.match(readFileSync(bundle, 'utf8'), /require\("node:fs/);
  const dist = path.join(installed, 'dist');
  for (const assets of [dist, `file://${dist}`, `file://${dist}/`]) {
    const { stdout, stderr } = node([bundle, assets]);
    assert.equal(stdout, '1\n', stderr);
  }
  const lost = node([bundle]).stdout;
  assert.match(
    lost,
    /^UserError: a CommonJS bundle does not know where .* configure\(\{ assets: .*\n$/,
  );
  assert.match(
    node([bundle, './dist']).stdout,
    /^UserError: configure\(\{ assets \}\): '\.\/dist' is/,
  );
});
