/** Runs small programs on a backend: write everything, run, read what was recorded. */

import type { Backend } from '../../src/backends/index.js';
import { type Program, type Tracer, trace } from '../../src/graph/index.js';

/** Runs `program` for all its steps and returns a reader of what it recorded or holds. */
export async function runProgram<T>(
  backend: Backend,
  program: Program,
  writes: Record<string, ArrayLike<number>>,
  read: (record: (name: string) => Promise<Float64Array>) => Promise<T>,
): Promise<T> {
  const executable = await backend.compile(program);
  try {
    for (const [name, values] of Object.entries(writes)) {
      await executable.write(name, Float64Array.from(values));
    }
    await executable.run(program.steps);
    return await read((name) => executable.readRecord(name, 0, program.steps));
  } finally {
    await executable.dispose();
  }
}

/** What one step of a program records, by name. */
export async function evaluate<Name extends string>(
  backend: Backend,
  names: readonly Name[],
  writes: Record<string, ArrayLike<number>>,
  build: (t: Tracer) => void,
): Promise<Record<Name, Float64Array>> {
  return runProgram(backend, trace({ steps: 1 }, build), writes, async (record) => {
    const results = {} as Record<Name, Float64Array>;
    for (const name of names) results[name] = await record(name);
    return results;
  });
}

/** The parts of a flat array that belong to leaves of these shapes. */
export function splitLeaves(
  flat: Float64Array,
  leaves: readonly { shape: readonly number[] }[],
): Float64Array[] {
  let at = 0;
  return leaves.map(({ shape }) => {
    const size = shape.reduce((n, extent) => n * extent, 1);
    at += size;
    return flat.subarray(at - size, at);
  });
}

/** One flat array. */
export function concatenate(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
