/**
 * The GPU as a device: pipelines whose errors name the kernel, work under error scopes, and the
 * news of its loss.
 */

import { readAsset } from '../../core/index.js';
import { DeviceLostError, GpuMemoryError } from '../../errors.js';
import { type AdapterInfo, findAdapter, infoOf, maxBindingBytes } from './adapters.js';
import { expand, type Kernel } from './kernel.js';

/** Limits that are asked for as far as the adapter has them. */
const WANTED_LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;
const SCOPES = ['out-of-memory', 'internal', 'validation'] as const;
/** GPUShaderStage.COMPUTE, which is no global in Node. */
const COMPUTE = 4;
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

export class Device {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly layout: GPUBindGroupLayout;
  /** Of the second group: a shard of a data set. */
  readonly shardLayout: GPUBindGroupLayout;
  private lost: DeviceLostError | null = null;
  /** The first error that no scope caught. */
  private uncaptured: string | null = null;

  private constructor(
    readonly device: GPUDevice,
    readonly info: AdapterInfo,
    private readonly texts: Record<string, string>,
    /** Bytes of the largest buffer that a kernel is given. */
    readonly maxBindingBytes: number,
  ) {
    device.lost.then(({ message }) => {
      this.lost = new DeviceLostError(message);
    });
    device.addEventListener('uncapturederror', this.keepUncaptured);
    const visibility = COMPUTE;
    this.layout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility, buffer: { type: 'storage' } },
        { binding: 1, visibility, buffer: { type: 'storage' } },
        { binding: 2, visibility, buffer: { type: 'uniform', hasDynamicOffset: true } },
      ],
    });
    this.shardLayout = device.createBindGroupLayout({
      entries: [{ binding: 0, visibility, buffer: { type: 'read-only-storage' } }],
    });
  }

  /** Null where there is no adapter. No kernel is given more than `atMost` bytes in one buffer. */
  static async open(atMost?: number): Promise<Device | null> {
    const adapter = await findAdapter();
    if (!adapter) return null;
    const requiredLimits = Object.fromEntries(
      WANTED_LIMITS.map((name) => [name, adapter.limits[name]]),
    );
    const device = await adapter.requestDevice({ requiredLimits });
    const info = infoOf(adapter);
    return new Device(device, info, await shaderTexts(), maxBindingBytes(info, atMost));
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
  pipeline(kernel: Kernel): Promise<GPUComputePipeline> {
    let pipeline = this.pipelines.get(kernel.key);
    if (!pipeline) {
      pipeline = this.make(kernel);
      this.pipelines.set(kernel.key, pipeline);
    }
    return pipeline;
  }

  private async make({ shader, values, operands, shard }: Kernel): Promise<GPUComputePipeline> {
    const template = this.texts[shader];
    if (template === undefined) throw new Error(`there is no shaders/${shader}.wgsl`);
    const prelude = expand(this.texts.prelude, { VECTORS: operands / 2 }, 'prelude');
    const code = `${prelude}\n${expand(template, values, shader)}`;
    const bindGroupLayouts = shard === null ? [this.layout] : [this.layout, this.shardLayout];
    const descriptor = await this.scoped(`the kernel ${shader}`, () => ({
      label: shader,
      layout: this.device.createPipelineLayout({ bindGroupLayouts }),
      compute: {
        module: this.device.createShaderModule({ code, label: shader }),
        entryPoint: 'main',
      },
    }));
    try {
      return await this.wait(this.device.createComputePipelineAsync(descriptor));
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
      throw new Error(`the GPU refused the kernel ${shader}: ${(error as Error).message}`);
    }
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
