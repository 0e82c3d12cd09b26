/** The page of experiments. */

import { signal } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import { ComputeClient } from './compute-client.js';
import { byId } from './elements.js';
import { fromHash, hashOf } from './form/form-state.js';
import { refuseDrops } from './refuse-drops.js';
import { PageContext, PageModel } from './state/page-model.js';

const root = byId('app');
const failure = signal<string | null>(null);
const client = new ComputeClient((message) => {
  failure.value = message;
});
/** As long as the page waits for the worker, it has nothing else to show. */
const stopWaiting = failure.subscribe((message) => {
  if (message !== null) root.textContent = message;
});
const [choices, machine] = await Promise.all([client.choices(), client.machine()]);
const page = new PageModel(client, choices, machine);

/** An address that says `run` starts once; to go back to it does not start it again. */
function readAddress(): void {
  const hash = hashOf(location);
  if (hash !== location.hash) history.replaceState(null, '', `${location.pathname}${hash}`);
  const { state, run } = fromHash(hash);
  page.form.replace(state);
  void page.paint.readAddress(location.hash);
  if (run) {
    history.replaceState(null, '', page.form.address);
    void page.train();
  }
}

refuseDrops();
await page.runs.open();
addEventListener('hashchange', readAddress);
readAddress();
stopWaiting();
root.replaceChildren();
render(
  <PageContext.Provider value={page}>
    <App failure={failure} />
  </PageContext.Provider>,
  root,
);
void page.offline.start();
