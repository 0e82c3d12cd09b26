/**
 * Work that leaves its thread no moment to listen. A deep network's may take many seconds; who would
 * be deaf to its user in the meantime (the command line, to signals) says what to do before it.
 */

type Before = () => Promise<void>;

const nothing: Before = async () => {};
let before: Before = nothing;

/** Operations that come of a parameter of a network, about: layers around it, and their gradients. */
export const OPS_PER_LEAF = 10;

/** With fewer operations work takes moments. */
const MANY = 10_000;

/** Awaited before work on about so many operations, which follows at once. */
export async function beforeHolding(numOps: number): Promise<void> {
  if (numOps >= MANY) await before();
}

/** Says what is awaited before such work from now on; without an argument, nothing. */
export function awaitBeforeHolding(what: Before = nothing): void {
  before = what;
}
