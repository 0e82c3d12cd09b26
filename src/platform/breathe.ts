/** Long work on a thread that also has to listen: a page's, above all. */

/** A page that has to wait this long is not felt to stick. */
const PIECE_MS = 20;

/**
 * Ends the current task; the rest is a task of its own, after those that wait. No timer: those of
 * pages in the background are slow.
 */
export function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Long work in pieces. */
export class Pace {
  private started = performance.now();

  /** Between two pieces: breathes if the last breath was long ago. */
  async keep(): Promise<void> {
    if (performance.now() - this.started < PIECE_MS) return;
    await breathe();
    this.started = performance.now();
  }
}
