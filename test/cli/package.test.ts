/**
 * The package as users of npm have it: packed, unpacked beside its dependencies, compiled against
 * without `skipLibCheck`, and run.
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
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { scaling } from '../cases/onnx-model.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** A user's folder, with the package in its node_modules. */
const user = mkdtempSync(path.join(tmpdir(), 'apebench-'));
const installed = path.join(user, 'node_modules/apebench');
let tarball: Buffer<ArrayBuffer>;

function run(program: string, ...words: string[]): { status: number | null; output: string } {
  const options = { cwd: user, encoding: 'utf8', shell: program === 'npm.cmd' } as const;
  const { status, stdout, stderr, error } = spawnSync(program, words, options);
  if (error) throw error;
  return { status, output: stdout + stderr };
}

/** Takes a package of this repository into the user's node_modules. */
function link(name: string): void {
  const at = path.join(user, 'node_modules', name);
  mkdirSync(path.dirname(at), { recursive: true });
  symlinkSync(path.join(root, 'node_modules', name), at, 'junction');
}

before(() => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = run(npm, 'pack', root, '--ignore-scripts', '--silent', '--offline');
  assert.equal(packed.status, 0, packed.output);
  const file = `apebench-${manifest.version}.tgz`;
  tarball = readFileSync(path.join(user, file));
  mkdirSync(installed, { recursive: true });
  const unpacked = run('tar', '-xzf', file, '-C', installed, '--strip-components=1');
  assert.equal(unpacked.status, 0, unpacked.output);
  for (const name of Object.keys(manifest.dependencies)) link(name);
  for (const name of ['@types/node', 'undici-types']) link(name);
  writeFileSync(path.join(user, 'package.json'), '{ "type": "module", "private": true }');
});
after(() => rmSync(user, { recursive: true, force: true }));

const files = (): string[] =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll('\\', '/'));

test('the tarball holds no maps, no sources, nothing that only the repository needs', () => {
  const unwanted = files().filter((file) =>
    /\.(map|tsbuildinfo)$|(?<!\.d)\.ts$|quickstart|^(src|test|bench(?!\/validation)|assembly)\//.test(
      file,
    ),
  );
  assert.deepEqual(unwanted, []);
});

test('every declaration in it is one that a user imports or that one of these imports', () => {
  const declarations = files().filter((file) => file.endsWith('.d.ts'));
  const named = new Set<string>();
  for (const { types } of Object.values<{ types?: string }>(manifest.exports)) {
    if (types) named.add(path.posix.normalize(types));
  }
  for (const file of declarations) {
    const text = readFileSync(path.join(installed, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from |import\()["']([^"']+)\.js["']/g)) {
      named.add(path.posix.join(path.posix.dirname(file), `${target}.d.ts`));
    }
  }
  assert.deepEqual(
    declarations.filter((file) => !named.has(file)),
    [],
  );
});

test('links of its documents are relative or to other sites, and lead to what is in it', () => {
  const dead: string[] = [];
  const documents = files().filter((file) => file.endsWith('.md'));
  assert.ok(documents.includes('README.md') && documents.includes('docs/training.md'));
  for (const file of documents) {
    const whole = readFileSync(path.join(installed, file), 'utf8');
    // Tags that are shown as code lead nowhere.
    const text = whole.replaceAll(/^ *```.*?^ *```$|`[^`\n]+`/gms, '');
    for (const [, link, source] of text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g)) {
      const target = (link ?? source)!;
      if (/^(https?:|#)/.test(target)) continue;
      const at = path.join(path.dirname(file), target.split('#')[0]!);
      if (!existsSync(path.join(installed, at))) dead.push(`${file}: ${target}`);
    }
  }
  assert.deepEqual(dead, []);
});

test('what its documents name that it does not hold is said to be of the repository', () => {
  const unsaid: string[] = [];
  let count = 0;
  const parts = 'src|test|bench|assembly|shaders|examples';
  const named = new RegExp(
    `\`(?:npm (?:test|run )|(?:npx tsx |node )?(?:${parts})/)[^\`\\n]*\``,
    'g',
  );
  for (const file of files().filter((one) => /^docs\/[^/]+\.md$/.test(one))) {
    const text = readFileSync(path.join(installed, file), 'utf8');
    for (const [code] of text.matchAll(named)) {
      const [at = ''] = /\b(?:src|test|bench|assembly|shaders|examples)\/[\w./-]+/.exec(code) ?? [];
      // Run from a user's folder, a file of the package has another path than in the repository.
      if (at !== '' && existsSync(path.join(installed, at)) && !code.includes(' ')) continue;
      count++;
      if (!/\brepository\b/.test(text)) unsaid.push(`${file}: ${code}`);
    }
  }
  assert.ok(count > 20, `${count}`);
  assert.deepEqual(unsaid, []);
});

/** What a user may write, with what is an error where types are lost. */
const PROGRAM = `
import * as apebench from 'apebench';
import * as browser from 'apebench/browser/index.js';
import 'apebench/browser/worker.js';
import 'apebench/ape-experiment.js';
import { loadSomething } from './parts.js';

// @ts-expect-error: a store is no number
export const number: number = apebench.openStore('results');
// @ts-expect-error: nor is it by the other door
export const again: number = browser.openStore('results');

const entry: apebench.StudyEntry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one' };
export async function main(bytes: Uint8Array): Promise<void> {
  const { table, steppers, raw } = await apebench.runExperiment(entry, { backend: 'wasm' });
  for (const row of table) JSON.stringify(row);
  const array = apebench.readNpy(bytes);
  const scenario = new apebench.scenarios.scenarioDict.diff_adv({ num_points: 32 });
  await scenario.performTestsOnRollout(array, array);
  await apebench.metrics.nRMSE(array, array);
  await apebench.metrics.meanMetric(apebench.metrics.nRMSE, array, array);
  await apebench.spectral.getSpectrum(array);
  const file = apebench.readSafetensors(bytes);
  await scenario.loadModel(file, { task: 'predict', net: 'Pure;3' });
  await scenario.loadModel('weights.safetensors', { task: 'predict', net: 'Pure;3' });
  const trained: apebench.NeuralStepper = await scenario.loadModel(raw.weights, { task: 'predict', net: 'Pure;3' });
  await trained.rollout(array, 3);
  await apebench.steppers.rollout(await scenario.getRefStepper(), 3)(array);
  const { stepper } = await scenario.runRaw({ removeSingletonAxis: true });
  loadSomething(trained, stepper, ...steppers);
  apebench.writeSafetensors(file);
  const model: apebench.OnnxStepper = await apebench.loadOnnx('step.onnx', { sessionOptions: {} });
  await scenario.performTests(model);
  await model.rollout(array, 3);
  const parquet: Uint8Array = await table.toParquet({ rowGroupSize: 100 });
  await apebench.Table.fromParquet(parquet);
  await apebench.Table.fromArrow(await table.toArrow());
}
`;

/** With the host's types: a URL and an AbortSignal are taken for what they are. */
const HOST = `
import { configure, runExperiment, UserError } from 'apebench';
configure({ assets: new URL('https://example.org/assets/') });
const { signal } = new AbortController();
export const run = () =>
  runExperiment({ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one' }, { signal });
// @ts-expect-error: no signal
export const wrong: Parameters<typeof runExperiment>[1] = { signal: new UserError() };
`;

/** In a page: the element, too. */
const PAGE = `
import { ApeExperiment } from 'apebench/ape-experiment.js';
export const element: HTMLElement = new ApeExperiment();
`;

const PARTS = `
import type { NeuralStepper } from 'apebench';
export function loadSomething(...steppers: NeuralStepper[]): number {
  return steppers.length;
}
`;

for (const [module, moduleResolution] of [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
]) {
  for (const dom of [false, true]) {
    for (const node of [false, true]) {
      const host = [dom && 'DOM', node && 'Node'].filter(Boolean).join(' and ') || 'no host';
      test(`a strict program compiles: ${moduleResolution}, types of ${host}`, () => {
        const texts: Record<string, string> = { 'main.ts': PROGRAM, 'parts.ts': PARTS };
        if (dom || node) texts['host.ts'] = HOST;
        if (dom) texts['page.ts'] = PAGE;
        for (const [name, text] of Object.entries(texts)) {
          writeFileSync(path.join(user, name), text);
        }
        const compilerOptions = {
          ...{ module, moduleResolution, target: 'es2022', strict: true, noEmit: true },
          skipLibCheck: false,
          lib: dom ? ['es2022', 'dom'] : ['es2022'],
          types: node ? ['node'] : [],
        };
        const config = { compilerOptions, files: Object.keys(texts) };
        writeFileSync(path.join(user, 'tsconfig.json'), JSON.stringify(config));
        const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
        const { status, output } = run(process.execPath, tsc, '-p', '.');
        assert.equal(status, 0, output);
      });
    }
  }
}

test('publint finds nothing', async () => {
  const options = { strict: true, pack: { tarball: tarball.buffer } };
  const { messages } = await publint(options);
  assert.deepEqual(messages, []);
});

test('arethetypeswrong finds nothing: the package is for import, and for exports', async () => {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  assert.ok(result.types);
  // Both know no `exports` or no `import` of ES modules.
  const foreign = ['node10', 'node16-cjs'];
  const problems = result.problems.filter(
    (problem) => !('resolutionKind' in problem && foreign.includes(problem.resolutionKind)),
  );
  assert.deepEqual(problems, []);
});

test('it works without optional packages, and says what is missing for a GPU', () => {
  assert.deepEqual(Object.keys(manifest.optionalDependencies), ['webgpu']);
  assert.equal(existsSync(path.join(user, 'node_modules/webgpu')), false);
  const cli = path.join(installed, manifest.bin.apebench);
  const trained = run(
    ...([process.execPath, cli, 'run', '--scenario', 'diff_adv', '--net', 'Pure;3'] as const),
    ...['--set', 'num_points=16', '--set', 'num_train_samples=2', '--set', 'num_test_samples=2'],
    ...['--set', 'test_temporal_horizon=2', '--set', 'optim_config=adam;3;constant;1e-3'],
    ...['--set', 'batch_size=2', '--out', 'results'],
  );
  assert.equal(trained.status, 0, trained.output);
  assert.match(trained.output, /on wasm/);
  const doctor = run(process.execPath, cli, 'doctor');
  assert.match(doctor.output, /npm install webgpu/);
  assert.equal(existsSync(path.join(user, 'node_modules/onnxruntime-web')), false);
  writeFileSync(path.join(user, 'step.onnx'), scaling(2, ['B', 1, 'N']));
  const onnx = run(
    ...([process.execPath, cli, 'eval', '--scenario', 'diff_adv'] as const),
    ...['--model', 'step.onnx'],
  );
  assert.equal(onnx.status, 2);
  assert.match(
    onnx.output,
    /ONNX models need the package onnxruntime-web: `npm install onnxruntime-web`/,
  );
  const script = "import { VERSION } from 'apebench'; console.log(VERSION);";
  const version = run(process.execPath, '--input-type=module', '-e', script);
  assert.equal(version.output.trim(), manifest.version);
});

test('tables go to Parquet and Arrow and back', () => {
  const script = `
    import { Table } from 'apebench';
    const table = Table.fromCsv('net,error\\nConv,0.5\\n');
    console.log(String(await Table.fromParquet(await table.toParquet())));
    console.log(String(await Table.fromArrow(await table.toArrow())));
  `;
  const { output } = run(process.execPath, '--input-type=module', '-e', script);
  assert.equal(output, 'net,error\nConv,0.5\n\n'.repeat(2));
});
