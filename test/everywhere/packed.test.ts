/**
 * Deno and Bun run the package as it is packed, in a folder that holds nothing else: the command
 * line, with threads and with processes of its own, and README's commands, to the bits of Node.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
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
import { blocksOf } from '../docs/blocks.js';
import { enginesHere } from './engines.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SIZES = {
  num_points: 32,
  num_train_samples: 3,
  train_temporal_horizon: 6,
  num_test_samples: 2,
  test_temporal_horizon: 8,
  batch_size: 5,
  optim_config: 'adam;40;constant;3e-3',
};
const TINY = {
  scenario: 'diff_adv',
  net: 'Conv;4;2;relu',
  task: 'predict',
  train: 'one',
  start_seed: 0,
  num_seeds: 1,
  ...SIZES,
};
const STUDY = [TINY, { ...TINY, net: 'FNO;4;4;2;gelu', num_seeds: 2 }];

const user = mkdtempSync(path.join(tmpdir(), 'apebench-engines-'));
const installed = path.join(user, 'node_modules', 'apebench');

function saidBy(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [program, ...rest] = words;
  const { status, stdout, stderr, error } = spawnSync(program!, rest, {
    cwd: user,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  assert.equal(status, 0, `${words.join(' ')}\n${stdout}${stderr}`);
  return { stdout, stderr };
}

const run = (words: readonly string[]): string => saidBy(words).stdout;

before(() => {
  const { version, dependencies } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  run(['npm', 'pack', root, '--ignore-scripts', '--silent', '--offline']);
  mkdirSync(installed, { recursive: true });
  run(['tar', '-xzf', `apebench-${version}.tgz`, '-C', installed, '--strip-components=1']);
  for (const name of Object.keys(dependencies)) {
    const at = path.join(user, 'node_modules', name);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), at, 'dir');
  }
  const manifest = { private: true, dependencies: { apebench: version } };
  writeFileSync(path.join(user, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(user, 'study.json'), JSON.stringify(STUDY));
});
after(() => rmSync(user, { recursive: true, force: true }));

/** Tables and weights that lie in a folder of results. */
function filesOf(folder: string): Record<string, string> {
  const read = (part: string) =>
    readdirSync(path.join(user, folder, part))
      .filter((name) => /\.(csv|safetensors)$/.test(name))
      .map((name) => [name, readFileSync(path.join(user, folder, part, name), 'base64')]);
  return Object.fromEntries([...read('raw'), ...read('network_weights')]);
}

/** README's first commands of the package: a run, and its report. */
const README = blocksOf('README.md')
  .find(({ mark }) => mark.kind === 'small')!
  .code.trim()
  .split('\n')
  .map((line) => line.replace('npx apebench ', ''));
const IN_SMALL = Object.entries(SIZES)
  .map(([key, value]) => `--set '${key}=${value}'`)
  .join(' ');

/** Does what README begins with; the files that come of it, and what the run says of its place. */
function doReadme(words: readonly string[], place: string) {
  const inShell = (line: string) => saidBy(['bash', '-euc', `"$@" ${line}`, 'bash', ...words]);
  const [first, report] = README;
  const { stderr } = inShell(`${first} ${IN_SMALL} ${place}`);
  inShell(report!);
  const files = filesOf('results');
  const isReported = existsSync(path.join(user, 'results', 'report', 'index.html'));
  rmSync(path.join(user, 'results'), { recursive: true });
  return { files, isReported, stderr };
}

/** How each starts a package that stands in node_modules, and where it finds a GPU. */
const STARTS = {
  Deno: { start: ['run', '-A', 'npm:apebench'], gpu: /^for --backend webgpu: .*--unstable-webgpu/ },
  Bun: {
    start: ['x', '--bun', 'apebench'],
    gpu: /^for --backend webgpu: Bun has no WebGPU; take Node, or deno run --unstable-webgpu/,
  },
};

interface Finding {
  what: string;
  ok: boolean;
  advice?: string;
  adapter?: object;
}

for (const [name, { start, gpu }] of Object.entries(STARTS)) {
  const engine = enginesHere().find((one) => one.name === name);
  const skip = engine === undefined && `${name} is not here: npm run test:everywhere fetches it`;
  test(`${name} runs a study of the packed package to the bits of Node`, { skip }, () => {
    const words = [engine!.words[0]!, ...start];
    const line = [
      'study',
      'study.json',
      '--parallel',
      '2',
      '--quiet',
      '--backend',
      'wasm',
      '--out',
    ];
    run([...words, ...line, name]);
    run([process.execPath, path.join(installed, 'dist', 'cli.js'), ...line, 'Node']);
    const files = filesOf(name);
    assert.equal(Object.keys(files).length, 4);
    assert.deepEqual(files, filesOf('Node'));
    assert.match(run([...words, 'verify', name, '--rerun', '1']), /1 of 1 made again agree/);
  });

  test(`${name} runs the commands of README to the bits of Node`, { skip }, () => {
    const words = [engine!.words[0]!, ...start];
    // Deno may take a GPU of this machine.
    const got = doReadme(words, name === 'Bun' ? '' : '--backend wasm');
    const node = [process.execPath, path.join(installed, 'dist', 'cli.js')];
    const expected = doReadme(node, '--backend wasm');
    assert.equal(Object.keys(got.files).length, 2);
    assert.deepEqual(got.files, expected.files);
    assert.ok(got.isReported && expected.isReported);
    if (name === 'Bun')
      assert.match(got.stderr, /on wasm.*: there is no GPU to be had: Bun has no WebGPU$/m);
  });

  test(`${name} says what it is, and what to do for a GPU`, { skip }, () => {
    const words = [engine!.words[0]!, ...start, 'doctor', '--json'];
    const noDriver = path.join(user, 'no-driver.json');
    const { stdout } = saidBy(words, { VK_DRIVER_FILES: noDriver, VK_ICD_FILENAMES: noDriver });
    const found: Finding[] = JSON.parse(stdout);
    assert.ok(found.some(({ what, ok }) => what === name && ok));
    const { adapter, advice } = found.find(({ what }) => what === 'GPU')!;
    // Newer versions of Deno find one without the flag, and without Vulkan.
    if (name === 'Bun' || adapter === undefined) assert.match(advice ?? '', gpu);
  });
}
