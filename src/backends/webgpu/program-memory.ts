/**
 * What a program has in a GPU's memory: its tensors in one buffer or several, its data sets in as
 * many as they have shards, index tables in another, and the operands of its dispatches.
 */

import type { Numbers } from '../../arrays.js';
import { sizeOf } from '../../arrays.js';
import { ADDRESSES, FIRST_TENSORS, INTS } from './bindings.js';
import type { Device } from './device.js';
import type { GpuProgram } from './lower.js';
import { VECTOR_BYTES } from './vectors.js';

// The flags of GPUBufferUsage and GPUMapMode, which are no globals in Node.
const MAP_READ = 0x0001;
const COPY_SRC = 0x0004;
const COPY_DST = 0x0008;
const UNIFORM = 0x0040;
const STORAGE = 0x0080;
const READ = 0x0001;

/** Elements from … of a tensor, from a byte of a buffer on. */
interface Part {
  buffer: GPUBuffer;
  byte: number;
  from: number;
  count: number;
}

export class ProgramMemory {
  private readonly buffers: GPUBuffer[] = [];
  /** As the program numbers them. */
  private readonly tensors: GPUBuffer[];
  private readonly ints: GPUBuffer;
  private readonly operands: GPUBuffer;

  private constructor(
    private readonly device: Device,
    private readonly program: GpuProgram,
  ) {
    const { queue } = device.device;
    const { parameters, bindingBytes, images } = program;
    this.tensors = program.buffers.map((bytes) => this.buffer(bytes, STORAGE | COPY_SRC));
    this.ints = this.buffer(program.intBytes, STORAGE | COPY_SRC);
    this.operands = this.buffer(parameters.byteLength + bindingBytes, UNIFORM);
    queue.writeBuffer(this.operands, 0, parameters);
    for (const { buffer, offset, bytes } of images) {
      queue.writeBuffer(this.tensors[buffer], offset, bytes);
    }
  }

  static async create(device: Device, program: GpuProgram): Promise<ProgramMemory> {
    let memory: ProgramMemory | undefined;
    try {
      const { buffers, intBytes, parameters } = program;
      const bytes = buffers.reduce((sum, one) => sum + one, intBytes + parameters.byteLength);
      return await device.scoped(`${bytes.toLocaleString('en-US')} bytes`, () => {
        memory = new ProgramMemory(device, program);
        return memory;
      });
    } catch (error) {
      memory?.destroy();
      throw error;
    }
  }

  private buffer(bytes: number, usage: number): GPUBuffer {
    const size = Math.max(VECTOR_BYTES, Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES);
    const buffer = this.device.device.createBuffer({ size, usage: usage | COPY_DST });
    this.buffers.push(buffer);
    return buffer;
  }

  /** A bind group of the program's buffers with these numbers; its dynamic offset is that of the operands. */
  group(layout: GPUBindGroupLayout, buffers: readonly number[]): GPUBindGroup {
    return this.device.device.createBindGroup({
      layout,
      entries: [
        {
          binding: ADDRESSES,
          resource: { buffer: this.operands, size: this.program.bindingBytes },
        },
        { binding: INTS, resource: { buffer: this.ints } },
        ...buffers.map((number, slot) => ({
          binding: FIRST_TENSORS + slot,
          resource: { buffer: this.tensors[number] },
        })),
      ],
    });
  }

  get bytes(): number {
    return this.buffers.reduce((sum, { size }) => sum + size, 0);
  }

  /** Writes a tensor from its element `at` on. */
  async write(name: string, data: Numbers, at = 0): Promise<void> {
    const { shape, dtype } = this.slot(name);
    if (at + data.length > sizeOf(shape)) {
      throw new Error(`'${name}' is [${shape}], not ${at + data.length} numbers`);
    }
    const words = dtype === 'index' ? Int32Array.from(data) : Float32Array.from(data);
    await this.device.scoped(`'${name}'`, () => {
      for (const { buffer, byte, from, count } of this.parts(name, at, data.length)) {
        this.device.device.queue.writeBuffer(buffer, byte, words, from - at, count);
      }
    });
  }

  /** `count` numbers of a tensor, all of them by default. */
  async read(name: string, from = 0, count = sizeOf(this.slot(name).shape)): Promise<Float64Array> {
    if (count === 0) return new Float64Array();
    const { device } = this;
    let staging: GPUBuffer | undefined;
    try {
      const copy = await device.scoped(`'${name}'`, () => {
        staging = device.device.createBuffer({ size: 4 * count, usage: MAP_READ | COPY_DST });
        const encoder = device.device.createCommandEncoder();
        for (const part of this.parts(name, from, count)) {
          const at = 4 * (part.from - from);
          encoder.copyBufferToBuffer(part.buffer, part.byte, staging, at, 4 * part.count);
        }
        device.device.queue.submit([encoder.finish()]);
        return staging;
      });
      await device.wait(copy.mapAsync(READ));
      return Float64Array.from(new Float32Array(copy.getMappedRange()));
    } finally {
      staging?.destroy();
    }
  }

  /** Sets the step counter. */
  async seek(step: number): Promise<void> {
    await this.device.scoped('the step counter', () =>
      this.device.device.queue.writeBuffer(this.ints, 0, Int32Array.of(step)),
    );
  }

  destroy(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  slot(name: string) {
    const slot = this.program.slots[name];
    if (!slot) throw new Error(`the program has no tensor '${name}'`);
    return slot;
  }

  /** Where elements from … from + count - 1 of a tensor lie. */
  private parts(name: string, from: number, count: number): Part[] {
    const { buffer: number, offset } = this.slot(name);
    const { shards, buffers } = this.program;
    const first = buffers.length - shards.length;
    const parts = shards.flatMap(({ name: of, first: row0, rows, row }, i) =>
      of === name
        ? [{ buffer: this.tensors[first + i], start: row0 * row, end: (row0 + rows) * row }]
        : [],
    );
    if (parts.length === 0) {
      const buffer = number === null ? this.ints : this.tensors[number];
      return [{ buffer, byte: offset + 4 * from, from, count }];
    }
    return parts.flatMap(({ buffer, start, end }) => {
      const at = Math.max(from, start);
      const length = Math.min(from + count, end) - at;
      return length > 0 ? [{ buffer, byte: 4 * (at - start), from: at, count: length }] : [];
    });
  }
}
