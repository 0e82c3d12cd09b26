/** A canvas that is drawn again where a signal that its drawing reads, its size or the colours change. */

import { effect, signal } from '@preact/signals';
import type { CanvasHTMLAttributes } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DrawnCanvasProps extends CanvasHTMLAttributes<HTMLCanvasElement> {
  readonly draw: (canvas: HTMLCanvasElement) => void;
}

export function DrawnCanvas({ draw, ...rest }: DrawnCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const changes = signal(0);
    const stop = effect(() => {
      if (changes.value >= 0) draw(element);
    });
    const again = () => {
      changes.value = changes.peek() + 1;
    };
    const sizes = new ResizeObserver(again);
    sizes.observe(element);
    // Paper is light, whatever the screen is.
    const media = ['(prefers-color-scheme: dark)', 'print'].map((medium) => matchMedia(medium));
    for (const medium of media) medium.addEventListener('change', again);
    return () => {
      stop();
      sizes.disconnect();
      for (const medium of media) medium.removeEventListener('change', again);
    };
  }, [draw]);
  return <canvas ref={canvas} {...rest} />;
}
