// Watches every GPU device of this process from outside: which buffers live, and how often something is submitted, dispatched or
// read back.

import { globals } from 'webgpu';

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
  /** Starts counting anew. */
  reset(): void {
    Object.assign(this, { submits: 0, dispatches: 0, readBacks: 0, onSubmit: () => {} });
    this.devices.length = 0;
  },
};

/** Has `after` called with the result and the object after each call of a method. */
function watch<T>(of: string, name: string, after: (result: T, self: unknown) => void): void {
  const { prototype } = (globals as Record<string, { prototype: Record<string, Method> }>)[of];
  const original = prototype[name];
  prototype[name] = function (...args) {
    const result = original.apply(this, args);
    after(result, this);
    return result;
  };
}

watch<Promise<GPUDevice>>('GPUAdapter', 'requestDevice', (made) => {
  made.then((device) => gpuWatch.devices.push(device));
});
watch<GPUBuffer>('GPUDevice', 'createBuffer', (buffer) => gpuWatch.live.add(buffer));
watch('GPUBuffer', 'destroy', (_, self) => gpuWatch.live.delete(self as GPUBuffer));
watch('GPUBuffer', 'mapAsync', () => gpuWatch.readBacks++);
watch('GPUComputePassEncoder', 'dispatchWorkgroups', () => gpuWatch.dispatches++);
watch('GPUQueue', 'submit', () => {
  gpuWatch.submits++;
  gpuWatch.onSubmit();
});
