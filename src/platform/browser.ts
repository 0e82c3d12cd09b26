/** The platform, in a browser: files by fetch, workers by Web Workers. */

import { sha256Of } from './sha256.js';
import { startWorker } from './start-worker.js';
import type { ParentPort, Platform, WorkerPort } from './types.js';

/** The part of a dedicated worker's global scope that is used here (lib.dom describes windows). */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export const platformName: Platform['platformName'] = 'browser';

export const readBytes: Platform['readBytes'] = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

export const fileUrl: Platform['fileUrl'] = (path) => new URL(path, globalThis.location.href);

export const createWorker: Platform['createWorker'] = (url): WorkerPort => {
  const worker = startWorker(url);
  return {
    postMessage: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (listener) => {
      worker.onmessage = (event) => listener(event.data);
    },
    onError: (listener) => {
      worker.onerror = (event) =>
        listener(new Error(event.message || `the worker ${url.href} could not be started`));
      worker.onmessageerror = () => listener(new Error('a message from the worker was unreadable'));
    },
    terminate: async () => worker.terminate(),
  };
};

export const parentPort: Platform['parentPort'] = (): ParentPort | undefined => {
  if (typeof document !== 'undefined') return undefined;
  const scope = globalThis as unknown as WorkerScope;
  return {
    postMessage: (message, transfer = []) => scope.postMessage(message, transfer),
    onMessage: (listener) => {
      scope.onmessage = (event) => listener(event.data);
    },
  };
};

export const hardwareConcurrency: Platform['hardwareConcurrency'] = () =>
  navigator.hardwareConcurrency || 1;

export const processors = hardwareConcurrency;

/** What Chromium says, and elsewhere what engines have at most. */
export const heapBytes: Platform['heapBytes'] = () => {
  const { memory } = performance as { memory?: { jsHeapSizeLimit: number } };
  return memory?.jsHeapSizeLimit ?? 4 * 1024 * 1024 * 1024;
};

export const addressSpace: Platform['addressSpace'] = () => undefined;

export const machine: Platform['machine'] = () => navigator.userAgent;

/** What helps in a browser, for who has no command line there. */
const ADVICE =
  'WebGPU needs a browser that has it (a current Chrome, Edge or Safari; Firefox on Windows and ' +
  'macOS), graphics acceleration turned on in its settings, and a page from https or this machine; ' +
  'in Chrome on Linux also chrome://flags/#enable-unsafe-webgpu';

export const gpu: Platform['gpu'] = async () => ({
  gpu: navigator.gpu,
  said: [],
  advice: ADVICE,
});

/** Beside the folder of the library; bundlers leave it alone. */
const ONNX_RUNTIME = '../onnxruntime-web/ort.wasm.bundle.min.mjs';

export const onnxRuntime: Platform['onnxRuntime'] = async () => {
  const here = import.meta.url;
  return import(/* @vite-ignore */ /* webpackIgnore: true */ new URL(ONNX_RUNTIME, here).href);
};

export const svgDocument: Platform['svgDocument'] = async () =>
  typeof document === 'undefined' ? undefined : document;

export const sha256: Platform['sha256'] = async (bytes) => sha256Of(bytes);
