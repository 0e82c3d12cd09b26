/** From the page of experiments to the bench of what its form says. */

import assert from 'node:assert/strict';
import { browserTest } from './browser.js';
import { downloaded, TINY, withPages } from './experiment-page.js';

browserTest(
  'the experiment of the form is benched, as the form has it when one follows the link',
  () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${TINY}&num_seeds=2`);
      await page.locator('[name=net]').fill('Conv;6;1;relu');
      const link = page.getByRole('link', { name: 'Bench this experiment' });
      await link.click();
      await page.getByRole('button', { name: 'Measure' }).waitFor();
      const tasks = page.locator('[name=tasks]');
      assert.equal(await tasks.inputValue(), 'experiment');
      assert.match(
        await tasks.locator('option:checked').innerText(),
        /diff_adv · Conv;6;1;relu · one/,
      );
      await page.locator('[name=backend]').selectOption('webgpu');
      await page.locator('[name=milliseconds]').fill('20');
      // Whoever comes back to this address finds it all again.
      await page.reload();
      await page.getByRole('button', { name: 'Measure' }).click();
      await page.locator('#status').filter({ hasText: 'finished' }).waitFor();
      const body = page.locator('#bench-table tbody');
      assert.equal(await body.count(), 1);
      assert.match(
        await body.locator('.task-head').innerText(),
        /update of Conv;6;1;relu on 1d_diff_adv, one, N=32, batch 5, 2 seeds/,
      );
      const places = await body.locator('th[scope=row]').allInnerTexts();
      assert.match(places.join('\n'), /^WebAssembly, \d+ threads\nWebAssembly, 1 thread\nWebGPU$/);
      const json = JSON.parse((await downloaded(page, 'JSON')).bytes.toString());
      const [{ rows, runs }] = json.tasks;
      assert.equal(runs, 10);
      // Threads change no bit, and the GPU's are close after ten updates.
      assert.equal(rows[1].distance.relative, 0);
      assert.ok(rows[2].distance.relative < 1e-3, String(rows[2].distance.relative));
      assert.deepEqual(errors, []);
    }),
);
