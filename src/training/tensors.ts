/** Many tensors of a program, a deep network's: their reads and writes don't wait for each other. */

import type { Numbers } from '../arrays.js';
import type { Executable } from '../backends/index.js';

/** Tensors that are under way at once: few enough that copies of them take little memory. */
const AT_ONCE = 64;

/** Does something for each item, for some at once. */
async function forAll<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(act))));
  }
  return results;
}

/** The tensors of these names. */
export function readTensors(
  executable: Executable,
  names: readonly string[],
): Promise<Float64Array[]> {
  return forAll(names, (name) => executable.read(name));
}

/** Writes tensors by their names. */
export async function writeTensors(
  executable: Executable,
  values: readonly (readonly [name: string, values: Numbers])[],
): Promise<void> {
  await forAll(values, ([name, data]) => executable.write(name, data));
}
