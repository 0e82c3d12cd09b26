/** What draws the page of experiments. */

import type { ReadonlySignal } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import type { ComputeClient } from './compute-client.js';
import { fromHash, hashOf, repeatedIn } from './form/form-state.js';
import type { Choices, Machine } from './protocol.js';
import { refuseDrops } from './refuse-drops.js';
import { PageContext, PageModel } from './state/page-model.js';

interface Start {
  readonly client: ComputeClient;
  /** Of the worker. */
  readonly failure: ReadonlySignal<string | null>;
  readonly answers: readonly [Choices, Machine];
  /** To be called before something else is shown. */
  readonly stopWaiting: () => void;
}

export async function showPage(
  root: HTMLElement,
  { client, failure, answers: [choices, machine], stopWaiting }: Start,
): Promise<void> {
  const page = new PageModel(client, choices, machine);
  /** An address that says `run` starts once; to go back to it does not start it again. */
  const readAddress = () => {
    const hash = hashOf(location);
    if (hash !== location.hash) history.replaceState(null, '', `${location.pathname}${hash}`);
    const { state, run } = fromHash(hash);
    page.form.replace(state, repeatedIn(hash));
    void page.paint.readAddress(location.hash);
    if (run) {
      history.replaceState(null, '', page.form.address);
      void page.train();
    }
  };
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
}
