/**
 * What the kernel specs share: tensors with guards behind them, instructions, and comparing with
 * bounds.
 */

import { setScratch } from '../schedule/args';

const GUARD: i32 = 64;
const SCRATCH: i32 = 1 << 20;

let scratchBlock: usize = 0;
let scratchEnd: usize = 0;

let random: u32 = 1;

/** The next of a fixed sequence of numbers in [-0.5, 0.5), multiples of 2^-20. */
export function next(): f64 {
  random = random * 1664525 + 1013904223;
  return <f64>(random >> 12) / 1048576.0 - 0.5;
}

/** A buffer with guard bytes behind it: random numbers, or NaN for what a kernel is to write. */
export class Tensor<T> {
  at: usize;

  constructor(
    public length: i32,
    output: bool = false,
  ) {
    const bytes = <usize>length * sizeof<T>();
    this.at = heap.alloc(bytes + GUARD);
    for (let n = 0; n < length; n++) this.set(n, output ? NaN : next());
    memory.fill(this.at + bytes, 0xa5, GUARD);
  }

  get(n: i32): f64 {
    return <f64>load<T>(this.at + <usize>n * sizeof<T>());
  }

  set(n: i32, value: f64): void {
    store<T>(this.at + <usize>n * sizeof<T>(), <T>value);
  }

  /** The same values at another place. */
  copy(): Tensor<T> {
    const twin = new Tensor<T>(this.length, true);
    memory.copy(twin.at, this.at, <usize>this.length * sizeof<T>());
    return twin;
  }

  /** Whether the bits of both and the guard of this one are right. */
  equals(other: Tensor<T>): bool {
    const bytes = <usize>this.length * sizeof<T>();
    for (let n: usize = 0; n < <usize>GUARD; n++) {
      if (load<u8>(this.at + bytes + n) != 0xa5) return false;
    }
    return memory.compare(this.at, other.at, bytes) == 0;
  }

  free(): void {
    heap.free(this.at);
  }
}

/** An instruction as kernels read it. */
export class Instruction {
  at: usize = heap.alloc(2048);
  private words: usize = 3;

  constructor(public items: i32) {
    store<i32>(this.at, items, 8);
  }

  /** Sets argument k to an integer or an address. */
  set(k: i32, value: i32): Instruction {
    store<i32>(this.at + 12 + ((<usize>k) << 2), value);
    return this;
  }

  /** Appends an integer or an address. */
  int(value: i32): Instruction {
    store<i32>(this.at + (this.words << 2), value);
    this.words += 1;
    return this;
  }

  ptr<T>(tensor: Tensor<T> | null): Instruction {
    return this.int(tensor ? <i32>tensor.at : 0);
  }

  num(value: f64): Instruction {
    store<f64>(this.at + (this.words << 2), value);
    this.words += 2;
    return this;
  }

  free(): void {
    heap.free(this.at);
  }
}

/**
 * Gives kernels `bytes` of scratch memory, filled with NaN so that reading what was not written
 * shows, and guards what lies behind.
 */
export function prepareScratch(bytes: i32): void {
  if (!scratchBlock) scratchBlock = (heap.alloc(SCRATCH + 64) + 63) & ~(<usize>63);
  assert(bytes + GUARD <= SCRATCH);
  memory.fill(scratchBlock, 0xff, <usize>bytes);
  memory.fill(scratchBlock + <usize>bytes, 0xa5, GUARD);
  scratchEnd = scratchBlock + <usize>bytes;
  setScratch(scratchBlock);
}

/** Whether nothing was written behind the scratch memory. */
export function scratchGuarded(): bool {
  for (let n: usize = 0; n < <usize>GUARD; n++) {
    if (load<u8>(scratchEnd + n) != 0xa5) return false;
  }
  return true;
}

export type Kernel = (ip: usize, lo: i32, hi: i32) => void;

/** Runs all items at once, then again one by one backwards; true if `out` gets the same bits. */
export function runBothWays<T>(kernel: Kernel, instruction: Instruction, out: Tensor<T>): bool {
  kernel(instruction.at, 0, instruction.items);
  const first = out.copy();
  for (let n = 0; n < out.length; n++) out.set(n, NaN);
  for (let item = instruction.items - 1; item >= 0; item--) kernel(instruction.at, item, item + 1);
  return out.equals(first);
}

/** n·u / (1 − n·u), the bound of n roundings of T (Higham 2002, lemma 3.1). */
export function gamma<T>(n: i32): f64 {
  const u = sizeof<T>() == 4 ? 5.9604644775390625e-8 : 1.1102230246251565e-16;
  return (<f64>n * u) / (1 - <f64>n * u);
}

/** |value − expected| as a part of a bound; infinite for NaN. */
export function share(value: f64, expected: f64, bound: f64): f64 {
  const difference = Math.abs(value - expected);
  if (!(difference <= Infinity)) return Infinity;
  return difference == 0 ? 0 : difference / bound;
}

/** n modulo m, in 0..m−1. */
export function modulo(n: i32, m: i32): i32 {
  return ((n % m) + m) % m;
}
