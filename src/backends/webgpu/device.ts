/**
 * The GPU as a device: pipelines whose errors name the kernel, work under error scopes, and the
 * news of its loss.
 */

import { readAsset } from '../../core/index.js';
import { DeviceLostError, GpuMemoryError } from '../../errors.js';
import type { GpuOptions } from '../types.js';
import {
  type AdapterInfo,
  findAdapter,
  type GpuLimits,
  gpuLimits,
  infoOf,
  requiredLimits,
} from './adapters.js';
import { bindOperands, declarations, layoutEntries } from './bindings.js';
import { expand, type Kernel, roomOf } from './kernel.js';
import { elementTypes } from './vectors.js';

const SCOPES = ['out-of-memory', 'internal', 'validation'] as const;
/** How long the news of a loss may take, once something has failed. */
const LOSS_MS = 100;

let shaders: Promise<Record<string, string>> | undefined;

/** The texts of shaders/*.wgsl, which the build packs into one file. */
function shaderTexts(): Promise<Record<string, string>> {
  shaders ??= readAsset('shaders.json').then((bytes) =>
    JSON.parse(new TextDecoder().decode(bytes)),
  );
  return shaders;
}

/** A kernel on the device. */
export interface Pipeline {
  pipeline: GPUComputePipeline;
  /** Of its bind group; one object for all kernels that store to the same slots. */
  layout: GPUBindGroupLayout;
}

export class Device {
  private readonly pipelines = new Map<string, Promise<Pipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();
  private lost: DeviceLostError | null = null;
  /** The first error that no scope caught. */
  private uncaptured: string | null = null;

  private constructor(
    readonly device: GPUDevice,
    readonly info: AdapterInfo,
    private readonly texts: Record<string, string>,
    readonly limits: GpuLimits,
  ) {
    device.lost.then(({ message }) => {
      this.lost = new DeviceLostError(message);
    });
    device.addEventListener('uncapturederror', this.keepUncaptured);
  }

  /** Null where there is no adapter. */
  static async open(options?: GpuOptions): Promise<Device | null> {
    const adapter = await findAdapter();
    if (!adapter) return null;
    const info = infoOf(adapter);
    const device = await adapter.requestDevice({ requiredLimits: requiredLimits(info, options) });
    return new Device(device, info, await shaderTexts(), gpuLimits(info, options));
  }

  /**
   * Does `work`, which must not wait for anything, under error scopes. Throws a `DeviceLostError`,
   * a `GpuMemoryError`, or an Error that says what was refused and why.
   */
  async scoped<T>(what: string, work: () => T): Promise<T> {
    const { device } = this;
    for (const scope of SCOPES) device.pushErrorScope(scope);
    let result: T;
    let popped: Promise<(GPUError | null)[]>;
    try {
      result = work();
    } finally {
      // Where the device is lost there is nothing to pop; that is found out below.
      popped = Promise.all(SCOPES.map(() => device.popErrorScope().catch(() => null)));
    }
    const [validation, internal, memory] = await popped;
    this.throwIfLost();
    if (memory) throw new GpuMemoryError(`the GPU has no room for ${what}: ${memory.message}`);
    const message = validation?.message ?? internal?.message ?? this.uncaptured;
    if (message != null) throw new Error(`the GPU refused ${what}: ${message}`);
    return result;
  }

  /** Waits for the GPU. Where that fails because the device was lost, that is the error. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    try {
      const value = await promise;
      this.throwIfLost();
      return value;
    } catch (error) {
      await Promise.race([this.device.lost, new Promise((end) => setTimeout(end, LOSS_MS))]);
      this.throwIfLost();
      throw error;
    }
  }

  private throwIfLost(): void {
    if (this.lost) throw this.lost;
  }

  /** The pipeline of a kernel, made once. An invalid kernel is an error that names it. */
  pipeline(kernel: Kernel): Promise<Pipeline> {
    let pipeline = this.pipelines.get(kernel.key);
    if (!pipeline) {
      pipeline = this.make(kernel);
      this.pipelines.set(kernel.key, pipeline);
    }
    return pipeline;
  }

  private async make(kernel: Kernel): Promise<Pipeline> {
    const { shader, values } = kernel;
    const template = this.texts[shader];
    if (template === undefined) throw new Error(`there is no shaders/${shader}.wgsl`);
    const { text, stores } = bindOperands(expand(template, values, shader), kernel);
    const given = {
      OPERAND_PAIRS: roomOf(kernel) / 2,
      ...elementTypes(kernel.lanes),
      ...declarations(stores),
    };
    const code = `${expand(this.texts.prelude, given, 'prelude')}\n${text}`;
    const { layout, module } = await this.scoped(`the kernel ${shader}`, () => ({
      layout: this.layoutOf(layoutEntries(stores)),
      module: this.device.createShaderModule({ code, label: shader }),
    }));
    const descriptor = {
      label: shader,
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    };
    try {
      const pipeline = await this.wait(this.device.createComputePipelineAsync(descriptor));
      return { pipeline, layout };
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
      throw new Error(`the GPU refused the kernel ${shader}: ${(error as Error).message}`);
    }
  }

  private layoutOf(entries: GPUBindGroupLayoutEntry[]): GPUBindGroupLayout {
    const key = JSON.stringify(entries);
    let layout = this.layouts.get(key);
    if (!layout) {
      layout = this.device.createBindGroupLayout({ entries });
      this.layouts.set(key, layout);
    }
    return layout;
  }

  private readonly keepUncaptured = (event: GPUUncapturedErrorEvent): void => {
    event.preventDefault();
    this.uncaptured ??= event.error.message;
  };

  /** Frees the device. Dawn never forgets a listener, nor what that one holds. */
  destroy(): void {
    this.device.removeEventListener('uncapturederror', this.keepUncaptured);
    this.pipelines.clear();
    this.device.destroy();
  }
}
