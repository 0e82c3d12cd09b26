/** Whether an optimiser's update() has the states and tables that the optimiser names. */

import { UserError } from '../errors.js';
import type { Program } from '../graph/index.js';
import { ROWS, type TrainingTask } from './training-program.js';

function requireSame(what: string, said: readonly string[], used: readonly string[]): void {
  const list = (names: readonly string[]) => names.join(', ') || 'none';
  if (said.length === used.length && said.every((name) => used.includes(name))) return;
  throw new UserError(
    `the optimiser names the ${what} ${list(said)}, and its update() has ${list(used)}`,
  );
}

/** Throws a UserError where a training program has others than the optimiser's `tables`, and states. */
export function checkOptimizerParts(
  program: Program,
  { network, optimizer }: Pick<TrainingTask, 'network' | 'optimizer'>,
  tables: Readonly<Record<string, Float64Array>>,
): void {
  const paths = new Set(network.parameters.map(({ path }) => path));
  const states = [...program.states.keys()].filter((name) => !paths.has(name));
  const named = [...paths].flatMap((path) => optimizer.stateNames(path));
  requireSame('states', named, states);
  const read = [...program.tables.keys()].filter((name) => name !== ROWS);
  requireSame('tables', Object.keys(tables), read);
}
