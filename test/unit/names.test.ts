/** The names of experiments, which their files bear. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PyFloat, PyTuple, type PyValue } from '../../src/config/python-literal.js';
import { type ExperimentConfig, experimentName } from '../../src/study/names.js';

const base: ExperimentConfig = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;34;10;relu',
  train: 'one',
  startSeed: 0,
  numSeeds: 50,
  kwargs: new Map(),
};

test('the original names', async () => {
  assert.equal(await experimentName(base), 'diff_adv__predict__Conv;34;10;relu__one__0-49');
  const kwargs = new Map<string, PyValue>([
    ['num_spatial_dims', 2],
    ['advection_coef_vector', new PyTuple([new PyFloat(0.01), new PyFloat(-0.04)])],
    ['optim_config', 'adam;10_000;warmup_cosine;0.0;1e-3;2_000'],
  ]);
  const config = { ...base, scenario: 'phy_unbal_adv', net: 'Res;26;8;relu', train: 'sup;5' };
  assert.equal(
    await experimentName({ ...config, numSeeds: 5, kwargs }),
    'phy_unbal_adv__num_spatial_dims=2,advection_coef_vector=(0.01, -0.04),' +
      'optim_config=adam;10_000;warmup_cosine;0.0;1e-3;2_000__predict__Res;26;8;relu__sup;5__0-4',
  );
});

test('a name over 220 bytes is cut and ends in a hash of the whole', async () => {
  const long = (last: string) => ({
    ...base,
    kwargs: new Map([['callbacks', `${'é'.repeat(200)}${last}`]]),
  });
  const [a, b] = [await experimentName(long('a')), await experimentName(long('b'))];
  assert.notEqual(a, b);
  for (const name of [a, b]) {
    assert.match(name, /__[0-9a-f]{12}$/);
    const bytes = new TextEncoder().encode(name).length;
    assert.ok(bytes > 216 && bytes <= 220, String(bytes));
    assert.ok(!name.includes('\ufffd'));
  }
  const width = 220 - 'diff_adv__callbacks=__predict__Conv;34;10;relu__one__0-49'.length;
  const exact = { ...base, kwargs: new Map([['callbacks', 'x'.repeat(width)]]) };
  assert.equal((await experimentName(exact)).length, 220);
  assert.match(await experimentName(exact), /__0-49$/);
});

test('what no file name may hold is replaced, and the hash tells the names apart', async () => {
  const name = (value: string) =>
    experimentName({ ...base, kwargs: new Map([['callbacks', value]]) });
  assert.match(await name('a/b'), /^diff_adv__callbacks=a_b__.*__[0-9a-f]{12}$/);
  assert.notEqual(await name('a/b'), await name('a:b'));
});
