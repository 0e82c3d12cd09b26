/**
 * Visits the page in a frame, has its server refuse everything, visits it again, and trains there.
 * What it has found goes to `/result`.
 */

const found: Record<string, string> = { engine: navigator.userAgent };

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

async function shown(selector: string): Promise<HTMLElement> {
  for (;;) {
    const node = frame.contentDocument?.querySelector<HTMLElement>(selector);
    if (node != null) return node;
    await pause();
  }
}

const loaded = () =>
  new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));

const frame = document.createElement('iframe');
try {
  await navigator.serviceWorker.register('/sw.js');
  // The frame is loaded by it, which brings the headers that the server may not send.
  await navigator.serviceWorker.ready;
  frame.src = `/index.html${location.hash}`;
  document.body.append(frame);
  await shown('#data canvas');
  await fetch('/refuse-all');
  const again = loaded();
  frame.contentWindow!.location.reload();
  await again;
  await shown('#data canvas');
  const { crossOriginIsolated, navigator: its } = frame.contentWindow as Window &
    Pick<typeof globalThis, 'crossOriginIsolated'>;
  found.isolated = String(crossOriginIsolated);
  found.controlled = String(its.serviceWorker.controller !== null);
  (await shown('#train')).click();
  const run = await shown('[data-status="finished"], [data-status="failed"]');
  found.run = run.dataset.status!;
  found.text = run.textContent!;
} catch (error) {
  found.error = String(error);
}
await fetch(`/result?${new URLSearchParams(found)}`);
