/** What a folder of results holds of one experiment, seed by seed. */

import { UserError } from '../errors.js';
import { loadTable, type Store } from '../study/index.js';
import type { SeedResult } from './reproductions.js';

const ERROR = /^mean_nRMSE_\d+$/;
const LOSS = /^train_loss_\d+$/;

/** Throws a UserError where the experiment is not there, or has another metric only. */
export async function seedResults(store: Store, name: string): Promise<SeedResult[]> {
  const isRead = (column: string) => column === 'seed' || ERROR.test(column) || LOSS.test(column);
  const wide = await loadTable(store, name, isRead);
  const columns = (pattern: RegExp) =>
    (wide?.columnNames ?? []).filter((column) => pattern.test(column)).sort();
  const [errors, losses] = [columns(ERROR), columns(LOSS)];
  if (wide === undefined || errors.length === 0 || losses.length === 0) {
    throw new UserError(`there are no errors of '${name}' in '${store.pathOf('')}'`);
  }
  const [first, last] = [wide.numbers(losses[0]!), wide.numbers(losses.at(-1)!)];
  return Array.from(wide.numbers('seed'), (seed, row) => ({
    seed,
    errors: errors.map((column) => wide.numbers(column)[row]!),
    firstLoss: first[row]!,
    lastLoss: last[row]!,
  }));
}
