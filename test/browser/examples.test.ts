/** Every example of examples/ does in Chromium what it says. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserTest, inRepository, withSite } from './browser.js';
import { curvesOf } from './experiment-page.js';

/** The repository, as a static server at its root shows it. */
const REPOSITORY = { '/': inRepository('.') };

browserTest('the plain script shows the error of its rollout', () =>
  withSite({ folders: REPOSITORY, isolated: false }, async ({ open }) => {
    const { page, errors } = await open('examples/plain/index.html');
    await page.getByText('Done: the error of the rollout').waitFor();
    const rows = (await page.locator('#result').innerText()).split('\n');
    assert.deepEqual(
      rows.slice(2).map((row) => Number(row.split('|')[1])),
      [1, 10, 100],
    );
    assert.deepEqual(errors, []);
  }),
);

browserTest('the bundle finds its core, worker and shaders and shows a falling loss', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'apebench-bundle-'));
  try {
    const build = inRepository('examples/bundler/build.mjs');
    const { status, stderr } = spawnSync(process.execPath, [build, out], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    await withSite({ folders: { '/some/where/': out } }, async ({ open }) => {
      const { page, errors } = await open('some/where/');
      await page.getByText('Done: the loss by update').waitFor();
      const lines = (await page.locator('#result').innerText()).split('\n');
      const losses = lines.map((line) => line.split(': ').map(Number));
      assert.deepEqual(
        losses.map(([update]) => update),
        [0, 50, 100, 150],
      );
      assert.ok(losses[3]![1]! < 0.5 * losses[0]![1]!, lines.join(', '));
      assert.deepEqual(errors, []);
    });
  } finally {
    rmSync(out, { recursive: true });
  }
});

browserTest('the article trains a network when it is asked to, and shows a stored run', () =>
  withSite({ folders: REPOSITORY }, async ({ open }) => {
    const { page, errors } = await open('examples/article/index.html');
    const [live, stored] = [0, 1].map((i) => page.locator('ape-experiment').nth(i));
    await live!.getByRole('button', { name: 'Train' }).click();
    await live!.getByText('finished on wasm').waitFor();
    const [loss] = await curvesOf(live!, 'loss');
    assert.equal(loss!.points, 50);
    assert.ok(loss!.last < 0.2 * loss!.first);
    const [error] = await curvesOf(live!, 'rollout');
    assert.equal(error!.points, 200);
    assert.equal(await live!.locator('canvas[aria-label="Prediction"]').count(), 1);

    const [storedLoss] = await curvesOf(stored!, 'loss');
    assert.equal(storedLoss!.label, '1: 1d_diff_adv · Conv;26;10;relu · one');
    assert.equal(storedLoss!.points, 50);
    const [storedError] = await curvesOf(stored!, 'rollout');
    assert.equal(storedError!.points, 50);
    assert.equal(await stored!.locator('canvas[aria-label="Prediction"]').count(), 1);
    assert.deepEqual(errors, []);
  }),
);
