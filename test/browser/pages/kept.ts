/**
 * Drives the page of experiments in a frame, where no driver for the browser is at hand: pauses a run,
 * reloads the page, goes on, and tells the server what has come of it.
 */

const frame = document.querySelector('iframe')!;
const hash = new URLSearchParams(location.search).get('hash')!;

/** What `find` finds in the frame, as soon as it does. */
async function seen<T>(find: (page: Document) => T | null | undefined | false): Promise<T> {
  for (;;) {
    const found = frame.contentDocument !== null && find(frame.contentDocument);
    if (found) return found;
    await pause(50);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const element = (selector: string) => seen((page) => page.querySelector<HTMLElement>(selector));

/** The update at which the run is paused, once it stands still. */
async function pausedAt(): Promise<number> {
  let before = '';
  for (;;) {
    const now = await seen((page) =>
      /^run 1 paused at update ([\d,]+)$/.exec(page.getElementById('status')?.textContent ?? ''),
    );
    if (now[1] === before) return Number(before.replaceAll(',', ''));
    before = now[1]!;
    await pause(1000);
  }
}

const shownHash = async () => {
  (await element('[aria-label="details of run 1"]')).click();
  return (await element('dd[data-of="SHA-256 of the weights"]')).textContent!;
};

async function drive() {
  frame.src = `/web/index.html#${hash}&run=1`;
  await seen((page) => page.querySelector<HTMLProgressElement>('#progress')?.value);
  (await element('#pause')).click();
  const before = await pausedAt();
  const old = frame.contentDocument;
  frame.contentWindow!.location.reload();
  await seen((page) => page !== old);
  const after = await pausedAt();
  (await element('#pause')).click();
  await element('#runs [data-run="1"][data-status="finished"]');
  return { before: String(before), after: String(after), hash: await shownHash() };
}

const outcome = await drive().catch((error: unknown) => ({ error: String(error) }));
await fetch(`/result?${new URLSearchParams({ engine: navigator.userAgent, ...outcome })}`);
