/**
 * A program of which each worker, with memory of its own, runs some of the seeds: what is done with
 * several seeds where memory cannot be shared. Every worker holds the whole program.
 */

import { type Numbers, sizeOf } from '../../arrays.js';
import { recordSlot } from '../lowering/shared.js';
import type { Executable, RunOptions } from '../types.js';
import type { LoweredProgram } from './lower.js';

export class SeedsApart implements Executable {
  readonly dispatches = null;

  constructor(
    /**
     * One of each worker, whose seeds are those that assembly/schedule/run.ts gives to a thread.
     */
    private readonly parts: readonly Executable[],
    private readonly program: LoweredProgram,
  ) {}

  get step(): number {
    return Math.min(...this.parts.map(({ step }) => step));
  }

  async write(name: string, data: Numbers, at?: number): Promise<void> {
    await Promise.all(this.parts.map((part) => part.write(name, data, at)));
  }

  async read(name: string, from?: number, to?: number): Promise<Float64Array> {
    const { shape } = this.program.slots[name];
    if (shape[0] !== this.program.seedsApart) return this.parts[0].read(name, from, to);
    const values = await Promise.all(this.parts.map((part) => part.read(name)));
    const entry = sizeOf(shape.slice(1));
    return this.assemble(values, shape, 0).slice((from ?? 0) * entry, (to ?? shape[0]) * entry);
  }

  async readRecord(name: string, from: number, to: number): Promise<Float64Array> {
    const values = await Promise.all(this.parts.map((part) => part.readRecord(name, from, to)));
    const { shape } = this.program.slots[recordSlot(name)];
    return this.assemble(values, [to - from, ...shape.slice(1)], 1);
  }

  /** Where a stop or a failure ends it, all parts end at the same step. */
  async run(steps: number, options: RunOptions = {}): Promise<void> {
    const end = this.step + steps;
    const runs = await Promise.allSettled(this.parts.map((part) => part.run(steps, options)));
    const failed = runs.find((run) => run.status === 'rejected');
    if (!failed) return;
    if (options.signal?.aborted) {
      const reached = Math.max(...this.parts.map(({ step }) => step));
      await Promise.all(
        this.parts.map((part) => (part.step < reached ? part.run(reached - part.step) : null)),
      );
      if (reached === end) return;
    }
    throw failed.reason;
  }

  async seek(step: number): Promise<void> {
    await Promise.all(this.parts.map((part) => part.seek(step)));
  }

  async memoryBytes(): Promise<number> {
    const bytes = await Promise.all(this.parts.map((part) => part.memoryBytes()));
    return bytes.reduce((a, b) => a + b, 0);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.dispose()));
  }

  /** Of a tensor with the seeds along `axis`, each seed as the worker has it that runs it. */
  private assemble(
    values: readonly Float64Array[],
    shape: readonly number[],
    axis: number,
  ): Float64Array {
    const { seedsApart: seeds } = this.program;
    if (shape[axis] !== seeds) return values[0];
    const all = values[0].slice();
    const outer = sizeOf(shape.slice(0, axis));
    const size = all.length / (outer * seeds);
    const first = (part: number) => Math.floor((seeds * part) / values.length);
    for (let part = 1; part < values.length; part++) {
      for (let i = 0; i < outer; i++) {
        const [from, to] = [first(part), first(part + 1)].map((seed) => (i * seeds + seed) * size);
        all.set(values[part].subarray(from, to), from);
      }
    }
    return all;
  }
}
