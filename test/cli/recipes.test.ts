/** The recipes of CONTRIBUTING.md for a package of one's own, and README, followed to the letter. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { architectures, describeArchitecture } from '../../src/nets/index.js';
import { Table } from '../../src/tables/index.js';
import { scaling } from '../cases/onnx-model.js';
import { type Block, blockNamed, blocksOf, textOf } from '../docs/blocks.js';
import { apebench, inFolder } from './apebench.js';

/** The code of a recipe: the block that is marked with its name. */
const recipe = (name: string): string => blockNamed('CONTRIBUTING.md', name).code;

/** Runs a small experiment with the recipe as a plugin, and gives the table that it leaves. */
function follow(name: string, words: readonly string[]): Promise<Table> {
  return inFolder(async (folder) => {
    const plugin = path.join(folder, `${name}.mjs`);
    writeFileSync(plugin, recipe(name));
    const { code, stdout, stderr } = await apebench(
      ...['run', '--plugin', plugin, '--backend', 'wasm', '--out', path.join(folder, 'out')],
      ...['--set', 'num_points=16', '--set', 'optim_config=adam;30;constant;1e-2', '--json'],
      ...['--set', 'num_train_samples=4', '--set', 'test_temporal_horizon=3', ...words],
    );
    assert.equal(code, 0, stderr);
    return Table.fromCsv(readFileSync(JSON.parse(stdout).rawFiles[0], 'utf8'));
  });
}

test('a scenario of two dimensions only', async () => {
  const net = ['--net', 'Conv;4;1;relu', '--set', 'record_loss_every=1'];
  const table = await follow('scenario', ['--scenario', 'swirl', ...net, '--set', 'speed=0.1']);
  assert.deepEqual(table.texts('scenario'), ['2d_swirl']);
  assert.deepEqual(table.texts('scenario_kwargs').length, 1);
  const [first, last] = ['000000', '000029'].map((at) => table.numbers(`train_loss_${at}`)[0]!);
  assert.ok(last! < first!, `${first} ${last}`);
});

test('a network of layers', async () => {
  const table = await follow('network', ['--scenario', 'diff_adv', '--net', 'stack;3;tanh']);
  assert.deepEqual(table.texts('net'), ['stack;3;tanh']);
  assert.ok(table.numbers('mean_nRMSE_0001')[0]! < 2);
});

test('a network of blocks', async () => {
  const table = await follow('blocks', ['--scenario', 'diff_adv', '--net', 'hourglass;3;tanh']);
  assert.deepEqual(table.texts('net'), ['hourglass;3;tanh']);
  assert.ok(table.numbers('mean_nRMSE_0001')[0]! < 2);
});

test('a way of training that discounts', async () => {
  const net = ['--scenario', 'diff_adv', '--net', 'Conv;2;1;tanh', '--set', 'record_loss_every=1'];
  const first = async (train: string) => {
    const table = await follow('training', [...net, '--train', train]);
    return table.numbers('train_loss_000000')[0]!;
  };
  // A discount of 1 is none, and one of 0 leaves the first step of windows of two.
  const [plain, undiscounted] = [await first('sup;2'), await first('disc;2;1')];
  assert.equal(undiscounted, plain);
  const [none, half] = [await first('disc;2;0'), await first('disc;2;0.5')];
  assert.ok(Math.abs(half - (none + plain) / 2) <= 1e-6 * half, `${none} ${half} ${plain}`);
});

test('a metric', async () => {
  const words = ['--scenario', 'diff_adv', '--net', 'Conv;2;0;relu'];
  const metrics = ['--set', 'report_metrics=mean_along;1,mean_along'];
  const table = await follow('metric', [...words, ...metrics]);
  assert.deepEqual(table.numbers('mean_along;1_0002'), table.numbers('mean_along_0002'));
  assert.ok(table.numbers('mean_along_0002')[0]! > 0);
});

test('a stepper of an equation of two channels', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'stepper.mjs');
    const library = new URL('../../src/index.ts', import.meta.url).href;
    writeFileSync(file, recipe('stepper').replace("'apebench'", `'${library}'`));
    const { advance } = await import(pathToFileURL(file).href);
    // Flat states settle on |A| = 1 and turn at the rate -β.
    const flat = [1, 0, 0.6, 0.8].flatMap((value) => new Array<number>(64).fill(value));
    const { data, shape } = await advance({ data: Float64Array.from(flat), shape: [2, 2, 64] });
    assert.deepEqual(shape, [2, 2, 64]);
    for (const [at, expected] of [
      Math.cos(5),
      -Math.sin(5),
      0.6 * Math.cos(5) + 0.8 * Math.sin(5),
      0.8 * Math.cos(5) - 0.6 * Math.sin(5),
    ].entries()) {
      for (const value of data.subarray(at * 64, (at + 1) * 64)) {
        assert.ok(Math.abs(value - expected) < 1e-5, `${at}: ${value}, not ${expected}`);
      }
    }
  }));

test('the extension that the documents show', () =>
  inFolder(async (folder) => {
    const [{ code }] = blocksOf('docs/extensions.md') as [Block];
    const plugin = path.join(folder, 'my-conv-net.mjs');
    writeFileSync(plugin, code);
    const inspect = async (net: string) => {
      const words = ['--plugin', plugin, '--net', net, '--scenario', 'diff_adv'];
      return (await apebench('inspect', ...words)).stdout;
    };
    // 3 taps: from 1 channel to 42, 41 times from 42 to 42, from 42 to 1, and a bias each.
    const count = 3 * 42 + 42 + 41 * (3 * 42 * 42 + 42) + 3 * 42 + 1;
    assert.match(await inspect('MyConvNet;42'), new RegExp(`parameters: ${count}\\n`));
    assert.match(await inspect('myconvnet;1;tanh'), /parameters: 295/);
  }));

/** What a block of code of a page prints, line by line; files that it names may be elsewhere. */
async function printed(
  name: string,
  block: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { code } = blockNamed(name, block);
  const found = Object.entries(files).reduce(
    (text, [file, place]) => text.replaceAll(`'${file}'`, JSON.stringify(place)),
    code,
  );
  const options = { cwd: fileURLToPath(new URL('../..', import.meta.url)) };
  const words = ['--input-type=module', '--eval', found];
  const { stdout } = await promisify(execFile)(process.execPath, words, options);
  return stdout.split('\n');
}

test('what README does with arrays', async () => {
  const [error, shapes] = await printed('README.md', 'arrays');
  assert.ok(Number(error) > 0.5 && Number(error) < 3, error);
  assert.equal(shapes, '[ 1, 17 ] [ 2, 32, 32 ]');
});

test('tables go to Parquet and Arrow and back', async () => {
  const lines = await printed('docs/parquet-arrow.md', 'tables');
  assert.equal(lines[0], "[ 'Conv;26;10;relu', 'FNO;12;8;4;gelu' ] float");
  assert.equal(lines[1], "[ 'error' ]");
});

test('an ONNX model is tested and rolled out', () =>
  inFolder(async (folder) => {
    const model = path.join(folder, 'step.onnx');
    writeFileSync(model, scaling(0.5, ['batch', 1, 16]));
    const lines = await printed('docs/onnx.md', 'onnx', { 'step.onnx': model });
    assert.deepEqual(lines.slice(0, 2), ['[ 1, 3 ]', '[ 2, 3, 1, 16 ]']);
  }));

test('a stencil learns advection, as far as the README of the original says', async () => {
  const lines = await printed('docs/trainers.md', 'quickstart');
  assert.deepEqual(lines.slice(0, 3), ['1 0.033', '5 0.025', '20 0.017']);
});

test('a stencil is found again by any number of unrolled steps', async () => {
  const lines = await printed('docs/trainers.md', 'notebook');
  assert.deepEqual(
    lines.slice(0, 4),
    [1, 2, 3, 4].map((steps) => `${steps} 0.59 0.41`),
  );
});

test('a discounted loss is that of the trainer, and falls', async () => {
  const lines = await printed('docs/trainers.md', 'discount');
  const [plain, discounted] = lines.slice(0, 2).map((line) => line.split(' ').map(Number));
  for (const [, loss, first, last] of [plain!, discounted!]) {
    assert.equal(loss, first);
    assert.ok(last! < first! / 10, `${first} ${last}`);
  }
  assert.ok(discounted![1]! < plain![1]! / 2, `${discounted} ${plain}`);
});

test('the trainers of the documents: the same in both forms, and a loss that falls', async () => {
  const [counts, same, full, shape] = await printed('docs/trainers.md', 'trainers');
  // 20 trajectories of 10 states have 8 windows of three each.
  assert.deepEqual([counts, same, shape], ['160 300', 'true', '[ 5, 1, 30 ]']);
  const [before, after] = full!.split(' ').map(Number);
  assert.ok(after! < before! / 50, full);
});

test('seeds side by side have the bits that they have alone', async () => {
  const lines = await printed('docs/trainers.md', 'seeds');
  assert.deepEqual(lines.slice(0, 2), ['3 true', 'true']);
});

test('callbacks of the library and of the documents have values when they should', async () => {
  const lines = await printed('docs/trainers.md', 'callbacks');
  const entries = new Map(
    lines.slice(0, 4).map((line) => {
      const [update, entry] = line.split(/ (.*)/) as [string, string];
      return [Number(update), Object.entries<number | null>(JSON.parse(entry))];
    }),
  );
  const names = (update: number) =>
    entries.get(update)!.flatMap(([name, value]) => (value === null ? [] : [name]));
  const all = ['weight_norm', 'grad_norm', 'validation', 'largest'];
  assert.deepEqual([0, 50, 51, 200].map(names), [all, ['weight_norm'], [], all]);
  const validation = (update: number) => Object.fromEntries(entries.get(update)!).validation!;
  assert.ok(validation(200) < validation(0) / 5, `${validation(0)} ${validation(200)}`);
});

test('training that goes on is training that never ended', async () => {
  const lines = await printed('docs/trainers.md', 'going-on');
  assert.deepEqual(lines.slice(0, 2), ['60 150', 'true']);
});

test('results are verified as docs/verify.md shows it', async () => {
  assert.deepEqual(await printed('docs/verify.md', 'verify'), [
    'true whole metrics.csv train_loss.csv .melted.json',
    'agrees',
    '0-10 10-20 20-30 30-40',
    '',
  ]);
});

test('initial states alone train a network against a solver and by a residuum', async () => {
  const lines = await printed('docs/trainers.md', 'initial-states');
  const losses = lines.slice(0, 2).map((line) => line.split(' ').slice(-2).map(Number));
  for (const [first, last] of losses) assert.ok(last! < first! / 50, `${lines}`);
  const [[chain], [residuum]] = losses as [number[], number[]];
  // Both sum up the same numbers, in float32.
  assert.ok(Math.abs(chain! - residuum!) < 1e-5 * chain!, `${lines}`);
});

test("an optimiser of one's own trains", async () => {
  const [line] = await printed('docs/trainers.md', 'optimizer');
  const [first, last] = line!.split(' ').map(Number);
  assert.ok(last! < first! / 100, line);
});

test("losses of the library and of one's own train, and are computed on arrays", async () => {
  const lines = await printed('docs/trainers.md', 'losses');
  for (const line of lines.slice(0, 3)) {
    const [first, last] = line.split(' ').slice(1).map(Number);
    assert.ok(last! < first! / 10, line);
  }
  // (|1 - 0| + |2 - 4|) / 2
  assert.equal(lines[3], '1.5');
});

test('every way of training and every task stands in the documents', async () => {
  const text = textOf('docs/training.md');
  const examples = async (what: string): Promise<string[]> =>
    JSON.parse((await apebench('list', what, '--json')).stdout).map(
      ({ example }: { example: string }) => example,
    );
  for (const example of await examples('trainings'))
    assert.ok(text.includes(`\`${example}\``), example);
  for (const example of await examples('tasks'))
    assert.ok(text.includes(`\`${example}\``), example);
});

test('the chart of the documents has a line and two bands for each network', async () => {
  const svg = (await printed('docs/plots.md', 'metrics')).join('\n');
  assert.match(svg, /^<svg [^>]*xmlns=/);
  assert.equal(svg.split('fill-opacity="0.12"').length - 1, 1);
  for (const net of ['Conv;8;3;relu', 'Pure;5']) assert.ok(svg.includes(`>${net}</text>`), net);
});

test("the example of the original's quickstart writes its three pictures", () =>
  inFolder(async (folder) => {
    const script = fileURLToPath(new URL('../../examples/pictures/index.mjs', import.meta.url));
    const small = ['num_points=32', 'optim_config=adam;200;constant;1e-3', 'num_train_samples=10'];
    await promisify(execFile)(process.execPath, [script, folder, ...small]);
    const picture = (name: string) => readFileSync(path.join(folder, `${name}.svg`), 'utf8');
    assert.match(picture('loss'), /Training loss.*update_step/s);
    assert.match(picture('metric'), /Metric rollout.*time_step/s);
    assert.match(picture('sample'), /<image [^>]*href="data:image\/png;base64,/);
  }));

test('the UNet of residual blocks learns Poisson', async () => {
  const [error] = await printed('docs/networks.md', 'blocks');
  assert.ok(Number(error) < 0.05, error);
});

test('the table of networks is what the networks declare, and their functions are there', async () => {
  const { arch } = await import('../../src/index.js');
  const text = textOf('docs/networks.md');
  for (const name of architectures.names()) {
    const { example, meaning } = describeArchitecture(name, architectures.get(name));
    const row = text.split('\n').find((line) => line.startsWith(`| \`${example}\` |`));
    assert.ok(row, example);
    const [, , func, what] = row.split('|').map((cell) => cell.trim());
    assert.equal(typeof arch[func!.slice(6, -1) as keyof typeof arch], 'function', func);
    assert.equal(what, meaning.split(';')[0]);
  }
});

test('every dictionary that the documents name is there', async () => {
  const library: Record<string, unknown> = await import('../../src/index.js');
  const named = [...textOf('docs/extensions.md').matchAll(/\| `(\w+Extensions)` \|/g)];
  assert.ok(named.length >= 10);
  for (const [, name] of named) assert.equal(typeof library[name!], 'object', name);
  const there = Object.keys(library).filter((name) => name.endsWith('Extensions'));
  assert.deepEqual(there.sort(), named.map(([, name]) => name).sort());
});
