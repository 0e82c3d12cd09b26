/** Parts of the page that it does not need at once. */

import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { forget, paintSoon } from './paint-queue.js';

/** A component whose file is loaded when it is first drawn. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const loaded = signal<FunctionComponent<Props> | null>(null);
  const error = signal('');
  let isComing = false;
  const begin = async () => {
    isComing = true;
    try {
      loaded.value = await load();
    } catch (reason) {
      error.value = (reason as Error).message;
    }
  };
  return (props) => {
    if (!isComing) void begin();
    const Part = loaded.value;
    if (Part !== null) return <Part {...props} />;
    return error.value === '' ? null : <p class="error">{error.value} Reload the page.</p>;
  };
}

/** Draws what stands in it in a task of its own, so that none takes long. */
export function Soon({ children }: { children: ComponentChildren }) {
  const isDrawn = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      isDrawn.value = true;
    });
    return () => clearTimeout(timer);
  }, [isDrawn]);
  return isDrawn.value ? children : null;
}

/** None of many things at first, and so many more of them with each frame of the screen, until it has all. */
export function useGradually<T>(things: readonly T[], step: number): readonly T[] {
  const count = useSignal(0);
  const hasMore = count.value < things.length;
  useEffect(() => {
    if (!hasMore) return;
    paintSoon(count, () => {
      count.value += step;
    });
    return () => forget(count);
  }, [hasMore, count.value]);
  return hasMore ? things.slice(0, count.value) : things;
}
