/**
 * `--backend webgpu` and `--backend auto` as a user types them: numbers, choices, and what lands on
 * stderr.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readNpy, writeNpy } from '../../src/npy.js';
import { Table } from '../../src/tables/table.js';
import { relativeError } from '../golden/goldens.js';
import { adapterOrReason } from '../parity/gpu.js';
import { apebench, inFolder, SMALL, set, start, startIn } from './apebench.js';

const { adapter, skip } = await adapterOrReason();

const UPDATES = 50;
const COMMON = {
  num_train_samples: 3,
  train_temporal_horizon: 6,
  num_test_samples: 1,
  test_temporal_horizon: 2,
  batch_size: 4,
  optim_config: `adam;${UPDATES};constant;1e-3`,
  record_loss_every: 1,
};
const LINE = { ...COMMON, num_points: 32 };
const PLANE = { ...COMMON, num_spatial_dims: 2, num_points: 16 };

const RUNS: [scenario: string, net: string, train: string, attributes: object][] = [
  ['diff_adv', 'Conv;6;2;relu', 'one', LINE],
  ['diff_adv', 'FNO;6;6;2;gelu', 'one', LINE],
  ['diff_adv', 'Conv;4;1;tanh', 'one', PLANE],
  ['diff_adv', 'FNO;4;4;1;gelu', 'one', PLANE],
  ['diff_burgers', 'Conv;6;2;relu', 'sup;2', LINE],
];

/** Loaded before apebench, has its GPU device go away in mid-run. */
const LOSING_GPU = `
  import { globals } from ${JSON.stringify(import.meta.resolve('webgpu'))};
  const { GPUAdapter, GPUQueue } = globals;
  const { requestDevice } = GPUAdapter.prototype;
  const { submit } = GPUQueue.prototype;
  let device;
  let submits = 0;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    device = await requestDevice.apply(this, args);
    return device;
  };
  GPUQueue.prototype.submit = function (...args) {
    submit.apply(this, args);
    if (++submits === 20) device.destroy();
  };
`;

/**
 * Of the losses of the first 50 updates: float32's rounding, 6e-8, grows as parameters drift apart,
 * through Adam's division.
 */
const TOLERANCE = 1e-4;

/** What `run` leaves of a run of one seed, once it has ended well and without a word of its own. */
async function losses(backend: string, words: readonly string[]) {
  return inFolder(async (out) => {
    const all = ['run', ...words, '--backend', backend, '--out', out, '--quiet', '--json'];
    const { code, stderr, stdout } = await apebench(...all);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const read = (...names: string[]) => readFileSync(path.join(out, ...names), 'utf8');
    const info = JSON.parse(read('raw', `${JSON.parse(stdout).names[0]}.json`));
    assert.equal(info.backend, backend);
    return Table.fromCsv(read('train_loss.csv')).numbers('train_loss');
  });
}

/** Where no driver is to be found. */
const BARE = { ...process.env, VK_DRIVER_FILES: '/nowhere', VK_ICD_FILENAMES: '/nowhere' };
const onLinux = { skip: process.platform !== 'linux' && 'only there variables hide the drivers' };

describe(`the command line on WebGPU (${adapter})`, { skip }, () => {
  for (const [scenario, net, train, attributes] of RUNS) {
    const words = ['--scenario', scenario, '--net', net, '--train', train];
    const dims = 'num_spatial_dims' in attributes ? 'in a plane' : 'on a line';
    test(`${scenario} ${net} ${train} ${dims}: 50 losses as on WASM`, async () => {
      const all = [...words, ...set(attributes as Record<string, unknown>)];
      const [gpu, wasm] = [await losses('webgpu', all), await losses('wasm', all)];
      assert.equal(gpu.length, UPDATES);
      const errors = Array.from(gpu, (loss, i) => Math.abs(loss / wasm[i]! - 1));
      assert.ok(Math.max(...errors) <= TOLERANCE, String(errors));
    });
  }

  test('predict rolls out as on WASM', () =>
    inFolder(async (folder) => {
      const at = (name: string) => path.join(folder, name);
      const net = ['--net', 'Conv;3;1;tanh', '--points', '16'];
      await apebench('inspect', ...net, '--seed', '7', '--weights-out', at('w.st'));
      const data = Float32Array.from({ length: 32 }, (_, i) => (i % 5) / 5);
      writeFileSync(at('ic.npy'), writeNpy({ shape: [2, 1, 16], data }));
      const files = ['--weights', at('w.st'), '--input', at('ic.npy'), '--steps', '3'];
      const rollouts = ['webgpu', 'wasm'].map(async (backend) => {
        const words = [...files, ...net, '--backend', backend, '--out', at(`${backend}.npy`)];
        const { code, stderr } = await apebench('predict', ...words);
        assert.deepEqual([code, stderr], [0, '']);
        return Float64Array.from(readNpy(readFileSync(at(`${backend}.npy`))).data);
      });
      const [gpu, wasm] = await Promise.all(rollouts);
      // Three steps of two layers of sums of nine products of numbers up to 1: some twenty
      // roundings of 6e-8.
      assert.ok(relativeError(gpu!, wasm!) < 2e-6);
    }));

  test('scrape makes the data of WASM, warm-up included', () =>
    inFolder(async (folder) => {
      const small = { ...SMALL, num_warmup_steps: 3 };
      const made = ['webgpu', 'wasm'].map(async (backend) => {
        const out = ['--name', backend, '--out', folder, '--backend', backend, '--quiet'];
        const words = ['scrape', '--scenario', 'diff_burgers', ...set(small), ...out];
        const { code, stderr } = await apebench(...words);
        assert.deepEqual([code, stderr], [0, '']);
        const file = readFileSync(path.join(folder, `${backend}_train.npy`));
        return Float64Array.from(readNpy(file).data);
      });
      const [gpu, wasm] = await Promise.all(made);
      assert.ok(relativeError(gpu!, wasm!) < 2e-5);
    }));

  test('doctor lists the adapter with its limits, in an environment without a desktop', async () => {
    const { XDG_RUNTIME_DIR: _, ...env } = process.env;
    const { code, stdout, stderr } = await startIn(env, 'doctor').outcome;
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(stdout.includes(adapter), stdout);
    assert.match(stdout, /[\d,]{9,} bytes in one buffer, \d+ buffers for a kernel, /);
    const json = JSON.parse((await apebench('doctor', '--json')).stdout);
    const found = json.filter(({ what }: { what: string }) => what === 'GPU');
    assert.ok(found[0].adapter.limits.maxStorageBufferBindingSize >= 2 ** 27);
    assert.ok(Array.isArray(found[0].adapter.features));
  });

  test(
    'a run that is stopped goes on where there is no GPU, as one of a GPU, and is marked',
    onLinux,
    () =>
      inFolder(async (out) => {
        const words = ['run', '--scenario', 'diff_adv', '--net', 'Conv;2;1;relu', '--out', out];
        words.push(...set({ ...SMALL, optim_config: 'adam;20000;constant;1e-3' }), '--json');
        const stopped = start(...words, '--backend', 'webgpu');
        await stopped.says(' updates, loss ');
        stopped.kill('SIGINT');
        const { code, stderr } = await stopped.outcome;
        assert.equal(code, 130, stderr);
        const again = await startIn(BARE, ...words, '--threads', '1').outcome;
        assert.equal(again.code, 0, again.stderr);
        const [name] = JSON.parse(again.stdout).names;
        const record = JSON.parse(readFileSync(path.join(out, 'raw', `${name}.json`), 'utf8'));
        const { marks, place, backend } = record;
        assert.deepEqual([place, backend], ['gpu', 'wasm']);
        const [{ update, on, why }] = marks.moves;
        assert.ok(update >= 1 && update < 20_000, update);
        assert.deepEqual([on, why], ['wasm simd', 'it was stopped, and went on here']);
      }),
  );

  test('a device that is lost is one line, exit code 1, and nothing half-written', () =>
    inFolder(async (out) => {
      const preload = path.join(out, 'losing-gpu.mjs');
      writeFileSync(preload, LOSING_GPU);
      const env = { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(preload)}` };
      const words = ['run', '--scenario', 'diff_adv', '--net', 'Conv;2;1;relu'];
      words.push(...set({ ...SMALL, optim_config: 'adam;3000;constant;1e-3' }));
      words.push('--backend', 'webgpu', '--quiet', '--out', out);
      const { code, stdout, stderr } = await startIn(env, ...words).outcome;
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^apebench: the GPU was lost: [^\n]+\n$/);
      assert.deepEqual(readdirSync(out), ['losing-gpu.mjs']);
    }));
});

const small = ['run', '--scenario', 'diff_adv', '--net', 'Conv;2;1;relu', ...set(SMALL)];

test(
  'without a driver auto says that it takes WASM, and why, and stderr holds nothing else',
  onLinux,
  () =>
    inFolder(async (out) => {
      const { code, stderr } = await startIn(BARE, ...small, '--out', out).outcome;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^ {2}on wasm simd: there is no GPU$/m);
      const files = readdirSync(path.join(out, 'raw')).filter((name) => name.endsWith('.json'));
      const info = JSON.parse(readFileSync(path.join(out, 'raw', files[0]!), 'utf8'));
      assert.deepEqual([info.backend, info.chosen], ['wasm', 'there is no GPU']);
      assert.deepEqual(info.marks, { diverged: [], moves: [] });
      const again = await startIn(BARE, ...small, '--out', out, '--overwrite', '--quiet').outcome;
      assert.deepEqual([again.code, again.stderr], [0, '']);
    }),
);

test('without a driver --backend webgpu is refused before anything is written', onLinux, () =>
  inFolder(async (out) => {
    const words = [...small, '--backend', 'webgpu', '--out', path.join(out, 'results')];
    const { code, stderr } = await startIn(BARE, ...words).outcome;
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^apebench: there is no GPU adapter; for --backend webgpu: VK_DRIVER_FILES names \/nowhere, .*a Vulkan driver.*\n$/,
    );
    assert.deepEqual(readdirSync(out), []);
  }),
);

/**
 * Whether this machine has Vulkan's loader: Node then only complains that it is no module of its
 * own.
 */
const hasLoader = String(
  spawnSync(process.execPath, ['-e', "process.dlopen({ exports: {} }, 'libvulkan.so.1')"]).stderr,
).includes('did not self-register');

const WANTS_LOADER =
  /^- for --backend webgpu: (?:VK_\w+ names \S+, which is not there; )*Vulkan's loader, .*libvulkan1.*LD_LIBRARY_PATH=.*, and a Vulkan driver: .*VK_DRIVER_FILES=/m;
const WANTS_DRIVER =
  /^- for --backend webgpu: (?:VK_\w+ names \S+, which is not there; )*a Vulkan driver: .*VK_DRIVER_FILES=/m;

/** What `doctor` prints and finds out about GPUs. */
async function doctor(env: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await startIn(env, 'doctor').outcome;
  assert.deepEqual([code, stderr], [0, '']);
  const findings: { what: string; adapter?: object; said?: string[] }[] = JSON.parse(
    (await startIn(env, 'doctor', '--json').outcome).stdout,
  );
  return { text: stdout, gpus: findings.filter(({ what }) => what === 'GPU') };
}

test('doctor is as quiet with the drivers that this machine has of its own', onLinux, async () => {
  const env = { ...process.env };
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'XDG_RUNTIME_DIR']) delete env[name];
  const { text, gpus } = await doctor(env);
  if (gpus[0]!.adapter) assert.doesNotMatch(text, /^- /m);
  else assert.match(text, hasLoader ? WANTS_DRIVER : WANTS_LOADER);
});

test('doctor says to install the loader, too, where there is none', onLinux, () =>
  inFolder(async (folder) => {
    // It hides the loader of the machine, if there is one, and is none.
    writeFileSync(path.join(folder, 'libvulkan.so.1'), '');
    const { text, gpus } = await doctor({ ...process.env, LD_LIBRARY_PATH: folder });
    assert.match(text, /^ {2}GPU +none: everything runs on WASM\n\n- /m);
    assert.match(text, WANTS_LOADER);
    assert.match(gpus[0]!.said!.join('\n'), /libvulkan\.so\.1/);
  }),
);

const withLoader = {
  skip:
    onLinux.skip ||
    (!hasLoader && 'there is no libvulkan.so.1: on Debian, `apt-get install libvulkan1` brings it'),
};

test('doctor says to install a driver where there is a loader', withLoader, async () => {
  const { text, gpus } = await doctor(BARE);
  assert.match(text, /^ {2}GPU +none: everything runs on WASM\n\n- /m);
  assert.match(text, WANTS_DRIVER);
  assert.match(text, /VK_DRIVER_FILES names \/nowhere, which is not there/);
  assert.match(gpus[0]!.said!.join('\n'), /driver/i);
});
