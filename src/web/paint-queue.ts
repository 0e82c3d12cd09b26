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
  // In a task behind the frame's own, in which the page is laid out and painted.
  requestAnimationFrame(() => setTimeout(() => void paintSome()));
}

async function paintSome(): Promise<void> {
  const start = performance.now();
  try {
    for (const [thing, paint] of waiting) {
      waiting.delete(thing);
      paint();
      // What it changed of the page's state is drawn before this goes on, and counts.
      await null;
      if (performance.now() - start > MS) break;
    }
  } finally {
    isScheduled = false;
    if (waiting.size > 0) schedule();
  }
}
