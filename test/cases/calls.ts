/** What cases of calls are made of. */

// biome-ignore lint/suspicious/noExplicitAny: bad arguments are of any type
export type Any = any;
export interface Case {
  readonly call: (...args: Any[]) => unknown;
  readonly args: readonly unknown[];
  /** What would be wrong elsewhere, and is good here. */
  readonly takes?: (bad: Any, position: number) => boolean;
}

export const of = (call: Any, ...args: unknown[]): Case => ({ call, args });
export const made = (Class: Any, ...args: unknown[]): Case =>
  of((...given: Any[]) => new Class(...given), ...args);

/** Where everything is computed. */
export const place = { backend: 'wasm', precision: 'f64', threads: 1 } as const;
