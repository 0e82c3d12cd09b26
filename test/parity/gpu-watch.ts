/**
 * Watches every GPU device of this process from outside: which buffers live, and how often
 * something is submitted, dispatched or read back.
 */

import { runtime } from '../../src/platform/runtime.js';

// biome-ignore lint/suspicious/noExplicitAny: methods are wrapped whatever they take
type Method = (this: any, ...args: any[]) => any;

export const gpuWatch = {
  devices: [] as GPUDevice[],
  live: new Set<GPUBuffer>(),
  submits: 0,
  dispatches: 0,
  readBacks: 0,
  /** Called after each submit. */
  onSubmit: (): void => {},
  /** Whether adapters give no device. */
  refuseDevices: false,
  /** Whether the next buffer is said to be too large for what is left of the GPU's memory. */
  noRoom: false,
  /** Starts counting anew, and lets everything be. */
  reset(): void {
    Object.assign(this, { submits: 0, dispatches: 0, readBacks: 0 });
    Object.assign(this, { onSubmit: () => {}, refuseDevices: false, noRoom: false });
    this.devices.length = 0;
  },
};

/** Where WebGPU's classes are: Deno has them among its globals, Dawn beside them. */
const globals = runtime().name === 'Deno' ? globalThis : (await import('webgpu')).globals;

/** The methods of one of WebGPU's classes. */
export const methodsOf = (name: string) =>
  (globals as unknown as Record<string, { prototype: Record<string, Method> }>)[name].prototype;

/** Has `after` called with the result and the object after each call of a method. */
function watch<T>(of: string, name: string, after: (result: T, self: unknown) => void): void {
  const methods = methodsOf(of);
  const original = methods[name];
  methods[name] = function (...args) {
    const result = original.apply(this, args);
    after(result, this);
    return result;
  };
}

const { requestDevice } = methodsOf('GPUAdapter');
methodsOf('GPUAdapter').requestDevice = async function (...args) {
  if (gpuWatch.refuseDevices) throw new Error('none, as the test wants it');
  const device: GPUDevice = await requestDevice.apply(this, args);
  gpuWatch.devices.push(device);
  return device;
};
watch<GPUBuffer>('GPUDevice', 'createBuffer', (buffer) => gpuWatch.live.add(buffer));
watch('GPUBuffer', 'destroy', (_, self) => gpuWatch.live.delete(self as GPUBuffer));
watch('GPUBuffer', 'mapAsync', () => gpuWatch.readBacks++);
watch('GPUComputePassEncoder', 'dispatchWorkgroups', () => gpuWatch.dispatches++);
watch('GPUQueue', 'submit', () => {
  gpuWatch.submits++;
  gpuWatch.onSubmit();
});

/** The open scopes of each device. */
const scopes = new WeakMap<object, GPUErrorFilter[]>();
const { pushErrorScope, popErrorScope } = methodsOf('GPUDevice');
methodsOf('GPUDevice').pushErrorScope = function (filter: GPUErrorFilter) {
  scopes.set(this, [...(scopes.get(this) ?? []), filter]);
  pushErrorScope.call(this, filter);
};
methodsOf('GPUDevice').popErrorScope = function () {
  const error: Promise<GPUError | null> = popErrorScope.call(this);
  const isOfMemory = scopes.get(this)?.pop() === 'out-of-memory';
  if (!isOfMemory || !gpuWatch.noRoom || gpuWatch.live.size === 0) return error;
  gpuWatch.noRoom = false;
  return error.then(() => ({ message: 'as the test wants it' }));
};
