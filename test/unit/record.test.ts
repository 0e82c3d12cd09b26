/** Records of results: what is not as its record says is made anew or left out, and told. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import {
  MemoryStore,
  openStore,
  runStudy,
  type Store,
  type StudyEntry,
  type StudyResult,
} from '../../src/study/index.js';
import { sealed } from '../../src/study/record.js';

const entry: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  train: 'one',
  net: 'Pure;3',
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;3;constant;1e-3',
  batch_size: 3,
};

let name: string;
const files = new Map<string, Uint8Array>();
let [table, weights, record]: string[] = [];

async function run(
  store: Store,
  options: object = {},
): Promise<StudyResult & { told: string[]; updates: number }> {
  const told: string[] = [];
  let updates = 0;
  const result = await runStudy([entry], {
    store,
    backend: 'wasm',
    ...options,
    onEvent: (event) => {
      if (event.kind === 'notice') told.push(event.notice);
      if (event.kind === 'progress') updates++;
    },
  });
  return { ...result, told, updates };
}

/** A folder in memory with a result and these files changed. */
async function folder(changes: Readonly<Record<string, string | Uint8Array | null>>) {
  const store = new MemoryStore('results');
  for (const [file, bytes] of files) await store.write(file, bytes);
  for (const [file, content] of Object.entries(changes)) {
    if (content === null) await store.remove(file);
    else await store.write(file, content);
  }
  return store;
}

const textOf = (file: string) => new TextDecoder().decode(files.get(file));

before(async () => {
  const store = new MemoryStore('results');
  [name] = (await run(store)).names as [string];
  [table, weights, record] = [`raw/${name}.csv`, `network_weights/${name}.safetensors`, ''];
  record = `raw/${name}.json`;
  for (const file of [table, weights, record]) files.set(file, (await store.read(file))!);
});

test('a record has the size and the SHA-256 of the table and of the weights', async () => {
  const digest = (file: string) => {
    const bytes = files.get(file)!;
    return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const expected = { [table!]: digest(table!), [weights!]: digest(weights!) };
  assert.deepEqual(JSON.parse(textOf(record!)).files, expected);
  const root = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  try {
    const store = openStore(root);
    await store.write(table!, files.get(table!)!);
    assert.deepEqual(await store.digest(table!), expected[table!]);
    assert.equal(await store.digest(weights!), undefined);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('a result that is whole is skipped without a word', async () => {
  const { trained, skipped, told } = await run(await folder({}));
  assert.deepEqual([trained, skipped, told], [0, 1, []]);
});

/** The bytes of a file with one bit of its last digit turned. */
function turned(file: string): Uint8Array {
  const bytes = files.get(file)!.slice();
  let at = bytes.length - 1;
  while (bytes[at]! < 0x30 || bytes[at]! > 0x39) at--;
  bytes[at]! ^= 1;
  return bytes;
}

const inRecord = (from: string | RegExp, to: string) => () => ({
  [record!]: textOf(record!).replace(from, to),
});

const damages: Record<string, () => Record<string, string | Uint8Array | null>> = {
  'a bit of a number': () => ({ [table!]: turned(table!) }),
  'a bit of the weights': () => ({ [weights!]: turned(weights!) }),
  'lines that end in CRLF': () => ({ [table!]: textOf(table!).replaceAll('\n', '\r\n') }),
  'a byte order mark': () => ({ [table!]: `\ufeff${textOf(table!)}` }),
  'half a table': () => ({ [table!]: files.get(table!)!.subarray(0, 100) }),
  'an empty table': () => ({ [table!]: '' }),
  'no table': () => ({ [table!]: null }),
  'empty weights': () => ({ [weights!]: '' }),
  'no weights': () => ({ [weights!]: null }),
  'no record': () => ({ [record!]: null }),
  'an empty record': () => ({ [record!]: '' }),
  'a record of null': () => ({ [record!]: 'null' }),
  'a record of true': () => ({ [record!]: 'true' }),
  'a record of a list': () => ({ [record!]: '[]' }),
  'a record of nothing': () => ({ [record!]: '{}' }),
  'a record that is no text': () => ({ [record!]: Uint8Array.of(0xff, 0xfe, 0) }),
  'a record without digests': inRecord(/,\s*"files".*$/s, '}'),
  'a record of digests of null': inRecord(/"files".*$/s, '"files": null}'),
  'a record of other files': inRecord(/"files".*$/s, '"files": {}}'),
  'a record of digests that are none': inRecord(/"size": \d+/, '"size": "1"'),
  'a record without what is read': inRecord('"diverged"', '"divreged"'),
  'a record of other marks': inRecord('"diverged": []', '"diverged": [null]'),
  'a record of another name': inRecord('"name": "', '"name": "x'),
  'a record of another configuration': inRecord('"Pure;3"', '"Pure;5"'),
  'a record of a backend that is no text': inRecord('"wasm"', '3'),
  'a record of a reason that is no text': inRecord('"chosen": null', '"chosen": 5'),
  'a record of a precision that there is not': inRecord('"f32"', '"f16"'),
  'a record of numbers that are none': inRecord(/"numbers": \d+/, '"numbers": "2"'),
  'a record of moves that are no list': inRecord('"moves": []', '"moves": 7'),
  'a record of moves that are none': inRecord('"moves": []', '"moves": [{"on": 3}]'),
  'a record of times that are none': inRecord(/"trainSeconds": [^,]+/, '"trainSeconds": "x"'),
  'a record of digests in a list': inRecord(/"files".*$/s, '"files": []}'),
  'a record with a key twice': inRecord('"name"', '"name": "a", "name"'),
};

for (const [about, changes] of Object.entries(damages)) {
  test(`is not whole, and trained anew: ${about}`, async () => {
    const store = await folder(changes());
    const { trained, told, melted } = await run(store);
    assert.equal(trained, 1);
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0]!, /^what is there of it is not whole \(.*\): trained anew$/s);
    assert.equal(melted.metrics!.numRows, 3);
    for (const file of [table!, weights!]) {
      assert.deepEqual(await store.read(file), files.get(file), file);
    }
    assert.equal((await run(store)).skipped, 1);
  });
}

/** What is told of a copy of the table. */
const repeats = () =>
  `results/raw/other.csv repeats seed 0 of results/${table} with the same numbers, which count once`;

test('a table of others that is not as its record says is left out, and told', async () => {
  const other = 'raw/other.csv';
  const { sha256: _, ...its } = JSON.parse(textOf(record!).replaceAll(name, 'other'));
  const store = await folder({
    [other]: turned(table!),
    'raw/other.json': await sealed(its),
  });
  const { told, melted } = await run(store);
  assert.deepEqual(told, [
    'results/raw/other.csv is left out: results/raw/other.csv is not what was written: it was changed',
  ]);
  assert.equal(melted.metrics!.numRows, 3);
  await store.write(other, textOf(table!).replaceAll('\n', '\r\n'));
  assert.match((await run(store)).told.join(), /other\.csv is left out: .* has \d+ bytes, not the/);
  await store.write(other, textOf(table!));
  const whole = await run(store);
  assert.deepEqual(whole.told, [repeats()]);
  assert.equal(whole.melted.metrics!.numRows, 3);
});

test('a table of others without a record is taken, and told', async () => {
  for (const text of [(t: string) => t, (t: string) => `\ufeff${t.replaceAll('\n', '\r\n')}`]) {
    const store = await folder({ 'raw/other.csv': text(textOf(table!)) });
    const { told, melted } = await run(store);
    assert.deepEqual(told, [
      'results/raw/other.csv is taken unverified: it has no record, results/raw/other.json',
      repeats(),
    ]);
    assert.equal(melted.metrics!.numRows, 3);
  }
  const store = await folder({ 'raw/other.csv': textOf(table!), 'raw/other.json': 'null' });
  assert.match(
    (await run(store)).told.join(),
    /taken unverified: .*other\.json is no record of it/,
  );
});

const unreadable: Record<string, () => string> = {
  'is empty': () => '',
  'is ragged': () => textOf(table!).replace(/\n$/, ',1\n'),
  'is cut off': () => textOf(table!).slice(0, -40),
  'has two equal columns': () => textOf(table!).replace('0001', '0002'),
  'has two equal columns and nothing else': () => 'seed,seed\n1,2\n',
  'has text as a metric': () => {
    const [heading, row] = textOf(table!).split('\n');
    const at = heading!.split(',').indexOf('mean_nRMSE_0001');
    const cells = row!.match(/("[^"]*"|[^,]*)(,|$)/g)!;
    cells[at] = 'x,';
    return `${heading}\n${cells.join('')}\n`;
  },
};

for (const [about, content] of Object.entries(unreadable)) {
  test(`a table of others that ${about} is found before any work`, async () => {
    const changes = { 'raw/other.csv': content(), [table!]: null, [record!]: null };
    const store = await folder(changes);
    let events = 0;
    const study = runStudy([entry], { store, backend: 'wasm', onEvent: () => events++ });
    await assert.rejects(study, { name: 'UserError', message: /^results\/raw\/other\.csv: / });
    assert.equal(events, 0);
    assert.equal(await store.read(table!), undefined);
  });
}
