/**
 * The original's data through the command line: `apebench scrape` in float64 for the cases of the
 * scenarios, of the fixtures one for each scenario (with a command of its own); names and metadata of its curation.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pythonJson } from '../../src/config/index.js';
import { loadCore } from '../../src/core/index.js';
import { curations, readNpy, readScrape } from '../../src/study/index.js';
import { apebench, inFolder, type Outcome, set } from '../cli/apebench.js';
import { namedCases, openGroup, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

before(() => loadCore());

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Case = any;

const group = openSolverGroup('scenarios');
const covered: Case[] = group.index.cases.filter((c: Case) => c.arrays !== undefined);
const firsts = new Map(covered.toReversed().map((c) => [c.scenario, c]));
const cases = group.whole ? covered : [...firsts.values()];

interface Job {
  readonly case: Case;
  readonly which: 'ref' | 'coarse';
  readonly entry: { readonly scenario: string; readonly name: string };
  /** What holds for all that a command scrapes. */
  readonly flags: readonly string[];
}

const jobs: Job[] = cases.flatMap((c, i) =>
  (['ref', 'coarse'] as const)
    .filter((which) => c.arrays[which] !== undefined)
    .map((which) => ({
      case: c,
      which,
      entry: {
        scenario: c.scenario,
        name: `case${i}`,
        num_test_samples: 1,
        test_temporal_horizon: 1,
        ...c.overrides,
      },
      flags: [
        ...(which === 'coarse' ? ['--coarse'] : []),
        ...(c.prng === 'partitionable' ? ['--threefry-partitionable'] : []),
      ],
    })),
);

const out = mkdtempSync(path.join(tmpdir(), 'apebench-scrape-'));
after(() => rmSync(out, { recursive: true }));

const scrape = (...words: string[]) =>
  apebench('scrape', ...words, '--out', out, '--precision', 'f64', '--backend', 'wasm');

/** Attributes as words of a command: lists as JSON. */
function words(overrides: Record<string, unknown>): string[] {
  const texts = Object.entries(overrides).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return set(Object.fromEntries(texts));
}

function scrapeAlone({ entry, flags }: Job): Promise<Outcome> {
  const { scenario, name, ...attributes } = entry;
  return scrape('--scenario', scenario, '--name', name, ...words(attributes), ...flags);
}

/** The others, by their flags: with a curation one command makes all, since starting takes longer. */
const scraped = new Map<string, Promise<Outcome>>();

function scrapeTogether({ flags }: Job): Promise<Outcome> {
  const key = flags.join(' ');
  let outcome = scraped.get(key);
  if (outcome === undefined) {
    const entries = jobs
      .filter((job) => !isAlone(job) && job.flags.join(' ') === key)
      .map(({ entry }) => entry);
    const plugin = path.join(out, `cases${scraped.size}.mjs`);
    writeFileSync(
      plugin,
      `import { curationExtensions } from 'apebench';
       curationExtensions.cases = ${JSON.stringify(entries)};`,
    );
    outcome = scrape('--plugin', plugin, '--curation', 'cases', ...flags);
    scraped.set(key, outcome);
  }
  return outcome;
}

/** The first case of each scenario has a command of its own. */
const isAlone = ({ case: c }: Job) => firsts.get(c.scenario) === c;

for (const job of jobs) {
  const { case: c, which, entry } = job;
  test(`scrape ${c.scenario} ${c.num_spatial_dims}d ${c.tag}: ${which}`, async () => {
    const { code, stderr } = await (isAlone(job) ? scrapeAlone(job) : scrapeTogether(job));
    assert.equal(code, 0, stderr);
    const file = `${entry.name}_train${which === 'coarse' ? '_coarse' : ''}.npy`;
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
  });
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
