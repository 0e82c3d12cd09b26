/** Data sets as files: what they hold, when they are made again, and what is refused. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import type { NdArray } from '../../src/arrays.js';
import { parsePython, pythonJson } from '../../src/config/index.js';
import { loadCore } from '../../src/core/index.js';
import type { DataOptions } from '../../src/experiment/index.js';
import { difficulty, makeScenario, scenarios } from '../../src/scenarios/index.js';
import {
  curations,
  MemoryStore,
  readNpy,
  type ScrapeEvent,
  type ScrapeOptions,
  scrapeDataAndMetadata,
} from '../../src/study/index.js';
import { FolderStore, writeWhole } from '../../src/study/store/folder.js';

before(() => loadCore());

const attributes = {
  num_points: 16,
  num_train_samples: 3,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 5,
  num_warmup_steps: 2,
};
const entry = { scenario: 'diff_burgers', name: 'b', ...attributes };
const where = { backend: 'wasm', threads: 1 } as const;

async function arrayIn(store: MemoryStore, file: string): Promise<NdArray> {
  const { data, shape } = readNpy((await store.read(file))!);
  return { data: Float64Array.from(data), shape };
}

/** What a scrape into a store makes, and what it finds there. */
async function scraped(store: MemoryStore, given = entry, options: ScrapeOptions = {}) {
  const events: ScrapeEvent[] = [];
  const onEvent = (event: ScrapeEvent) => events.push(event);
  await scrapeDataAndMetadata(store, given, { ...where, ...options, onEvent });
  return events
    .flatMap((event) => (event.kind === 'begun' || event.kind === 'skipped' ? [event] : []))
    .map(({ kind, file }) => `${kind} ${file}`);
}

test('the files hold what the scenario gives, in either precision', async () => {
  const scenario = makeScenario('diff_burgers', attributes);
  for (const precision of ['f32', 'f64'] as const) {
    const store = new MemoryStore('m');
    await scraped(store, entry, { precision });
    assert.deepEqual(
      await arrayIn(store, 'b_train.npy'),
      await scenario.getTrainData({ ...where, precision }),
    );
    assert.deepEqual(
      await arrayIn(store, 'b_test.npy'),
      await scenario.getTestData({ ...where, precision }),
    );
    const kind = precision === 'f32' ? Float32Array : Float64Array;
    assert.ok(readNpy((await store.read('b_test.npy'))!).data instanceof kind);
  }
});

test("the coarse solver's data stand beside those of the reference", async () => {
  const store = new MemoryStore('m');
  await scraped(store);
  const events = await scraped(store, entry, { coarse: true });
  assert.deepEqual(events, ['begun m/b_train_coarse.npy', 'begun m/b_test_coarse.npy']);
  const scenario = makeScenario('diff_burgers', attributes);
  const [fine, coarse] = [
    await scenario.getTrainData(where),
    await scenario.getTrainDataCoarse(where),
  ];
  assert.deepEqual(await arrayIn(store, 'b_train.npy'), fine);
  assert.deepEqual(await arrayIn(store, 'b_train_coarse.npy'), coarse);
  assert.deepEqual(
    await arrayIn(store, 'b_test_coarse.npy'),
    await scenario.getTestDataCoarse(where),
  );
});

test('what is whole is kept, what is not is made again', async () => {
  const store = new MemoryStore('m');
  const both = (kind: string) => [`${kind} m/b_train.npy`, `${kind} m/b_test.npy`];
  assert.deepEqual(await scraped(store), both('begun'));
  assert.deepEqual(await scraped(store), both('skipped'));
  const whole = (await store.read('b_test.npy'))!;
  await store.write('b_test.npy', whole.subarray(0, whole.length - 4));
  assert.deepEqual(await scraped(store), ['skipped m/b_train.npy', 'begun m/b_test.npy']);
  assert.deepEqual(await store.read('b_test.npy'), whole);
  assert.deepEqual(await scraped(store, entry, { overwrite: true }), both('begun'));
});

test('a file that was changed is made anew, and that is said', async () => {
  const store = new MemoryStore('m');
  await scraped(store);
  const whole = (await store.read('b_train.npy'))!;
  const told = async (say: RegExp) => {
    const notices: string[] = [];
    const onEvent = (event: ScrapeEvent) => {
      if (event.kind === 'notice') notices.push(event.notice);
    };
    const { files } = await scrapeDataAndMetadata(store, entry, { ...where, onEvent });
    assert.deepEqual(
      files.map(({ skipped }) => skipped),
      [false, true],
    );
    assert.match(notices.join('\n'), say);
    assert.deepEqual(await store.read('b_train.npy'), whole);
    assert.ok((await scraped(store)).every((event) => event.startsWith('skipped')));
  };
  const flipped = Uint8Array.from(whole);
  flipped[flipped.length - 1]! ^= 1;
  await store.write('b_train.npy', flipped);
  await told(/^what is there is not whole \(m\/b_train\.npy is not what .*changed\): made anew$/);
  await store.write('b_train.npy', whole.subarray(4));
  await told(/^.*\(m\/b_train\.npy has \d+ bytes, not the \d+ written\): made anew$/);
  const record = JSON.parse(new TextDecoder().decode(await store.read('b.record.json')));
  assert.deepEqual(record.files['b_test.npy'].size, (await store.read('b_test.npy'))!.length);
  // As a kill leaves it between the file and its record.
  delete record.files['b_train.npy'].sha256;
  await store.write('b.record.json', JSON.stringify(record));
  await told(/^.*\(m\/b_train\.npy has no SHA-256 in its record\): made anew$/);
  await store.remove('b_train.npy');
  await told(/^$/);
});

test('what was made otherwise is refused, and all of it goes where it is overwritten', async () => {
  const store = new MemoryStore('m');
  await scraped(store);
  await scraped(store, entry, { coarse: true });
  const whole = (await store.read('b_test.npy'))!;
  const other = { ...entry, test_seed: 1 };
  const changes: [typeof entry, ScrapeOptions, says: RegExp][] = [
    [other, {}, /'m\/b\.json'.*test_seed is 773 there, 1 here/],
    [{ ...entry, scenario: 'diff_kdv' }, {}, /scenario is "diff_burgers" there, "diff_kdv" here/],
    [entry, { precision: 'f64' }, /precision is "f32" there, "f64" here/],
    [entry, { partitionable: true }, /threefry is "original" there, "partitionable" here/],
    [entry, { relaxedSimd: true }, /relaxedSimd is false there, true here/],
  ];
  for (const [given, options, message] of changes) {
    await assert.rejects(scraped(store, given, options), { name: 'UserError', message });
    assert.deepEqual(await store.read('b_test.npy'), whole);
  }
  const record = new TextDecoder().decode(await store.read('b.record.json'));
  await store.write('b.record.json', record.replaceAll('"wasm simd"', '"webgpu one"'));
  const message = /b_train\.npy was made on webgpu one/;
  await assert.rejects(scraped(store), { name: 'UserError', message });
  const both = (kind: string) => [`${kind} m/b_train.npy`, `${kind} m/b_test.npy`];
  assert.deepEqual(await scraped(store, entry, { backend: 'auto' }), both('skipped'));
  assert.deepEqual(await scraped(store, other, { overwrite: true }), both('begun'));
  assert.equal(await store.read('b_train_coarse.npy'), undefined, 'of other attributes');
  assert.notDeepEqual(await store.read('b_test.npy'), whole);
  assert.deepEqual(await scraped(store, other), both('skipped'));
});

test('files that another scrape of the data set made meanwhile stay known', async () => {
  const options = { coarse: true };
  class Busy extends MemoryStore {
    override async write(...given: Parameters<MemoryStore['write']>) {
      if (given[0] === 'b_train.npy') await scraped(this, entry, options);
      await super.write(...given);
    }
  }
  const store = new Busy('m');
  await scraped(store);
  for (const again of [options, {}]) {
    const events = await scraped(store, entry, again);
    assert.ok(
      events.every((event) => event.startsWith('skipped')),
      events.join(),
    );
  }
});

test('NAME.json comes last', async () => {
  const written: string[] = [];
  class Watched extends MemoryStore {
    override async write(...given: Parameters<MemoryStore['write']>) {
      await super.write(...given);
      written.push(given[0]);
    }
  }
  await scraped(new Watched('m'));
  assert.deepEqual(
    written.filter((file) => file !== 'b.record.json'),
    ['b_train.npy', 'b_test.npy', 'b.json'],
  );
});

test('names and metadata are those of the original, in memory too', async () => {
  const given = { scenario: 'diff_adv', ...attributes, advection_gamma: -2, vlim: [-2, 2] };
  const { metadata, train, test: ofTest } = await scrapeDataAndMetadata(null, given, where);
  assert.equal(
    metadata.name,
    '1d_diff_adv__num_points=16, num_train_samples=3, train_temporal_horizon=4, ' +
      'num_test_samples=2, test_temporal_horizon=5, num_warmup_steps=2, advection_gamma=-2.0, ' +
      'vlim=(-2.0, 2.0)',
  );
  assert.equal(metadata.info.num_points, 16);
  assert.deepEqual(metadata.info.gammas, [0, -2, 0, 0, 0]);
  assert.deepEqual(
    [train.shape, ofTest.shape],
    [
      [3, 5, 1, 16],
      [2, 6, 1, 16],
    ],
  );
  assert.deepEqual(
    train,
    await makeScenario('diff_adv', { ...attributes, advection_gamma: -2 }).getTrainData(where),
  );
  const store = new MemoryStore('m');
  const plain = await scrapeDataAndMetadata(store, { scenario: 'diff_adv', ...attributes }, where);
  const text = new TextDecoder().decode(await store.read(`${plain.metadata.name}.json`));
  assert.match(text, /^\{"name": "1d_diff_adv__.*", "info": \{"num_spatial_dims": 1, "num_points"/);
  assert.match(text, /"vlim": \[-1\.0, 1\.0\], .*"advection_gamma": -4\.0\}\}$/);
  assert.deepEqual(JSON.parse(text), plain.metadata);
});

test('values print as json.dumps prints them', () => {
  const value = parsePython(
    '{"a": (1, 2.0, -0.5, 1e-05), "b": [True, None, "é\\n\\"\\x7f😀"], "c": {}}',
  );
  assert.equal(
    pythonJson(value),
    '{"a": [1, 2.0, -0.5, 1e-05], "b": [true, null, "\\u00e9\\n\\"\\u007f\\ud83d\\ude00"], "c": {}}',
  );
});

/** A scenario whose test data is not finite from sample 1, step 3 on; its own arrays. */
class Broken extends difficulty.Advection {
  override async getTestData(options?: DataOptions): Promise<NdArray> {
    const { data, shape } = await super.getTestData(options);
    data[(6 + 3) * 16] = Number.NaN;
    return { data, shape };
  }
}

test('data that is not finite is named and not kept, unless it is allowed', async () => {
  scenarios.extensions.broken = Broken;
  try {
    const store = new MemoryStore('m');
    const given = { ...entry, scenario: 'broken' };
    const message = /the test data of 1d_diff_adv is not finite \(first at sample 1, time step 3\)/;
    await assert.rejects(scraped(store, given), { name: 'UserError', message });
    await assert.rejects(scrapeDataAndMetadata(null, given, where), { message });
    assert.equal(await store.read('b_test.npy'), undefined);
    const events = await scraped(store, given, { allowNonFinite: true });
    assert.deepEqual(events, ['skipped m/b_train.npy', 'begun m/b_test.npy']);
    assert.ok(Number.isNaN((await arrayIn(store, 'b_test.npy')).data[144]));
  } finally {
    delete scenarios.extensions.broken;
  }
});

test('a stop leaves what is whole, and nothing else', async () => {
  const store = new MemoryStore('m');
  const stop = new AbortController();
  const onEvent = (event: ScrapeEvent) => {
    if (event.kind === 'begun' && event.file.includes('test')) stop.abort();
  };
  const options = { ...where, signal: stop.signal, onEvent };
  await assert.rejects(scrapeDataAndMetadata(store, entry, options), { name: 'StoppedError' });
  assert.equal(await store.read('b_test.npy'), undefined);
  assert.deepEqual(await scraped(store), ['skipped m/b_train.npy', 'begun m/b_test.npy']);
});

test('what is wrong is refused before anything is written', async () => {
  const bad: [Record<string, unknown>, key: string | undefined, says: RegExp][] = [
    [{ scenario: 'dif_adv' }, 'scenario', /did you mean 'diff_adv'/],
    [{ scenario: undefined }, 'scenario', /is missing/],
    [{ name: '' }, 'name', /is empty/],
    [{ num_pints: 3 }, 'num_pints', /did you mean 'num_points'/],
    [{ num_points: 1.5 }, 'num_points', /whole number/],
    [{ ic_config: 'furier;5;true;true' }, 'ic_config', /did you mean 'fourier'/],
    [{ num_points: 1e9 }, undefined, /would take [\d,]{12,} bytes/],
    [
      { num_spatial_dims: 3, num_points: 160, test_temporal_horizon: 1e4 },
      undefined,
      /one trajectory of the test data would take [\d,]{12,} bytes/,
    ],
  ];
  for (const [change, key, message] of bad) {
    const store = new MemoryStore('m');
    const given = { ...entry, ...change } as typeof entry;
    await assert.rejects(scraped(store, given), { name: 'UserError', key, message });
    assert.equal(await store.read('b.json'), undefined);
  }
});

test('the curation of the paper has its 46 entries', () => {
  const entries = curations.get('apebench_v1');
  const dims = entries.map(({ num_spatial_dims }) => num_spatial_dims ?? 1);
  assert.deepEqual(
    [1, 2, 3].map((d) => dims.filter((one) => one === d).length),
    [10, 19, 17],
  );
  assert.equal(new Set(entries.map((one) => JSON.stringify(one))).size, 46);
});

test('a disk that fills up in mid-file leaves what was there, or nothing', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  async function* filling() {
    yield new Uint8Array(100_000);
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  }
  try {
    const target = path.join(folder, 'deep', 'a.npy');
    const full = { name: 'MachineError', message: /cannot write '.*a\.npy': no space left/ };
    await assert.rejects(writeWhole(target, filling()), full);
    assert.deepEqual(readdirSync(path.join(folder, 'deep')), []);
    writeFileSync(target, 'before');
    await assert.rejects(writeWhole(target, filling()), full);
    assert.equal(readFileSync(target, 'utf8'), 'before');
    const store = new FolderStore(folder);
    assert.equal(await store.peek('none', 5), undefined);
    const { start, size } = (await store.peek('deep/a.npy', 3))!;
    assert.deepEqual([start, size], [Uint8Array.from([98, 101, 102]), 6]);
    assert.ok(!existsSync(path.join(folder, 'none')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
