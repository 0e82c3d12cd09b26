/** What the reader of an article may do with an <ape-experiment>. */

import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import type { Locator } from 'playwright-core';
import { ENDLESS, experiment, noWorkers, TINY, withArticle } from './article.js';
import { browserTest } from './browser.js';
import { curvesOf, filesOfNode } from './experiment-page.js';

const button = (host: Locator, name: string) => host.getByRole('button', { name, exact: true });
const finished = (host: Locator) => host.getByText('finished on wasm').waitFor();

browserTest('the reader changes the fields that the article names, and trains again', () =>
  withArticle(
    `<ape-experiment controls="net, updates num_seeds seed" backend="wasm" ${TINY}></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      const host = experiment(page);
      await host.getByLabel('network').waitFor();
      assert.deepEqual(await host.locator('.field label').allInnerTexts(), [
        'network',
        'updates',
        'seeds',
        'first seed',
      ]);
      await button(host, 'Train').click();
      await finished(host);
      assert.equal((await curvesOf(host, 'loss'))[0]!.points, 8);

      await host.getByLabel('network').fill('Conv;4;2;relu');
      await host.getByLabel('updates').fill('60');
      // Two convolutions more: 16 + 52 + 13.
      await host.getByText('81 parameters · 60 updates').waitFor();
      await host.getByLabel('updates').press('Enter');
      await finished(host);
      const hash =
        'scenario=diff_adv&net=Conv;4;2;relu&train=one&num_points=32&num_train_samples=3' +
        '&train_temporal_horizon=6&num_test_samples=2&test_temporal_horizon=8&batch_size=5' +
        '&optim_config=adam;60;constant;3e-3&record_loss_every=5';
      const [loss] = await curvesOf(host, 'loss');
      const { csv } = await filesOfNode(hash, { backend: 'wasm' });
      const [head, row] = csv
        .toString()
        .split('\n')
        .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
      const last = head!.findLastIndex((name) => name.startsWith('train_loss_'));
      assert.equal(loss!.points, 12);
      // Charts say three digits.
      assert.equal(loss!.last, Number(Number(row![last]).toPrecision(3)));
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('what is wrong in a field is told once the reader pauses, and marks it', () =>
  withArticle(`<ape-experiment controls="net" ${TINY}></ape-experiment>`, async ({ open }) => {
    const { page, errors } = await open('');
    const host = experiment(page);
    const network = host.getByLabel('network');
    await network.waitFor();
    await page.evaluate(() => {
      const counts = { alerts: 0 };
      Object.assign(globalThis, { counts });
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
          counts.alerts += [...addedNodes].filter(
            (node) => node instanceof Element && node.matches('[role=alert]'),
          ).length;
        }
      }).observe(document.querySelector('ape-experiment')!.shadowRoot!, {
        childList: true,
        subtree: true,
      });
    });
    await network.fill('');
    await network.pressSequentially('Conv;4;1;rleu', { delay: 20 });
    await network.press('Tab');
    await host.locator('.error').waitFor();
    assert.match(await host.locator('.error').innerText(), /^net: .*'rleu'.*did you mean 'relu'/s);
    assert.equal(await network.getAttribute('aria-invalid'), 'true');
    const alerts = await page.evaluate(
      () => (globalThis as unknown as { counts: { alerts: number } }).counts.alerts,
    );
    assert.equal(alerts, 1);
    await network.fill('Conv;4;1;relu');
    await host.locator('.error').waitFor({ state: 'detached' });
    assert.equal(await network.getAttribute('aria-invalid'), null);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a field that there is not is told at once', () =>
  withArticle(`<ape-experiment controls="nett" ${TINY}></ape-experiment>`, async ({ open }) => {
    const { page } = await open('');
    assert.match(
      await page.locator('.error').innerText(),
      /^controls: there is no field 'nett'; did you mean 'net'\? there are scenario, task, net,/,
    );
  }),
);

browserTest('it pauses, goes on and stops, and the focus stays with its buttons', () =>
  withArticle(`<ape-experiment controls="net" ${ENDLESS}></ape-experiment>`, async ({ open }) => {
    const { page, errors } = await open('');
    const host = experiment(page);
    const focused = () =>
      host.evaluate((one) => one.shadowRoot!.activeElement?.textContent ?? 'nothing');
    await button(host, 'Train').focus();
    await page.keyboard.press('Enter');
    await host.getByText(' of 500,000 updates').waitFor();
    assert.equal(await focused(), 'Stop');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), 'Pause');
    assert.equal(await host.getByLabel('network').getAttribute('readonly'), '');
    await page.keyboard.press('Enter');
    await host.getByRole('status').filter({ hasText: 'paused' }).waitFor();
    assert.equal(await focused(), 'Go on');
    await page.keyboard.press('Enter');
    await host.getByRole('status').filter({ hasText: 'training' }).waitFor();
    await button(host, 'Stop').focus();
    await page.keyboard.press('Enter');
    await host.getByRole('status').filter({ hasText: 'stopped' }).waitFor();
    assert.equal(await focused(), 'Train again');
    // What it had stays.
    assert.ok((await curvesOf(host, 'loss'))[0]!.points >= 1);
    await noWorkers(page);
    await page.keyboard.press('Enter');
    await host.getByText(' of 500,000 updates').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('attributes that a script changes are taken', () =>
  withArticle(`<ape-experiment ${TINY}></ape-experiment>`, async ({ open }) => {
    const { page, errors } = await open('');
    const host = experiment(page);
    const set = (name: string, value: string) =>
      host.evaluate((one, [key, text]) => one.setAttribute(key!, text!), [name, value]);
    await button(host, 'Train').click();
    await finished(host);
    // How it is shown changes nothing of its run.
    await set('caption', 'Figure 1');
    await host.getByText('Figure 1').waitFor();
    await host.getByText('finished on wasm').waitFor();
    await set('net', 'Conv;4;2;relu');
    await host.getByText('81 parameters').waitFor();
    assert.equal(await host.getByText('finished on wasm').count(), 0);
    assert.equal(await host.locator('[data-chart=loss]').count(), 0);
    await button(host, 'Train').waitFor();
    await set('net', 'Cnov;4');
    await host
      .locator('.error')
      .filter({ hasText: /^net: .*Cnov/ })
      .waitFor();
    await set('net', 'Conv;26;10;relu');
    await set('optim_config', 'adam;500_000;constant;1e-3');
    await button(host, 'Train').click();
    await host.getByText(' of 500,000 updates').waitFor();
    // Of another experiment nothing goes on.
    await set('num_points', '24');
    await button(host, 'Train').waitFor();
    await noWorkers(page);
    assert.deepEqual(errors, []);
  }),
);

browserTest('one that is moved goes on; one that was taken away can be started again', () =>
  withArticle(`<ape-experiment ${ENDLESS}></ape-experiment><aside></aside>`, async ({ open }) => {
    const { page, errors } = await open('');
    const host = experiment(page);
    await button(host, 'Train').click();
    await host.getByText(' of 500,000 updates').waitFor();
    await host.evaluate((one) => document.querySelector('aside')!.append(one));
    await page.waitForTimeout(200);
    assert.ok(page.workers().length > 0);
    assert.equal(await button(host, 'Stop').isVisible(), true);
    await host.evaluate((one) => {
      one.remove();
      Object.assign(globalThis, { kept: one });
    });
    await noWorkers(page);
    await page.evaluate(() => document.body.append((globalThis as unknown as { kept: Node }).kept));
    await host.getByRole('status').filter({ hasText: 'stopped' }).waitFor();
    await button(host, 'Train again').click();
    await host.getByText(' of 500,000 updates').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('several train side by side, each for itself', () =>
  withArticle(
    `<ape-experiment ${TINY}></ape-experiment>
     <ape-experiment ${TINY.replace('Conv;4;1;relu', 'Cnov')}></ape-experiment>
     <ape-experiment ${TINY.replace('adam;40', 'adam;60')}></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      const [one, wrong, other] = [0, 1, 2].map((n) => experiment(page, n));
      await Promise.all([one!, other!].map((host) => button(host, 'Train').click()));
      await Promise.all([one!, other!].map(finished));
      assert.equal((await curvesOf(one!, 'loss'))[0]!.points, 8);
      assert.equal((await curvesOf(other!, 'loss'))[0]!.points, 12);
      assert.match(await wrong!.locator('.error').innerText(), /^net: /);
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('those that begin by themselves wait for each other, not for what is paused', () =>
  withArticle(
    [ENDLESS, TINY, ENDLESS, TINY]
      .map((of) => `<ape-experiment autostart ${of}></ape-experiment>`)
      .join(''),
    async ({ open }) => {
      const { page, errors } = await open('');
      await page.setViewportSize({ width: 900, height: 4000 });
      const [long, tiny, second, last] = [0, 1, 2, 3].map((n) => experiment(page, n));
      const trains = (host: Locator) => host.getByText(' of 500,000 updates').waitFor();
      const waits = (host: Locator) =>
        host.getByRole('status').filter({ hasText: 'waiting for another experiment' }).waitFor();
      await trains(long!);
      for (const host of [tiny!, second!, last!]) {
        await waits(host);
        // Its data are seen until then.
        await host.locator('canvas[aria-label^="Reference"]').waitFor();
      }
      // Who wants to see one now does.
      await button(last!, 'Train').click();
      await finished(last!);
      await waits(tiny!);
      await button(long!, 'Pause').click();
      await finished(tiny!);
      await trains(second!);
      await button(second!, 'Stop').click();
      await button(long!, 'Go on').click();
      await long!.getByRole('status').filter({ hasText: 'training' }).waitFor();
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('of forty in sight each shows its data, in turn', () =>
  withArticle(`<ape-experiment compact ${TINY}></ape-experiment>`.repeat(40), async ({ open }) => {
    const { page, errors } = await open('');
    await page.setViewportSize({ width: 900, height: 20_000 });
    let most = 0;
    for (let seen = 0; seen < 40; ) {
      most = Math.max(most, page.workers().length);
      await page.waitForTimeout(20);
      seen = await page.locator('ape-experiment canvas[aria-label^="Reference"]').count();
    }
    await noWorkers(page);
    // Each of four has its worker and, without isolation, at most one for each processor.
    assert.ok(most <= 4 * (1 + cpus().length), `${most} workers at once`);
    assert.deepEqual(errors, []);
  }),
);
