// A program in a GPU's memory. Everything stays there between steps; many steps go into one submit, sized by measured time.

import { DeviceLostError } from '../../errors.js';
import { recordSlot } from '../lowering/shared.js';
import type { Executable, RunOptions } from '../types.js';
import type { Device } from './device.js';
import { OPERANDS } from './kernel.js';
import type { GpuProgram, StepList } from './lower.js';

// The flags of GPUBufferUsage and GPUMapMode, which are no globals in Node.
const MAP_READ = 0x0001;
const COPY_SRC = 0x0004;
const COPY_DST = 0x0008;
const UNIFORM = 0x0040;
const STORAGE = 0x0080;
const READ = 0x0001;

/** A submit takes about this long: long enough to hide its cost, short enough for any watchdog and for a stop. */
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
  private readonly group: GPUBindGroup;

  private constructor(
    private readonly device: Device,
    private readonly program: GpuProgram,
    private readonly pipelines: GPUComputePipeline[],
    private readonly advance: GPUComputePipeline,
    private readonly mem: GPUBuffer,
    private readonly ints: GPUBuffer,
    private readonly parameters: GPUBuffer,
  ) {
    this.group = device.device.createBindGroup({
      layout: device.layout,
      entries: [
        { binding: 0, resource: { buffer: mem } },
        { binding: 1, resource: { buffer: ints } },
        { binding: 2, resource: { buffer: parameters, size: program.bindingBytes } },
      ],
    });
  }

  static async create(device: Device, program: GpuProgram): Promise<WebGpuExecutable> {
    const gpu = device.device;
    const pipelines = await Promise.all(program.kernels.map((kernel) => device.pipeline(kernel)));
    const advance = await device.pipeline({
      key: 'advance',
      shader: 'advance',
      values: {},
      operands: OPERANDS,
    });
    const made: GPUBuffer[] = [];
    const buffer = (bytes: number, usage: number) => {
      const size = Math.max(16, Math.ceil(bytes / 4) * 4);
      made.push(gpu.createBuffer({ size, usage: usage | COPY_DST }));
      return made[made.length - 1];
    };
    try {
      return await device.scoped('the memory of a program', () => {
        const mem = buffer(program.memBytes, STORAGE | COPY_SRC);
        const ints = buffer(program.intBytes, STORAGE | COPY_SRC);
        const parameters = buffer(program.parameters.byteLength + program.bindingBytes, UNIFORM);
        gpu.queue.writeBuffer(parameters, 0, program.parameters);
        for (const { offset, bytes } of program.images) gpu.queue.writeBuffer(mem, offset, bytes);
        return new WebGpuExecutable(device, program, pipelines, advance, mem, ints, parameters);
      });
    } catch (error) {
      for (const one of made) one.destroy();
      throw error;
    }
  }

  get step(): number {
    return this.stepsDone;
  }

  /** Those of the program, and the one that moves the step counter on. */
  get dispatches(): number {
    return this.program.full.kernels.length + 1;
  }

  async write(name: string, data: Float64Array | Float32Array | Int32Array): Promise<void> {
    const slot = this.slot(name);
    const expected = slot.shape.reduce((a, b) => a * b, 1);
    if (data.length > expected) {
      throw new Error(`'${name}' is [${slot.shape}], not ${data.length} numbers`);
    }
    const index = slot.dtype === 'index';
    const words = index ? Int32Array.from(data) : Float32Array.from(data);
    const buffer = index ? this.ints : this.mem;
    await this.device.scoped(`'${name}'`, () =>
      this.device.device.queue.writeBuffer(buffer, slot.offset, words),
    );
  }

  read(name: string): Promise<Float64Array> {
    const { offset, shape } = this.slot(name);
    return this.fetch(
      offset,
      shape.reduce((a, b) => a * b, 1),
    );
  }

  readRecord(name: string, from: number, to: number): Promise<Float64Array> {
    const { offset, shape } = this.slot(recordSlot(name));
    const entry = shape.slice(1).reduce((a, b) => a * b, 1);
    return this.fetch(offset + 4 * from * entry, (to - from) * entry);
  }

  async run(steps: number, { signal, onProgress }: RunOptions = {}): Promise<void> {
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
        onProgress?.(this.stepsDone, program.steps);
      }
    } finally {
      for (const submit of submits) await finish(submit);
    }
  }

  async seek(step: number): Promise<void> {
    await this.device.scoped('the step counter', () =>
      this.device.device.queue.writeBuffer(this.ints, 0, Int32Array.of(step)),
    );
    this.stepsDone = step;
  }

  async memoryBytes(): Promise<number> {
    return this.mem.size + this.ints.size + this.parameters.size;
  }

  async dispose(): Promise<void> {
    for (const buffer of [this.mem, this.ints, this.parameters]) buffer.destroy();
  }

  /** Encodes and submits `count` steps from number `first` on, and waits for them. */
  private async submit(first: number, count: number): Promise<void> {
    const { device, program } = this;
    const { full, remainder, stepsPerEpoch } = program;
    const { queue } = device.device;
    const encode = () => {
      const encoder = device.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let i = 0; i < count; i++) {
        const last = (first + i) % stepsPerEpoch === stepsPerEpoch - 1;
        this.encode(pass, last && remainder ? remainder : full);
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
      if (!(error instanceof DeviceLostError)) await this.blame(full);
      throw error;
    }
    await done;
  }

  /** Encodes every dispatch of a step by itself, to throw the error of the one that the GPU refuses, with its kernel's name. */
  private async blame({ kernels, parameters }: StepList): Promise<void> {
    for (const [k, kernel] of kernels.entries()) {
      const one = { kernels: Uint32Array.of(kernel), parameters: parameters.slice(k, k + 1) };
      await this.device.scoped(
        `a dispatch of the kernel ${this.program.kernels[kernel].shader}`,
        () => {
          const encoder = this.device.device.createCommandEncoder();
          const pass = encoder.beginComputePass();
          this.encode(pass, one);
          pass.end();
          encoder.finish();
        },
      );
    }
  }

  private encode(pass: GPUComputePassEncoder, list: StepList): void {
    const { workgroups } = this.program;
    let current: GPUComputePipeline | null = null;
    for (let k = 0; k < list.kernels.length; k++) {
      const kernel = list.kernels[k];
      const pipeline = this.pipelines[kernel];
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      pass.setBindGroup(0, this.group, list.parameters, k, 1);
      pass.dispatchWorkgroups(...workgroups[kernel]);
    }
    pass.setPipeline(this.advance);
    pass.setBindGroup(0, this.group, [0]);
    pass.dispatchWorkgroups(1);
  }

  private slot(name: string) {
    const slot = this.program.slots[name];
    if (!slot) throw new Error(`the program has no tensor '${name}'`);
    return slot;
  }

  private async fetch(offset: number, count: number): Promise<Float64Array> {
    if (count === 0) return new Float64Array();
    const { device } = this;
    const gpu = device.device;
    const size = 4 * count;
    let staging: GPUBuffer | undefined;
    try {
      const copy = await device.scoped(`${size} bytes to be read back`, () => {
        staging = gpu.createBuffer({ size, usage: MAP_READ | COPY_DST });
        const encoder = gpu.createCommandEncoder();
        encoder.copyBufferToBuffer(this.mem, offset, staging, 0, size);
        gpu.queue.submit([encoder.finish()]);
        return staging;
      });
      await device.wait(copy.mapAsync(READ));
      return Float64Array.from(new Float32Array(copy.getMappedRange()));
    } finally {
      staging?.destroy();
    }
  }
}

/** Keeps a failure from being called unhandled before its turn to be waited for has come. */
function ignoreUntilAwaited(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
