/**
 * Work that leaves its thread no moment to listen. A deep network's may take many seconds; who would
 * be deaf to its user in the meantime (the command line, to signals) says what to do around it.
 */

type Around = <T>(work: () => T) => T;

const nothing: Around = (work) => work();
let around: Around = nothing;

/** Does work whose time grows with the depth of a network, or with what else a user may choose. */
export function hold<T>(work: () => T): T {
  return around(work);
}

/** Says what is done around such work from now on; without an argument, nothing. */
export function aroundHolding(what: Around = nothing): void {
  around = what;
}
