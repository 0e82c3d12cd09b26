/** Looks for faults of accessibility with axe-core: those that a program can find. */

import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { SIZES } from './seen.js';

const ALL = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
} as const;
/** Dark is light with other colours: these rules look at colours. */
const OF_COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } as const;

/** The page as it is, in light and dark, at three widths. */
export async function assertAccessible(page: Page, state: string): Promise<void> {
  const sized = page.viewportSize();
  const places = new Map<string, string[]>();
  const schemes = [
    ['light', ALL],
    ['dark', OF_COLOURS],
  ] as const;
  for (const [colorScheme, rules] of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const size of ['desk', 'laptop', 'phone'] as const) {
      await page.setViewportSize(SIZES[size]);
      for (const fault of new Set(await violations(page, rules))) {
        places.set(fault, [...(places.get(fault) ?? []), `${colorScheme} ${size}`]);
      }
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (sized !== null) await page.setViewportSize(sized);
  const told = [...places].map(([fault, where]) => `${fault}\n  in ${where.join(', ')}`);
  assert.ok(places.size === 0, `${state}:\n${told.join('\n')}`);
}

/** Each with the rule and the element. */
export async function violations(
  page: Page,
  rules: typeof ALL | typeof OF_COLOURS = ALL,
): Promise<string[]> {
  // The driver's own scripts are not under the page's policy.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    ({ type, values }) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({
        runOnly: { type, values: [...values] },
        resultTypes: ['violations'],
      }),
    rules,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => {
      const why = failureSummary?.split('\n')[1]?.trim() ?? '';
      return `${id}: ${html.slice(0, 160)} (${why})`;
    }),
  );
}
