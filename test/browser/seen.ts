/** What a user sees of an element, and where the focus is: the page as it lies on the screen. */

import type { Page } from 'playwright-core';

/** Sizes of screens: two desks, a phone, and the first at 200 % and 400 %. */
export const SIZES = {
  desk: { width: 1440, height: 900 },
  laptop: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
  'at 200 %': { width: 720, height: 450 },
  'at 400 %': { width: 360, height: 225 },
} as const;

/**
 * Which of these are not wholly on the screen without scrolling: outside of the window, or cut off by
 * what scrolls around it. What is not there at all is missing, too.
 */
export function notInSight(page: Page, selectors: readonly string[]): Promise<string[]> {
  return page.evaluate(
    (all) =>
      all.filter((selector) => {
        const node = document.querySelector(selector);
        if (node === null) return true;
        const { left, right, top, bottom, width, height } = node.getBoundingClientRect();
        if (width === 0 || height === 0) return true;
        for (let outer = node.parentElement; outer !== null; outer = outer.parentElement) {
          if (getComputedStyle(outer).overflowY === 'visible') continue;
          const edge = outer.getBoundingClientRect();
          if (top < edge.top - 1 || bottom > edge.bottom + 1) return true;
        }
        return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight;
      }),
    selectors,
  );
}

export interface Focus {
  readonly name: string;
  /** Whether it is marked. */
  readonly isMarked: boolean;
  /** What lies over the middle of it, or that nothing of it is on the screen; null where it is seen. */
  readonly hiddenBy: string | null;
}

/** What has the focus. */
export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const node = document.activeElement as HTMLElement;
    const label = (node as HTMLInputElement).labels?.[0]?.textContent;
    const text = node.textContent?.trim().slice(0, 60);
    const name = node.getAttribute('name') ?? node.ariaLabel ?? label ?? text ?? node.tagName;
    const { outlineStyle, outlineWidth } = getComputedStyle(node);
    const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;

    let { left, right, top, bottom } = node.getBoundingClientRect();
    const edges = [{ left: 0, right: innerWidth, top: 0, bottom: innerHeight }];
    for (let outer = node.parentElement; outer !== null; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflow !== 'visible') edges.push(outer.getBoundingClientRect());
    }
    left = Math.max(left, ...edges.map((edge) => edge.left));
    right = Math.min(right, ...edges.map((edge) => edge.right));
    top = Math.max(top, ...edges.map((edge) => edge.top));
    bottom = Math.min(bottom, ...edges.map((edge) => edge.bottom));
    if (right - left < 1 || bottom - top < 1) return { name, isMarked, hiddenBy: 'the edge' };
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isSeen =
      over !== null && (node.contains(over) || over.closest('label')?.control === node);
    return {
      name,
      isMarked,
      hiddenBy: isSeen ? null : (over?.outerHTML.slice(0, 80) ?? 'nothing'),
    };
  });
}

/** All that Tab reaches, from the head of the page until it leaves it; or all the way back. */
export async function tabThrough(page: Page, key = 'Tab'): Promise<Focus[]> {
  await page.evaluate(() => {
    // Tab goes on from where one has clicked last, unless something else gets the focus.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
  });
  const reached: Focus[] = [];
  const isOver = () => page.evaluate(() => document.activeElement === document.body);
  for (;;) {
    await page.keyboard.press(key);
    if (reached.length > 0 && (await isOver())) return reached;
    reached.push(await focusOf(page));
    if (reached.length > 1000) throw new Error('Tab goes round and round');
  }
}

/** Opens all that is folded. */
export async function unfold(page: Page): Promise<void> {
  // What is inside of another comes to be opened after it.
  while ((await page.locator('details:not([open])').count()) > 0) {
    await page.locator('details:not([open])').evaluateAll((all: HTMLDetailsElement[]) => {
      for (const details of all) details.open = true;
    });
  }
}
