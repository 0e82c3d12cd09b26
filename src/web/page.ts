/**
 * The page of experiments. Its worker starts at once, and computes the data of the experiment that
 * the address names while what draws them is still being loaded.
 */

import { signal } from '@preact/signals';
import { ComputeClient } from './compute-client.js';
import { byId, showFailure } from './elements.js';
import { fromHash, hashOf, toEntry } from './form/form-state.js';

const root = byId('app');
const failure = signal<string | null>(null);
const client = new ComputeClient((message) => {
  failure.value = message;
});
/** As long as the page waits for the worker, it has nothing else to show. */
const stopWaiting = failure.subscribe((message) => {
  if (message !== null) showFailure(root, message);
});
const answers = Promise.all([client.choices(), client.machine()]);
client.beginPreview(toEntry(fromHash(hashOf(location)).state));
const { showPage } = await import('./show-page.js');
await showPage(root, { client, failure, answers: await answers, stopWaiting });
