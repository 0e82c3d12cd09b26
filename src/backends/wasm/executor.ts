// Runs a lowered program on a core of its own: loads it, reads and writes its tensors, runs steps. Synchronous; lives in a worker.

import type { Core } from '../../core/index.js';
import type { LoweredProgram, Slot } from './lower.js';
import { ALIGNMENT, alignUp } from './memory-plan.js';

const PAGE = 65536;
/** Memory of a WebAssembly module at most. */
export const MAX_BYTES = 65536 * PAGE;

/** Bytes that a program needs above the core's own data. */
export function bytesNeeded(program: LoweredProgram): number {
  return (
    program.arenaBytes + alignUp(program.words.length * 4) + program.scratchBytes + 4 * ALIGNMENT
  );
}

export class Executor {
  private readonly arena: number;
  private readonly stream: number;
  private readonly scratch: number;
  private stepsDone = 0;

  constructor(
    private readonly core: Core,
    readonly program: LoweredProgram,
  ) {
    const start = alignUp(core.reserve(bytesNeeded(program) + ALIGNMENT));
    this.arena = start;
    this.stream = alignUp(start + program.arenaBytes);
    this.scratch = alignUp(this.stream + program.words.length * 4);
    new Uint8Array(core.memory.buffer, start, bytesNeeded(program)).fill(0);
    const words = program.words.slice();
    for (const k of program.arenaWords) words[k] += this.arena;
    for (const k of program.programWords) words[k] = this.stream + 4 * words[k];
    new Uint32Array(core.memory.buffer, this.stream, words.length).set(words);
    for (const { offset, bytes } of program.images) {
      new Uint8Array(core.memory.buffer, this.arena + offset, bytes.length).set(bytes);
    }
  }

  get step(): number {
    return this.stepsDone;
  }

  /** Sets the step counter: the next step to run. */
  seek(step: number): void {
    this.stepsDone = step;
  }

  /** Runs `count` steps from the step counter on. */
  run(count: number): void {
    const { program, core } = this;
    const from = this.stepsDone;
    core.runSteps(
      this.stream + 4 * program.full,
      program.remainder < 0 ? 0 : this.stream + 4 * program.remainder,
      program.stepsPerEpoch,
      from,
      from + count,
      program.precision === 'f64' ? 1 : 0,
      this.scratch,
    );
    this.stepsDone = from + count;
  }

  /** Bytes of entries from … to - 1 of the slot's first axis (all of it by default), copied. */
  read(name: string, from = 0, to?: number): ArrayBuffer {
    const { ptr, bytes } = this.range(name, from, to);
    return this.core.memory.buffer.slice(ptr, ptr + bytes) as ArrayBuffer;
  }

  /** Writes a slot from its first entry on; as many bytes as are given. */
  write(name: string, data: ArrayBuffer): void {
    const { ptr, bytes } = this.range(name);
    if (data.byteLength > bytes) {
      throw new Error(`'${name}' holds ${bytes} bytes, not ${data.byteLength}`);
    }
    new Uint8Array(this.core.memory.buffer, ptr).set(new Uint8Array(data));
  }

  /** Bytes of the core's memory. */
  get memoryBytes(): number {
    return this.core.memory.buffer.byteLength;
  }

  private range(name: string, from = 0, to?: number): { ptr: number; bytes: number } {
    const slot: Slot | undefined = this.program.slots[name];
    if (!slot) throw new Error(`the program has no tensor '${name}'`);
    const element = slot.dtype === 'index' ? 4 : this.program.precision === 'f64' ? 8 : 4;
    const entry = slot.shape.slice(1).reduce((a, b) => a * b, element);
    return {
      ptr: this.arena + slot.offset + from * entry,
      bytes: ((to ?? slot.shape[0]) - from) * entry,
    };
  }
}
