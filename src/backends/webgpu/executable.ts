/**
 * A program on a GPU. Everything stays in its memory between steps; many steps go into one submit,
 * sized by measured time.
 */

import type { Numbers } from '../../arrays.js';
import { DeviceLostError } from '../../errors.js';
import { recordSlot } from '../lowering/shared.js';
import type { Executable, RunOptions } from '../types.js';
import type { Device, Pipeline } from './device.js';
import type { StepList } from './flatten.js';
import type { GpuProgram } from './lower.js';
import { ProgramMemory } from './program-memory.js';

/**
 * A submit takes about this long: long enough to hide its cost, short enough for any watchdog and
 * for a stop.
 */
const SUBMIT_MS = 50;
/** The next submit is encoded while the GPU is at one. */
const SUBMITS_IN_FLIGHT = 2;

interface Submit {
  count: number;
  done: Promise<void>;
}

export class WebGpuExecutable implements Executable {
  private stepsDone = 0;
  /** Steps of the next submit. */
  private piece = 1;
  /** What the one that moves the step counter on is given. */
  private counter: GPUBindGroup | undefined;
  /** Of each kernel with each of the bindings, once it was given it; one list for each layout. */
  private readonly groups: GPUBindGroup[][];

  private constructor(
    private readonly device: Device,
    private readonly program: GpuProgram,
    private readonly memory: ProgramMemory,
    private readonly pipelines: Pipeline[],
    private readonly advance: Pipeline,
  ) {
    const byLayout = new Map<GPUBindGroupLayout, GPUBindGroup[]>();
    this.groups = pipelines.map(({ layout }) => {
      const groups = byLayout.get(layout) ?? [];
      byLayout.set(layout, groups);
      return groups;
    });
  }

  static async create(device: Device, program: GpuProgram): Promise<WebGpuExecutable> {
    const pipelines = await Promise.all(program.kernels.map((kernel) => device.pipeline(kernel)));
    const advance = await device.pipeline({
      key: 'advance',
      shader: 'advance',
      values: {},
      slots: [],
      lanes: 1,
    });
    const memory = await ProgramMemory.create(device, program);
    return new WebGpuExecutable(device, program, memory, pipelines, advance);
  }

  get step(): number {
    return this.stepsDone;
  }

  /** Those of the program, and the one that moves the step counter on. */
  get dispatches(): number {
    return this.program.full.kernels.length + 1;
  }

  write(name: string, data: Numbers, at?: number): Promise<void> {
    return this.memory.write(name, data, at);
  }

  read(name: string, from = 0, to?: number): Promise<Float64Array> {
    const [extent, ...rest] = this.memory.slot(name).shape;
    const entry = rest.reduce((a, b) => a * b, 1);
    return this.memory.read(name, from * entry, ((to ?? extent) - from) * entry);
  }

  readRecord(name: string, from: number, to: number): Promise<Float64Array> {
    return this.read(recordSlot(name), from, to);
  }

  async run(steps: number, { signal }: RunOptions = {}): Promise<void> {
    const { program } = this;
    const end = this.stepsDone + steps;
    if (end > program.steps) throw new Error(`the program is made for ${program.steps} steps`);
    const submits: Submit[] = [];
    const finish = async ({ count, done }: Submit) => {
      await done;
      this.stepsDone += count;
    };
    let next = this.stepsDone;
    let since = performance.now();
    try {
      while (this.stepsDone < end) {
        while (next < end && submits.length < SUBMITS_IN_FLIGHT) {
          signal?.throwIfAborted();
          const count = Math.min(this.piece, end - next);
          const done = this.submit(next, count);
          ignoreUntilAwaited(done);
          submits.push({ count, done });
          next += count;
        }
        const { count } = submits[0];
        await finish(submits.shift() as Submit);
        const perStep = (performance.now() - since) / count;
        since = performance.now();
        this.piece = Math.max(1, Math.min(2 * count, Math.floor(SUBMIT_MS / perStep)));
      }
    } finally {
      for (const submit of submits) await finish(submit);
    }
  }

  async seek(step: number): Promise<void> {
    await this.memory.seek(step);
    this.stepsDone = step;
  }

  async memoryBytes(): Promise<number> {
    return this.memory.bytes;
  }

  async dispose(): Promise<void> {
    this.memory.destroy();
  }

  /** Encodes and submits `count` steps from number `first` on, and waits for them. */
  private async submit(first: number, count: number): Promise<void> {
    const { device, program } = this;
    const { full, remainder, stepsPerEpoch } = program;
    const { queue } = device.device;
    const encode = () => {
      const encoder = device.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      this.counter ??= this.memory.group(this.advance.layout, []);
      for (let i = 0; i < count; i++) {
        const last = (first + i) % stepsPerEpoch === stepsPerEpoch - 1;
        this.encode(pass, last && remainder ? remainder : full);
        pass.setPipeline(this.advance.pipeline);
        pass.setBindGroup(0, this.counter, [0]);
        pass.dispatchWorkgroups(1);
      }
      pass.end();
      return encoder.finish();
    };
    // What is waited for must be asked for at once: later it would stand for later submits, too.
    let done = Promise.resolve<unknown>(undefined);
    try {
      await device.scoped(`${count} steps`, () => {
        queue.submit([encode()]);
        done = device.wait(queue.onSubmittedWorkDone());
        ignoreUntilAwaited(done);
      });
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
      await this.blame(full);
      if (remainder) await this.blame(remainder);
      throw error;
    }
    await done;
  }

  private encode(pass: GPUComputePassEncoder, { kernels, bindings, parameters }: StepList): void {
    const { program, pipelines, groups, memory } = this;
    let current: GPUComputePipeline | null = null;
    for (let k = 0; k < kernels.length; k++) {
      const kernel = kernels[k];
      const binding = bindings[k];
      const { pipeline, layout } = pipelines[kernel];
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      groups[kernel][binding] ??= memory.group(layout, program.bindings[binding]);
      pass.setBindGroup(0, groups[kernel][binding], parameters, k, 1);
      pass.dispatchWorkgroups(...program.workgroups[kernel]);
    }
  }

  /**
   * Encodes every dispatch of a step by itself, to throw the error of the one that the GPU refuses,
   * with its kernel's name.
   */
  private async blame({ kernels, bindings, parameters }: StepList): Promise<void> {
    for (const [k, kernel] of kernels.entries()) {
      const one = {
        kernels: Uint32Array.of(kernel),
        bindings: bindings.slice(k, k + 1),
        parameters: parameters.slice(k, k + 1),
      };
      const { shader } = this.program.kernels[kernel];
      await this.device.scoped(`a dispatch of the kernel ${shader}`, () => {
        const encoder = this.device.device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        this.encode(pass, one);
        pass.end();
        encoder.finish();
      });
    }
  }
}

/** Keeps a failure from being called unhandled before its turn to be waited for has come. */
function ignoreUntilAwaited(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
