/** Many kept runs, without training each: what fifty of them do to the page does not hang on their training. */

import type { Page } from 'playwright-core';
import { finished, TINY } from './experiment-page.js';

/** A hundred losses and two hundred time steps, as experiments of the paper have. */
const RUN = TINY.replace('adam;60', 'adam;2000')
  .replace('record_loss_every=5', 'record_loss_every=20')
  .replace('test_temporal_horizon=8', 'test_temporal_horizon=200');

/** Trains one run, and keeps so many like it, each of another learning rate and worse in all: the first is the best. */
export async function keepManyRuns(page: Page, url: string, count: number): Promise<void> {
  await page.goto(`${url}#${RUN}&run=1`);
  await finished(page);
  // What the page has not written yet would come after it.
  await page.reload();
  await finished(page);
  await page.evaluate(multiply, count);
}

/**
 * In the page: its database holds one run, and then so many. Without functions that have names: what
 * compiles this gives them help that the page has not.
 */
function multiply(count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('apebench');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('runs', 'readwrite');
      const runs = transaction.objectStore('runs');
      const reading = runs.getAll();
      reading.onsuccess = () => {
        const [first] = reading.result;
        for (let number = 2; number <= count; number++) {
          const copy = structuredClone(first);
          const factor = 1 + number / count;
          for (const { errors } of [{ errors: copy.losses.losses }, ...copy.rollouts]) {
            for (const seed of errors) for (const i of seed.keys()) seed[i] *= factor;
          }
          Object.assign(copy, { id: `copy ${number}`, number, turn: number });
          copy.hash = copy.hash.replace('3e-3', `${number}e-4`);
          Object.assign(copy.result, copy.losses, { rollouts: copy.rollouts });
          copy.result.configuration += ` ${number}`;
          copy.result.trainSeconds *= factor;
          runs.put(copy, copy.id);
        }
      };
      transaction.onabort = () => reject(transaction.error);
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  });
}
