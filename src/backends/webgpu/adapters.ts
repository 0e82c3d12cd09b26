/** GPU adapters: which there are, what they offer, and which is taken. */

import { gpu } from '#platform';
import { PlaceError } from '../../errors.js';
import type { HostGpuAdapter } from '../../host-types.js';
import { ALIGNMENT } from '../lowering/memory-plan.js';
import type { GpuOptions } from '../types.js';

/** What an adapter says of itself. */
export interface AdapterInfo {
  vendor: string;
  architecture: string;
  description: string;
  /** A GPU done in software, which is only taken when it is asked for. */
  software: boolean;
  /** By WebGPU's names. */
  limits: Readonly<Record<string, number>>;
  features: readonly string[];
}

/** What to do where no adapter is found. */
export async function adapterAdvice(): Promise<string> {
  return (await gpu()).advice ?? 'for --backend webgpu: another driver of the GPU';
}

/** The error where WebGPU is asked for and there is no adapter. */
export async function noAdapter(): Promise<PlaceError> {
  return new PlaceError(`there is no GPU adapter; ${await adapterAdvice()}`);
}

/** Why there is none, for a run that goes on without. */
export async function whyNoAdapter(): Promise<string> {
  const { why } = await gpu();
  return why === undefined ? 'there is no GPU' : `there is no GPU to be had: ${why}`;
}

const REQUESTS: GPURequestAdapterOptions[] = [
  { powerPreference: 'high-performance' },
  { powerPreference: 'low-power' },
  { forceFallbackAdapter: true },
];

/** The adapter that is taken, or null. */
export async function findAdapter(): Promise<HostGpuAdapter | null> {
  const entry = await gpu();
  return (await entry.gpu?.requestAdapter(REQUESTS[0])) ?? null;
}

export function infoOf(adapter: HostGpuAdapter): AdapterInfo {
  const { vendor, architecture, description, device, isFallbackAdapter } = adapter.info;
  const text = `${vendor} ${architecture} ${description} ${device}`.toLowerCase();
  const limits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const value = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') limits[name] = value;
  }
  return {
    vendor,
    architecture,
    description: description || device,
    software: isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software/.test(text),
    limits,
    features: [...adapter.features].sort(),
  };
}

/** `nvidia hopper NVIDIA H100`. */
export function adapterName({ vendor, architecture, description }: AdapterInfo): string {
  return [vendor, architecture, description].filter(Boolean).join(' ');
}

/** The adapter that is taken, or null. */
export async function adapterInfo(): Promise<AdapterInfo | null> {
  const adapter = await findAdapter();
  return adapter && infoOf(adapter);
}

/** All adapters that can be had, the one that is taken first; and what drivers said meanwhile. */
export async function listAdapters(): Promise<{
  adapters: AdapterInfo[];
  said: readonly string[];
}> {
  const entry = await gpu();
  const byName = new Map<string, AdapterInfo>();
  for (const request of REQUESTS) {
    const adapter = await entry.gpu?.requestAdapter(request);
    if (!adapter) continue;
    const info = infoOf(adapter);
    if (!byName.has(adapterName(info))) byName.set(adapterName(info), info);
  }
  return { adapters: [...byName.values()], said: entry.said };
}

/** What programs are laid out for. */
export interface GpuLimits {
  /** Bytes of the largest buffer that a kernel can be given, a multiple of ALIGNMENT. */
  bindingBytes: number;
  /** Buffers that a kernel can be given, the one of the step counter included. */
  storageBuffers: number;
  /** Workgroups in a row. */
  workgroups: number;
}

/** The limits of an adapter, or those of the options where these are lower. */
export function gpuLimits(
  { limits }: Pick<AdapterInfo, 'limits'>,
  { maxBindingBytes, maxStorageBuffers, maxWorkgroups }: GpuOptions = {},
): GpuLimits {
  const least = (...all: (number | undefined)[]) =>
    Math.min(...all.filter((limit) => limit !== undefined));
  const bytes = least(limits.maxStorageBufferBindingSize, limits.maxBufferSize, maxBindingBytes);
  return {
    bindingBytes: Math.floor(bytes / ALIGNMENT) * ALIGNMENT,
    storageBuffers: least(limits.maxStorageBuffersPerShaderStage, maxStorageBuffers),
    workgroups: least(limits.maxComputeWorkgroupsPerDimension, maxWorkgroups),
  };
}

/**
 * What a device is asked for: of what it is not asked, it has no more than WebGPU promises, whatever
 * its adapter has. Buffers that no kernel is given may be larger than the options allow.
 */
export function requiredLimits(
  { limits }: Pick<AdapterInfo, 'limits'>,
  options?: GpuOptions,
): Record<string, number> {
  const { storageBuffers, workgroups } = gpuLimits({ limits }, options);
  return {
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxBufferSize: limits.maxBufferSize,
    maxStorageBuffersPerShaderStage: storageBuffers,
    maxComputeWorkgroupsPerDimension: workgroups,
  };
}
