/** The page of experiments. */

import { render } from 'preact';
import { App } from './app.js';
import { ComputeClient } from './compute-client.js';
import { byId } from './elements.js';
import { fromHash, hashOf } from './form/form-state.js';
import { PageContext, PageModel } from './state/page-model.js';

const root = byId('app');

const client = new ComputeClient((message) => {
  root.textContent = message;
});
const [choices, machine] = await Promise.all([client.choices(), client.machine()]);
const page = new PageModel(client, choices, machine);

/** An address that says `run` starts once; to go back to it does not start it again. */
function readAddress(): void {
  const hash = hashOf(location);
  if (hash !== location.hash) history.replaceState(null, '', `${location.pathname}${hash}`);
  const { state, run } = fromHash(hash);
  page.form.replace(state);
  if (run) {
    history.replaceState(null, '', page.form.address);
    void page.train();
  }
}

addEventListener('hashchange', readAddress);
readAddress();
root.replaceChildren();
render(
  <PageContext.Provider value={page}>
    <App />
  </PageContext.Provider>,
  root,
);
