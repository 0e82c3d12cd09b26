/**
 * The original's data through the command line: `apebench scrape` in float64 for the cases of the
 * scenarios, of the fixtures one for each scenario; names and metadata of its curation.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { pythonJson } from '../../src/config/index.js';
import { loadCore } from '../../src/core/index.js';
import { scenarios } from '../../src/scenarios/index.js';
import { curations, readNpy, readScrape } from '../../src/study/index.js';
import { apebench, inFolder, set } from '../cli/apebench.js';
import { relativeError } from './goldens.js';
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

const root = process.env.APEBENCH_GOLDENS ?? '';
const skip = root === '' && 'needs the whole set: APEBENCH_GOLDENS is not set';

test('learning/11_scraper_and_names: the curation, its names and metadata', { skip }, async () => {
  const file = path.join(root, 'learning/11_scraper_and_names/index.json');
  const index = JSON.parse(readFileSync(file, 'utf8'));
  const entries = curations.get('apebench_v1');
  assert.equal(index.cases.length, 28);
  for (const c of [...index.cases, { config: index.scrape_check.config, ...index.scrape_check }]) {
    const entry = c.index === undefined ? c.config : entries[c.index];
    assert.deepEqual(entry, c.config);
    assert.deepEqual(Object.keys(entry), Object.keys(c.config));
    if (!scenarios.names().includes(entry.scenario)) {
      await assert.rejects(readScrape(entry), { key: 'scenario' });
      continue;
    }
    const { metadata } = await readScrape(entry);
    const name = c.auto_name ?? c.metadata.name;
    const info = c.metadata_info ?? c.metadata.info;
    assert.deepEqual(JSON.parse(pythonJson(metadata)), { name, info });
    assert.equal(metadata.get('name'), name);
  }
});
