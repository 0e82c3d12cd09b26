/** Folders that change under a study: that vanish, and whose files are of other times. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runStudy, type StudyEntry, type StudyEvent } from '../../src/study/index.js';
import { standingOf } from '../../src/study/record.js';
import { FolderStore } from '../../src/study/store/folder.js';

const entry: StudyEntry = {
  ...{ scenario: 'diff_adv', task: 'predict', train: 'one', net: 'Pure;3', num_points: 16 },
  ...{ num_train_samples: 2, train_temporal_horizon: 4, num_test_samples: 2, batch_size: 3 },
  ...{ test_temporal_horizon: 3, optim_config: 'adam;3;constant;1e-3' },
};
const entries = [0, 1, 2].map((start_seed) => ({ ...entry, start_seed }));

async function inFolder(use: (out: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  try {
    await use(path.join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(out: string, onEvent: (event: StudyEvent) => void = () => {}) {
  const told: string[] = [];
  const result = await runStudy(entries, {
    ...{ out, backend: 'wasm', threads: 1, checkpointSeconds: 0 },
    onEvent(event) {
      if (event.kind === 'notice') told.push(event.notice);
      onEvent(event);
    },
  });
  return { ...result, told };
}

for (const kind of ['considering', 'progress', 'finished'] as const) {
  test(`a folder that vanishes while a study runs (${kind}): what is missing is made again`, () =>
    inFolder(async (out) => {
      let considered = 0;
      let gone = false;
      const study = run(out, (event) => {
        if (event.kind === 'considering') considered++;
        if (event.kind !== kind || considered !== 2 || gone) return;
        gone = true;
        rmSync(out, { recursive: true });
      });
      await assert.rejects(study, {
        name: 'MachineError',
        message: /csv is gone: something removed it while the study ran; run it again$/,
      });
      const store = new FolderStore(out);
      const files = existsSync(out) ? readdirSync(path.join(out, 'raw')) : [];
      const whole = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
      for (const name of whole) assert.equal((await standingOf(store, name)).kind, 'whole');
      const { trained, skipped, told, names } = await run(out);
      assert.deepEqual([skipped, trained], [whole.length, entries.length - whole.length]);
      assert.deepEqual(told, []);
      assert.equal(names.length, entries.length);
    }));
}

for (const days of [-1, 1, 365]) {
  test(`results whose times are ${days} days from now are what they were`, () =>
    inFolder(async (out) => {
      const made = await run(out);
      const metrics = readFileSync(path.join(out, 'metrics.csv'), 'utf8');
      const then = new Date(Date.now() + days * 86_400_000);
      for (const file of readdirSync(out, { recursive: true }) as string[]) {
        utimesSync(path.join(out, file), then, then);
      }
      const { trained, skipped, told, melted } = await run(out);
      assert.deepEqual([made.trained, trained, skipped, told], [3, 0, 3, []]);
      assert.equal(readFileSync(path.join(out, 'metrics.csv'), 'utf8'), metrics);
      assert.equal(`${melted.metrics}`, metrics);
    }));
}
