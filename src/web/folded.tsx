/**
 * A part of the page that folds to a line. It is open where the page says so, until the user opens
 * or closes it: from then on his choice stays.
 */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface FoldedProps {
  readonly id: string;
  readonly title: string;
  /** Beside the title, what there is to know of it while it is folded. */
  readonly aside?: ComponentChildren;
  readonly open?: boolean;
  readonly children: ComponentChildren;
}

export function Folded({ id, title, aside, open = false, children }: FoldedProps) {
  const chosen = useSignal<boolean | null>(null);
  const isOpen = chosen.value ?? open;
  return (
    <details
      class="folded"
      id={id}
      open={isOpen}
      onToggle={({ currentTarget }) => {
        // The event also follows what the page has done by itself.
        if (currentTarget.open !== isOpen) chosen.value = currentTarget.open;
      }}
    >
      <summary>
        <h2>{title}</h2>
        {aside !== undefined && !isOpen && <span class="aside">{aside}</span>}
      </summary>
      {children}
    </details>
  );
}
