/**
 * The original's data through the command line: `apebench scrape` in float64 for the cases of the
 * scenarios, of the fixtures one for each scenario; names and metadata of its curation.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { pythonJson } from '../../src/config/index.js';
import { loadCore } from '../../src/core/index.js';
import { curations, readNpy, readScrape } from '../../src/study/index.js';
import { apebench, inFolder, set } from '../cli/apebench.js';
import { namedCases, openGroup, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

before(() => loadCore());

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Case = any;

const group = openSolverGroup('scenarios');
const covered: Case[] = group.index.cases.filter((c: Case) => c.arrays !== undefined);
const firsts = new Map(covered.toReversed().map((c) => [c.scenario, c]));
const cases = group.whole ? covered : [...firsts.values()];

/** Attributes as words of a command: lists as JSON. */
function words(overrides: Record<string, unknown>): string[] {
  const texts = Object.entries(overrides).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return set(Object.fromEntries(texts));
}

for (const c of cases) {
  for (const which of ['ref', 'coarse'] as const) {
    if (c.arrays[which] === undefined) continue;
    test(`scrape ${c.scenario} ${c.num_spatial_dims}d ${c.tag}: ${which}`, () =>
      inFolder(async (out) => {
        const small = { num_test_samples: 1, test_temporal_horizon: 1 };
        const { code, stderr } = await apebench(
          ...['scrape', '--scenario', c.scenario, ...words({ ...small, ...c.overrides })],
          ...['--name', 'case', '--out', out, '--precision', 'f64', '--backend', 'wasm'],
          ...(which === 'coarse' ? ['--coarse'] : []),
          ...(c.prng === 'partitionable' ? ['--threefry-partitionable'] : []),
        );
        assert.equal(code, 0, stderr);
        const file = `case_train${which === 'coarse' ? '_coarse' : ''}.npy`;
        const { data, shape } = readNpy(readFileSync(path.join(out, file)));
        const theirs = group.array(c.arrays[which]);
        const frames: number[] = c[`frames_${which}`];
        const [samples, steps, ...state] = shape as [number, number, ...number[]];
        assert.deepEqual([samples, frames.length, ...state], c.arrays[which].shape);
        const size = state.reduce((product, extent) => product * extent, 1);
        for (let sample = 0; sample < samples; sample++) {
          for (const [i, frame] of frames.entries()) {
            const at = (sample * steps + frame) * size;
            const from = (sample * frames.length + i) * size;
            const ours = data.subarray(at, at + size);
            const error = relativeError(ours, theirs.subarray(from, from + size));
            assert.ok(error <= 1e-11, `sample ${sample} frame ${frame}: ${error}`);
          }
        }
      }));
  }
}

const names = openGroup('learning/11_scraper_and_names');
const { scrape_check: check } = names.index;
const curated = namedCases<Case>(
  'learning/11_scraper_and_names',
  [...names.index.cases, { config: check.config, ...check }],
  names.whole,
  (c) => c.auto_name ?? c.metadata.name,
);

for (const [name, c] of curated) {
  test(`${name}: its place in the curation, its name and metadata`, async () => {
    const entry = c.index === undefined ? c.config : curations.get('apebench_v1')[c.index];
    assert.deepEqual(entry, c.config);
    assert.deepEqual(Object.keys(entry), Object.keys(c.config));
    const { metadata } = await readScrape(entry);
    const wanted = {
      name: c.auto_name ?? c.metadata.name,
      info: c.metadata_info ?? c.metadata.info,
    };
    assert.deepEqual(JSON.parse(pythonJson(metadata)), wanted);
  });
}

test('learning/11_scraper_and_names: what is scraped has the shapes and files', () =>
  inFolder(async (out) => {
    const [files, shapes] = [check.files_with_name_foo, [check.train_shape, check.test_shape]];
    const { scenario, ...attributes } = check.config;
    const { code, stderr } = await apebench(
      ...['scrape', '--scenario', scenario, ...words(attributes), '--name', 'foo', '--out', out],
    );
    assert.equal(code, 0, stderr);
    for (const file of files) assert.ok(readdirSync(out).includes(file), file);
    for (const [i, set] of ['train', 'test'].entries()) {
      const { shape } = readNpy(readFileSync(path.join(out, `foo_${set}.npy`)));
      assert.deepEqual(shape, shapes[i]);
    }
  }));
