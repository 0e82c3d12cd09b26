/** Accessibility of the pages in every state, as far as a program can tell. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { runStudy } from '../../src/study/index.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { toText } from '../../src/web/paint/painted-state.js';
import { assertAccessible, violations } from './axe.js';
import { browserTest } from './browser.js';
import {
  ENDLESS,
  finished,
  OF_ENDLESS,
  standstill,
  startPaused,
  TINY,
  withPages,
} from './experiment-page.js';
import { unfold } from './seen.js';

const inSpace = (dims: number) =>
  TINY.replace('num_points=32', `num_spatial_dims=${dims}&num_points=10`);

/** Of 32 points. */
const CURVE = await toText({
  dims: 1,
  numPoints: 32,
  numChannels: 1,
  bits: 13,
  levels: Int16Array.from({ length: 32 }, (_, i) => 250 * (i % 16)),
});

/** Waits for a run, and steps what is painted, or the first test state. */
async function stepPainted(page: Page): Promise<void> {
  await finished(page);
  const paint = page.locator('#paint');
  if ((await paint.getAttribute('open')) === null) await paint.locator('summary').first().click();
  await paint.getByRole('button', { name: 'From the test data' }).click();
  await paint.getByRole('button', { name: 'Step', exact: true }).click();
  await paint.locator('#paint-step').filter({ hasText: '1' }).waitFor();
}

/** What the page is brought to, and how. */
const STATES: Readonly<Record<string, readonly [hash: string, (page: Page) => Promise<unknown>]>> =
  {
    fresh: [TINY, (page) => page.locator('#data-picture canvas').first().waitFor()],
    explained: [TINY, (page) => page.getByRole('button', { name: 'What is this?' }).click()],
    shared: [TINY, (page) => page.locator('#share').click()],
    'choosing a scenario': [
      TINY,
      async (page) => {
        await page.locator('[name=scenario]').click();
        await page.getByRole('listbox').waitFor();
      },
    ],
    'data pinned': [TINY, (page) => page.getByRole('button', { name: 'Pin these data' }).click()],
    'too much memory, with a remedy': [
      'scenario=diff_adv&net=Conv;26;10;relu&backend=wasm&num_seeds=1000000',
      (page) => page.locator('.remedy').first().waitFor(),
    ],
    'a text to copy by hand': [
      TINY,
      async (page) => {
        await page.evaluate(() =>
          Object.defineProperty(navigator, 'clipboard', { value: undefined }),
        );
        await page.locator('#share').click();
        await page.getByRole('button', { name: 'Copy command' }).click();
        await page.getByLabel('text to copy').waitFor();
      },
    ],
    'a run deleted': [
      `${TINY}&run=1`,
      async (page) => {
        await finished(page);
        await page.getByRole('button', { name: 'delete run 1' }).click();
        await page.getByRole('button', { name: 'Undo' }).waitFor();
      },
    ],
    'a curve painted': [`${TINY}&run=1&paint=${CURVE}`, stepPainted],
    'a field painted': [`${inSpace(2)}&run=1`, stepPainted],
    'of a link that cannot be painted': [
      `${TINY}&paint=1;32;1;13;%22`,
      (page) => page.locator('#paint [role=alert]').waitFor(),
    ],
    running: [`${ENDLESS}&run=1`, (page) => page.locator('#comparison canvas').first().waitFor()],
    paused: [
      ENDLESS,
      async (page) => {
        await startPaused(page);
        await standstill(page);
      },
    ],
    stopped: [
      `${ENDLESS}&run=1`,
      async (page) => {
        await page.locator('#numbers').filter({ hasText: OF_ENDLESS }).waitFor();
        await page.locator('#stop').click();
        await page.locator('#runs [data-status=stopped]').waitFor();
      },
    ],
    finished: [
      `${TINY}&run=1`,
      async (page) => {
        await finished(page);
        await page.locator('#comparison canvas').first().waitFor();
      },
    ],
    'several seeds': [`${TINY}&num_seeds=2&run=1`, (page) => finished(page)],
    'bad input': [
      TINY.replace('Conv;4;2;relu', 'Conv;4;x;relu'),
      (page) => page.locator('[aria-invalid=true]').first().waitFor(),
    ],
    diverged: [
      `${TINY.replace('constant;3e-3', 'constant;1e9')}&run=1`,
      (page) => page.locator('#runs :is([data-status=finished], [data-status=failed])').waitFor(),
    ],
    'a queue, and details': [
      `${ENDLESS}&run=1`,
      async (page) => {
        await page.locator('#runs [data-run="1"]').waitFor();
        await page.locator('#train').click();
        await page.locator('#queue > li').waitFor();
        await page.getByRole('button', { name: 'details of run 1' }).click();
      },
    ],
    '2D': [
      `${inSpace(2)}&run=1`,
      async (page) => {
        await finished(page);
        await page.locator('#comparison canvas').first().waitFor();
      },
    ],
    '3D': [
      `${inSpace(3)}&run=1`,
      async (page) => {
        await finished(page);
        await page.locator('#comparison canvas').first().waitFor();
      },
    ],
  };

for (const [state, [hash, reach]] of Object.entries(STATES)) {
  browserTest(`axe finds nothing: ${state}`, () =>
    withPages(async ({ open }) => {
      const { page } = await open(`index.html#${hash}`);
      await reach(page);
      await unfold(page);
      await assertAccessible(page, state);
    }),
  );
}

browserTest('axe finds nothing: nothing can be kept', () =>
  withPages(async ({ browser, server }) => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('denied', 'SecurityError');
      };
    });
    await page.goto(new URL(`index.html#${TINY}&run=1`, server.url).href);
    await page.locator('#not-kept').waitFor();
    await finished(page);
    await assertAccessible(page, 'not kept');
  }),
);

for (const name of ['index', 'bench']) {
  browserTest(`axe finds nothing: ${name}.html while it loads, and where it cannot`, () =>
    withPages(async ({ browser, server }) => {
      const page = await browser.newPage();
      let fail = () => {};
      const failing = new Promise<void>((resolve) => {
        fail = resolve;
      });
      await page.route('**/compute.js', async (route) => {
        await failing;
        await route.abort();
      });
      await page.goto(new URL(`${name}.html`, server.url).href, { waitUntil: 'commit' });
      await page.locator('.loading').waitFor();
      await assertAccessible(page, 'loading');
      fail();
      await page.getByRole('alert').filter({ hasText: 'Reload the page to go on.' }).waitFor();
      await assertAccessible(page, 'failed');
    }),
  );
}

browserTest('axe finds nothing: another tab trains', () =>
  withPages(async ({ browser, server }) => {
    const context = await browser.newContext();
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(new URL(`index.html#${ENDLESS}&run=1`, server.url).href);
    await first.locator('#runs [data-status=running]').waitFor();
    await first.locator('#pause').click();
    await second.goto(new URL('index.html', server.url).href);
    await second.locator('#runs [data-status=elsewhere]').waitFor();
    await assertAccessible(second, 'elsewhere');
    await context.close();
  }),
);

browserTest('axe finds nothing: a reload is offered', () =>
  withPages(
    async ({ open }) => {
      const { page } = await open(`index.html#${TINY}&run=1`);
      await finished(page);
      await page.locator('.offline-notice button').waitFor();
      await assertAccessible(page, 'a reload is offered');
    },
    { isolated: false, serviceWorkers: true },
  ),
);

browserTest('axe finds nothing: a checked folder', () =>
  withPages(async ({ open }) => {
    const out = mkdtempSync(path.join(tmpdir(), 'apebench axe '));
    try {
      await runStudy([toEntry(fromHash(TINY).state)], { out, backend: 'wasm', digestEvery: 25 });
      const { page } = await open(`index.html#${TINY}`);
      await page.locator('#verify summary').click();
      await page.locator('#verify-folder').setInputFiles(out);
      await page.locator('#verify-list > li').first().waitFor();
      await assertAccessible(page, 'checked');
    } finally {
      rmSync(out, { recursive: true });
    }
  }),
);

browserTest('axe finds nothing: the page of the bench', () =>
  withPages(async ({ open }) => {
    const { page } = await open('bench.html#tasks=small&backend=webgpu&milliseconds=10');
    await page.locator('#measure:enabled').waitFor();
    await assertAccessible(page, 'bench');
    await page.evaluate(() => {
      location.hash = 'tasks=huge&run=1';
    });
    await page.locator('#bench-error pre').waitFor();
    await assertAccessible(page, 'a wrong address');
    await page.evaluate(() => {
      location.hash = 'tasks=small&backend=webgpu&milliseconds=10';
    });
    await page.locator('#measure').click();
    await page.locator('#status').filter({ hasText: 'finished' }).waitFor();
    await unfold(page);
    await assertAccessible(page, 'measured');
  }),
);

browserTest('axe would find what is wrong', () =>
  withPages(async ({ open }) => {
    const { page } = await open('index.html');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('#train:enabled').waitFor();
    await page.evaluate(() => {
      document.querySelector('#experiment')!.append(document.createElement('input'));
      const outside = document.createElement('p');
      outside.textContent = 'pale, and outside of all landmarks';
      outside.style.color = '#bbb';
      document.body.prepend(outside);
    });
    const rules = (await violations(page)).map((one) => one.split(':')[0]);
    assert.deepEqual([...new Set(rules)].sort(), ['color-contrast', 'label', 'region']);
    await page.evaluate(() => {
      const dim = document.createElement('p');
      dim.textContent = 'dark on dark';
      dim.style.color = '#444';
      document.body.prepend(dim);
    });
    await assert.rejects(
      assertAccessible(page, 'spoilt'),
      /color-contrast: <p style[^\n]*dark on dark[^\n]*\n {2}in dark desk, dark laptop\n/,
    );
  }),
);

browserTest('fields are found by an edge, which has a contrast of 3', () =>
  withPages(async ({ open }) => {
    const { page } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    await unfold(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const pale = await page.evaluate(() => {
        const controls = [
          ...document.querySelectorAll<HTMLElement>('input[type=text], input:not([type]), select'),
        ];
        const paper = getComputedStyle(document.body).backgroundColor;
        const luminances = controls.map((control) =>
          [control, document.body].map((node) => {
            const { borderBottomColor } = getComputedStyle(node);
            // An edge that is transparent is none.
            const isClear = borderBottomColor === 'rgba(0, 0, 0, 0)';
            const colour = node === control && !isClear ? borderBottomColor : paper;
            const parts = colour.match(/[\d.]+/g)!.map((part) => Number(part) / 255);
            const linear = parts.map((part) =>
              part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
            );
            return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
          }),
        );
        return controls.flatMap((control, i) => {
          const [low, high] = luminances[i]!.sort((a, b) => a - b);
          const contrast = (high! + 0.05) / (low! + 0.05);
          return contrast < 3 ? [`${control.outerHTML.slice(0, 120)}: ${contrast.toFixed(2)}`] : [];
        });
      });
      assert.deepEqual(pale, [], colorScheme);
    }
  }),
);
