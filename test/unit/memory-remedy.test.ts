/** What takes more memory than there is: the key that is to blame, and what fits instead. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFlags } from '../../src/cli/run.js';
import { PlaceError } from '../../src/errors.js';
import { archExtensions, layers } from '../../src/index.js';
import { EntryError, readExperiment, type StudyEntry } from '../../src/study/index.js';

const DEFAULTS = { scenario: 'diff_adv', task: 'predict', net: 'Conv;26;10;relu', train: 'one' };
const WASM = { backend: 'wasm', threads: 2 } as const;

async function errorOf(entry: StudyEntry): Promise<EntryError> {
  const error = await readExperiment(entry, WASM).then(
    () => assert.fail('it fits'),
    (refused: unknown) => refused,
  );
  assert.ok(error instanceof EntryError, String(error));
  return error;
}

const CASES: readonly (readonly [
  change: Record<string, unknown>,
  key: string,
  value: string | number,
])[] = [
  [{ net: 'Conv;26000;1000;relu' }, 'net', 'Conv;26;10;relu'],
  [{ num_spatial_dims: 2, net: 'Conv;512;10;relu' }, 'net', 'Conv;26;10;relu'],
  [{ num_seeds: 1_000_000 }, 'num_seeds', 2000],
  // As the paper has it in three dimensions.
  [{ num_spatial_dims: 3 }, 'num_points', 32],
  [{ scenario: 'diff_burgers', num_spatial_dims: '3' }, 'num_points', 32],
  [{ num_points: 100_000_000 }, 'num_points', 65_536],
  [{ num_train_samples: '100_000_000' }, 'num_train_samples', 100_000],
  [{ num_test_samples: 10_000_000 }, 'num_test_samples', 100_000],
];

for (const [change, key, value] of CASES) {
  test(`${JSON.stringify(change)} is refused at ${key}, for which ${value} fits`, async () => {
    const entry = { ...DEFAULTS, ...change };
    const { key: blamed, remedy, reason } = await errorOf(entry);
    assert.equal(blamed, key);
    assert.deepEqual(remedy, { key, value });
    assert.match(reason, /would take (at least )?[\d,]{10,} bytes/);
    assert.ok(reason.endsWith(`; with ${key}=${value} it fits`), reason);
    const { plan } = await readExperiment({ ...entry, [key]: value }, WASM);
    assert.equal((await plan.choose()).backend, 'wasm');
  });
}

test('what fits is looked for one by one where it is not bytes alone that are too many', async () => {
  // As of an op whose tensors lie in too many buffers, whatever these hold in all.
  archExtensions.slots = (_config, dims, numPoints, channels) => {
    if (numPoints > 300) throw new PlaceError('this would take too many buffers', { bytes: 1000 });
    return layers.convLayer(dims, channels, channels, 1);
  };
  try {
    const { remedy } = await errorOf({ ...DEFAULTS, net: 'slots', num_points: 400 });
    assert.deepEqual(remedy, { key: 'num_points', value: 256 });
  } finally {
    delete archExtensions.slots;
  }
});

test('where nothing that could be smaller helps, the error stays what it was', async () => {
  const error = await errorOf({ ...DEFAULTS, optim_config: 'adam;10000000000;constant;1e-3' });
  assert.equal(error.key, 'optim_config');
  assert.equal(error.remedy, undefined);
});

test('the command line names the flag and what fits', async () => {
  await assert.rejects(
    readFlags({ ...DEFAULTS, num_seeds: 1_000_000 }, WASM),
    /^UserError: --num-seeds: .* bytes .*; with num_seeds=2000 it fits$/,
  );
});

test('the ends of the range of values must rise', async () => {
  for (const vlim of ['(1,1)', '1,-1', [2, -2]]) {
    const { key, reason } = await errorOf({ ...DEFAULTS, vlim });
    assert.equal(key, 'vlim');
    assert.match(reason, /'vlim' must be 2 numbers, separated by commas, the lower one first, not/);
  }
  await readExperiment({ ...DEFAULTS, vlim: '(-1, 1)' }, WASM);
});

test('an attribute that is misspelled is offered under its name', async () => {
  const { brief, message, remedy } = await errorOf({ ...DEFAULTS, nu_points: 48 });
  assert.match(message, /did you mean 'num_points'\? allowed: num_spatial_dims, num_points, /);
  assert.equal(
    brief,
    "unknown attribute of diff_adv 'nu_points' (21 are known); did you mean 'num_points'?",
  );
  assert.deepEqual(remedy, { key: 'num_points', value: 48 });
});
