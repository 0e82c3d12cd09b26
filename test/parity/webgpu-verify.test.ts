/** Results of a GPU are made again on the same one, and not compared with those of another. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore, runStudy, type StudyEntry, verifyStore } from '../../src/study/index.js';
import { sealed } from '../../src/study/record.js';
import { knownRecord, recordPath } from '../../src/study/running/index.js';
import { adapterOrReason } from './gpu.js';

const entry: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;4;1;relu',
  train: 'one',
  num_points: 32,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 1,
  test_temporal_horizon: 2,
  batch_size: 3,
  optim_config: 'adam;10;constant;1e-3',
};

const { adapter, skip } = await adapterOrReason();

describe(`verifying results of WebGPU (${adapter})`, { skip }, () => {
  test('they agree, whole and in parts; those of another GPU are skipped', async () => {
    const store = new MemoryStore('results');
    const { names } = await runStudy([entry], { store, backend: 'webgpu', digestEvery: 4 });
    const [name] = names as [string];
    for (const slices of [false, true]) {
      const { reruns, agrees } = await verifyStore(store, { rerun: 1, slices });
      assert.deepEqual([reruns[0]!.verdict, reruns[0]!.why, agrees], ['agrees', null, true]);
    }
    const record = (await knownRecord(store, name))!;
    assert.equal(record.place, 'gpu');
    await store.write(recordPath(name), await sealed({ ...record, build: 'acme 1' }));
    const { reruns, agrees } = await verifyStore(store, { rerun: 1 });
    assert.deepEqual([reruns[0]!.verdict, agrees], ['skipped', true]);
    assert.match(reruns[0]!.why!, /^it was made on another GPU \(acme 1\)/);
  });
});
