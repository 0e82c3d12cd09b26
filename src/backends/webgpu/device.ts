// The GPU: finding an adapter, opening a device with all the room it has, making pipelines whose errors name the kernel.

import { gpu, readBytes } from '#platform';
import { assetUrl } from '../../core/index.js';
import { expand, type Kernel } from './kernel.js';

/** What the adapter says of itself. */
export interface AdapterInfo {
  vendor: string;
  architecture: string;
  description: string;
  /** A GPU done in software, which is only taken when it is asked for. */
  software: boolean;
}

/** Limits that are asked for as far as the adapter has them. */
const WANTED_LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;

async function findAdapter(): Promise<GPUAdapter | null> {
  const entry = await gpu();
  return (await entry?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
}

function infoOf(adapter: GPUAdapter): AdapterInfo {
  const { vendor, architecture, description, device } = adapter.info;
  const text = `${vendor} ${architecture} ${description} ${device}`.toLowerCase();
  const software = /swiftshader|llvmpipe|lavapipe|software/.test(text);
  return { vendor, architecture, description: description || device, software };
}

/** The adapter that would be used, or null. */
export async function adapterInfo(): Promise<AdapterInfo | null> {
  const adapter = await findAdapter();
  return adapter && infoOf(adapter);
}

let shaders: Promise<Record<string, string>> | undefined;

/** The texts of shaders/*.wgsl, which the build packs into one file. */
function shaderTexts(): Promise<Record<string, string>> {
  shaders ??= readBytes(assetUrl('shaders.json')).then((bytes) =>
    JSON.parse(new TextDecoder().decode(bytes)),
  );
  return shaders;
}

export class Device {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly layout: GPUBindGroupLayout;
  private readonly pipelineLayout: GPUPipelineLayout;

  private constructor(
    readonly device: GPUDevice,
    readonly info: AdapterInfo,
    private readonly texts: Record<string, string>,
  ) {
    const visibility = GPU_COMPUTE;
    this.layout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility, buffer: { type: 'storage' } },
        { binding: 1, visibility, buffer: { type: 'storage' } },
        { binding: 2, visibility, buffer: { type: 'uniform', hasDynamicOffset: true } },
      ],
    });
    this.pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [this.layout] });
  }

  /** Null where there is no adapter. */
  static async open(): Promise<Device | null> {
    const adapter = await findAdapter();
    if (!adapter) return null;
    const requiredLimits = Object.fromEntries(
      WANTED_LIMITS.map((name) => [name, adapter.limits[name]]),
    );
    const device = await adapter.requestDevice({ requiredLimits });
    return new Device(device, infoOf(adapter), await shaderTexts());
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

  private async make({ shader, values, operands }: Kernel): Promise<GPUComputePipeline> {
    const template = this.texts[shader];
    if (template === undefined) throw new Error(`there is no shaders/${shader}.wgsl`);
    const prelude = expand(this.texts.prelude, { VECTORS: operands / 2 }, 'prelude');
    const code = `${prelude}\n${expand(template, values, shader)}`;
    const module = this.device.createShaderModule({ code, label: shader });
    try {
      return await this.device.createComputePipelineAsync({
        label: shader,
        layout: this.pipelineLayout,
        compute: { module, entryPoint: 'main' },
      });
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const first = messages.find((m) => m.type === 'error');
      const where = first ? `line ${first.lineNum}: ${first.message}` : (error as Error).message;
      throw new Error(`the kernel ${shader} is invalid: ${where}`);
    }
  }

  destroy(): void {
    this.device.destroy();
  }
}

/** GPUShaderStage.COMPUTE, which is no global in Node. */
const GPU_COMPUTE = 4;
