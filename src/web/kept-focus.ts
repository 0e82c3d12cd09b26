/**
 * Keeps the focus in a group of buttons: where the one that has it is disabled or goes, the first
 * that can be pressed gets it. Without this it would be lost, and Tab begin at the head of the page.
 */

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** To be given to the group's element by the component that draws the buttons. */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
  const group = useRef<HTMLDivElement>(null);
  // Before this drawing is on the page.
  const hadFocus = group.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    const focused = document.activeElement;
    const isLost = !group.current?.contains(focused) || focused?.matches(':disabled');
    if (hadFocus && isLost) group.current?.querySelector<HTMLElement>('button:enabled')?.focus();
  });
  return group;
}
