/**
 * Drawing that may wait for the next frame of the screen: of pictures and charts, in pieces that leave room
 * for the rest.
 */

/** Of each frame. */
const MS = 5;

const waiting = new Map<object, () => void>();
let isScheduled = false;

/** Draws soon; what still waits for the same thing to be drawn is dropped. */
export function paintSoon(thing: object, paint: () => void): void {
  waiting.delete(thing);
  waiting.set(thing, paint);
  schedule();
}

export function forget(thing: object): void {
  waiting.delete(thing);
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    const start = performance.now();
    for (const [thing, paint] of waiting) {
      waiting.delete(thing);
      paint();
      if (performance.now() - start > MS) break;
    }
    if (waiting.size > 0) schedule();
  });
}
