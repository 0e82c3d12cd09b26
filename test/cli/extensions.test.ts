/** The example of each kind of extension, as a package of its own: by import and by `--plugin`. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Table } from '../../src/tables/index.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = path.join(root, 'examples/extensions');
const names = readdirSync(examples).sort();

test('each kind has an example, which needs apebench and nothing else', () => {
  assert.deepEqual(names, [
    ...['activation', 'callback', 'initial-condition', 'loss', 'methodology', 'metric'],
    ...['network', 'optimizer', 'scenario', 'schedule', 'task'],
  ]);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const name of names) {
    const manifest = JSON.parse(readFileSync(path.join(examples, name, 'package.json'), 'utf8'));
    assert.deepEqual(manifest.peerDependencies, { apebench: `^${version}` });
    assert.equal(manifest.dependencies, undefined);
  }
});

/** The commands in the head of an example, as words behind `run --plugin index.mjs`. */
function commandsOf(name: string): string[][] {
  const text = readFileSync(path.join(examples, name, 'index.mjs'), 'utf8');
  const commands = [...text.matchAll(/^\/\/ {3}npx apebench run --plugin index\.mjs (.*)$/gm)];
  return commands.map(([, words]) =>
    [...words!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!),
  );
}

/** What is set where the command says nothing about it. */
function smallBeside(words: readonly string[]): string[] {
  const given = words.flatMap((word) => /^(\w+)=/.exec(word)?.[1] ?? []);
  return set(Object.fromEntries(Object.entries(SMALL).filter(([key]) => !given.includes(key))));
}

for (const name of names) {
  test(`${name}: the command that it shows, where nothing is installed`, () =>
    inFolder(async (folder) => {
      cpSync(path.join(examples, name), folder, { recursive: true });
      const commands = commandsOf(name);
      assert.equal(commands.length, name === 'scenario' ? 2 : 1);
      for (const words of commands) {
        const net = words.includes('--net') ? [] : ['--net', 'Conv;4;1;relu'];
        const { code, stdout, stderr } = await apebench(
          ...['run', '--plugin', path.join(folder, 'index.mjs'), ...words, ...net, '--json'],
          ...[...smallBeside(words), '--backend', 'wasm', '--out', path.join(folder, 'out')],
        );
        assert.equal(code, 0, stderr);
        const table = Table.fromCsv(readFileSync(JSON.parse(stdout).rawFiles[0], 'utf8'));
        const metric = name === 'metric' ? 'error_at;3' : 'mean_nRMSE';
        assert.ok(Number.isFinite(table.numbers(`${metric}_0001`)[0]));
      }
    }));

  test(`${name}: from the library, installed as a package`, () =>
    inFolder(async (folder) => {
      const { name: called } = JSON.parse(
        readFileSync(path.join(examples, name, 'package.json'), 'utf8'),
      );
      const installed = path.join(folder, 'node_modules', called);
      mkdirSync(installed, { recursive: true });
      cpSync(path.join(examples, name), installed, { recursive: true });
      symlinkSync(root, path.join(folder, 'node_modules/apebench'), 'dir');
      const script = path.join(folder, 'user.mjs');
      writeFileSync(script, `import '${called}';\nimport './node_modules/${called}/run.mjs';\n`);
      const { stdout } = await promisify(execFile)(process.execPath, [script]);
      const lines = stdout.trim().split('\n');
      assert.equal(lines.length, name === 'scenario' ? 2 : 1, stdout);
      for (const line of lines) {
        assert.ok(Number.isFinite(Number(/ (-?[\d.e-]+) (after|before)/.exec(line)?.[1])), line);
      }
    }));
}

test('a scenario without a coarse solver has no correction tasks, and says so', async () => {
  const plugin = ['--plugin', path.join(examples, 'scenario/index.mjs'), '--scenario', 'stir'];
  const words = ['--task', 'correct;parallel', '--net', 'Conv;4;1;relu'];
  const { code, stderr } = await apebench('run', ...plugin, ...words);
  assert.equal(code, 2, stderr);
  assert.match(stderr, /'stir'.*Stir\.getCoarseStepper is missing: there is no coarse solver/);
});

test('plugins that are no use: one message, and exit code 2', () =>
  inFolder(async (folder) => {
    const door = "import { archExtensions, lossDict } from 'apebench';";
    const bad: [text: string, says: RegExp][] = [
      ['', /it adds nothing to a dictionary of the library, as .* does/],
      ['export const MyNet = () => null;', /it adds nothing to a dictionary/],
      [`${door} archExtensions.CONV = () => null;`, /'CONV' is the name of a built-in network/],
      [`${door} archExtensions.MyNet = 7;`, /archExtensions\['MyNet'\] must be .*, not 7/],
      [`${door} lossDict.mine = () => null;`, /is read-only; yours go into lossExtensions/],
      ['import { nothing } from "apebench";', /does not provide an export named 'nothing'/],
      ['import "./missing.mjs";', /Cannot find module .*missing\.mjs/],
      ['throw undefined;', /it threw undefined/],
    ];
    for (const [i, [text, says]] of bad.entries()) {
      const file = path.join(folder, `${i}.mjs`);
      writeFileSync(file, text);
      const { code, stdout, stderr } = await apebench('list', 'nets', '--plugin', file);
      assert.equal(code, 2, text);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.match(stderr, new RegExp(`^apebench: --plugin .*${i}\\.mjs: [^\n]*\n$`), text);
    }
  }));

test('a plugin that is named twice is loaded once', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'a.mjs');
    writeFileSync(file, "import { metricExtensions as m } from 'apebench'; m.one = () => null;");
    const { code, stderr } = await apebench('list', 'metrics', '--plugin', file, '--plugin', file);
    assert.equal(code, 0, stderr);
    assert.equal(stderr.match(/a\.mjs is loaded/g)?.length, 1);
  }));

test('an extension that goes wrong in a run is named by its key and its config', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'a.mjs');
    writeFileSync(
      file,
      `import { archExtensions, layers } from 'apebench';
       archExtensions.Throws = () => { throw new RangeError('no luck'); };
       archExtensions.Wide = (config, dims, points, channels) =>
         layers.convLayer(dims, channels, 2 * channels, 1);`,
    );
    for (const [net, says] of [
      [
        'throws;a;b',
        /network extension 'Throws', asked for by 'throws;a;b': no luck \(see \S+\)\n$/,
      ],
      [
        'WIDE',
        /network extension 'Wide', asked for by 'WIDE': .* not \[1, \d+, 2, 160\] \(see \S+\)\n$/,
      ],
    ] as const) {
      const words = ['--scenario', 'diff_adv', '--net', net, '--out', path.join(folder, 'out')];
      const { code, stderr } = await apebench('run', '--plugin', file, ...words, '--quiet');
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
    }
  }));
