/** What the form says, to be shared: a button that opens the ways to do so. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { usePage } from '../state/page-model.js';
import { ShareButtons } from './share-buttons.js';

export function ShareMenu() {
  const { form } = usePage();
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useSignalEffect(() => {
    if (!isOpen.value) return;
    const closer = new AbortController();
    const { signal } = closer;
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !root.current!.contains(target)) isOpen.value = false;
    };
    document.addEventListener('pointerdown', leave, { signal });
    document.addEventListener('focusin', leave, { signal });
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key !== 'Escape') return;
        isOpen.value = false;
        opener.current!.focus();
      },
      { signal },
    );
    return () => closer.abort();
  });
  return (
    <div class="share-menu" ref={root}>
      <button
        type="button"
        id="share"
        ref={opener}
        aria-expanded={isOpen}
        aria-controls="share-panel"
        onClick={() => {
          isOpen.value = !isOpen.peek();
        }}
      >
        Share
      </button>
      <div id="share-panel" hidden={!isOpen.value}>
        {isOpen.value && (
          <ShareButtons
            state={form.state.value}
            label="Share this experiment"
            painted={form.painted.value}
          />
        )}
      </div>
    </div>
  );
}
