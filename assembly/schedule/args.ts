/**
 * How a kernel reads its instruction, and where a thread's private scratch memory lies.
 *
 * An instruction is a run of 32-bit words: [opcode, word count, items, argument 0, argument 1, …].
 */

import { Head, HEAD_WORDS } from './heads';

/** Bytes before argument 0. */
const HEADER: usize = HEAD_WORDS << 2;

/** Number of items of the instruction (the range that threads divide). */
// @ts-ignore: decorator
@inline
export function items(ip: usize): i32 {
  return load<i32>(ip, Head.ITEMS << 2);
}

/** Where argument 0 lies. */
// @ts-ignore: decorator
@inline
export function argumentsOf(ip: usize): usize {
  return ip + HEADER;
}

/** Argument k as an absolute address. */
// @ts-ignore: decorator
@inline
export function ptr(ip: usize, k: usize): usize {
  return load<u32>(ip + HEADER + (k << 2));
}

/** Argument k as a signed integer. */
// @ts-ignore: decorator
@inline
export function int(ip: usize, k: usize): i32 {
  return load<i32>(ip + HEADER + (k << 2));
}

/** Arguments k and k+1 as one float64. */
// @ts-ignore: decorator
@inline
export function num(ip: usize, k: usize): f64 {
  return load<f64>(ip + HEADER + (k << 2));
}

let scratchBase: usize = 0;

/** The thread's private scratch memory, 16-byte aligned. */
export function scratch(): usize {
  return scratchBase;
}

/** Called once per thread, before any program runs. */
export function setScratch(base: usize): void {
  scratchBase = base;
}
