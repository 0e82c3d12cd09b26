/**
 * What a page of the documents, or an example of the sources, takes for granted in the reader's folder:
 * results of a study before, weights, states. Made by the library, in small.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore, runStudy, scenarios, writeEqx, writeNpy } from '../../src/index.js';
import { scaling } from '../cases/onnx-model.js';
import { apebench } from '../cli/apebench.js';
import { blocksOf } from './blocks.js';
import type { Reader } from './reader.js';

const ENTRY = {
  ...{ scenario: 'diff_adv', task: 'predict', train: 'one', start_seed: 0, num_seeds: 2 },
  ...{ num_points: 32, num_train_samples: 4, train_temporal_horizon: 6 },
  ...{ num_test_samples: 2, test_temporal_horizon: 20, optim_config: 'adam;40;constant;3e-3' },
};
const NETS = ['Conv;26;10;relu', 'FNO;12;8;4;gelu', 'Pure;3'];

let study: Promise<string> | undefined;

/** A folder of results of three networks, with digests, and its study file, made once. */
function results(): Promise<string> {
  study ??= (async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'apebench-given-'));
    const file = path.join(folder, 'study.json');
    writeFileSync(file, JSON.stringify(NETS.map((net) => ({ ...ENTRY, net }))));
    const words = [
      '--out',
      path.join(folder, 'results'),
      '--backend',
      'wasm',
      '--digest-every',
      '10',
    ];
    const { code, stderr } = await apebench('study', file, ...words);
    assert.equal(code, 0, stderr);
    return folder;
  })();
  return study;
}

/** The weights of `Conv;34;10;relu` for the default grid, hardly trained, in both kinds of files. */
async function weights(): Promise<{ safetensors: Uint8Array; eqx: Uint8Array }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-given-'));
  try {
    const { num_points: _, num_seeds: __, ...rest } = ENTRY;
    const entry = { ...rest, net: 'Conv;34;10;relu', optim_config: 'adam;2;constant;1e-3' };
    await runStudy([entry], { store: openStore(folder), backend: 'wasm' });
    const [name] = readdirSync(path.join(folder, 'network_weights'));
    const safetensors = readFileSync(path.join(folder, 'network_weights', name!));
    const stepper = await new scenarios.difficulty.Advection().loadModel(safetensors, {
      net: entry.net,
    });
    return { safetensors, eqx: writeEqx(stepper) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const giveResults = async (reader: Reader) =>
  cpSync(path.join(await results(), 'results'), path.join(reader.folder, 'results'), {
    recursive: true,
  });

/** Sines, `[1, 1, 160]`. */
const states = (): Uint8Array => {
  const data = Float32Array.from({ length: 160 }, (_, i) => Math.sin((i * Math.PI) / 80));
  return writeNpy({ data, shape: [1, 1, 160] });
};

/** By page, what is put into the reader's folder. */
export const GIVEN: Readonly<Record<string, (reader: Reader) => Promise<void>>> = {
  'docs/many-machines.md': giveResults,
  'docs/report.md': giveResults,
  'docs/verify.md': giveResults,
  // The results of the first hour.
  async 'docs/results.md'(reader) {
    const { code } = blocksOf('docs/first-hour.md').find(({ mark }) => mark.kind === 'file')!;
    reader.write('study.json', code);
    const at = (name: string) => path.join(reader.folder, name);
    const words = ['--out', at('results'), '--backend', 'wasm'];
    assert.equal((await apebench('study', at('study.json'), ...words)).code, 0);
  },
  async 'docs/models.md'(reader) {
    reader.write('NAME.eqx', (await weights()).eqx);
    reader.write('states.npy', states());
  },
  async 'docs/onnx.md'(reader) {
    reader.write('step.onnx', scaling(0.5, ['batch', 1, 160]));
    reader.write('states.npy', states());
  },
  async 'src/experiment/load-onnx.ts'(reader) {
    reader.write('step.onnx', scaling(0.5, ['batch', 1, 160]));
  },
  async 'docs/paint.md'(reader) {
    reader.write('NAME.safetensors', (await weights()).safetensors);
    reader.write('painted.npy', states());
  },
};

/** Throws away what was made. */
export async function throwAway(): Promise<void> {
  if (study) rmSync(await study, { recursive: true });
}
