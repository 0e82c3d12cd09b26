/** The platform, on Node: files by node:fs, workers by node:worker_threads. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { arch, availableParallelism, cpus, hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import {
  type MessagePort,
  parentPort as nodeParentPort,
  type TransferListItem,
  Worker,
} from 'node:worker_threads';
import { systemError } from '../errors.js';
import { bunGpu } from './bun-gpu.js';
import { cpuQuota } from './cpu-quota.js';
import { denoGpu } from './deno-gpu.js';
import { findGpu } from './node-gpu.js';
import { type Runtime, runtime, runtimeText } from './runtime.js';
import type { ParentPort, Platform, WorkerPort } from './types.js';

// Node 20 has relaxed SIMD behind this flag, and heeds it only before the first module is compiled.
// Later versions have it without, and some complain of the flag.
if (runtime().name === 'Node' && process.versions.node.startsWith('20.')) {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}

export const platformName: Platform['platformName'] = 'node';

export const readBytes: Platform['readBytes'] = async (url) => {
  if (url.protocol === 'file:') {
    // What is no regular file, as /dev/zero, may have no end.
    const found = await stat(url);
    if (!found.isFile() && !found.isDirectory()) throw new Error('it is no regular file');
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

export const fileUrl: Platform['fileUrl'] = pathToFileURL;

// Without the options that Node was started with: a loader or `--input-type` is not for this file.
function startWorker(url: URL): Worker {
  try {
    return new Worker(url, { execArgv: [] });
  } catch (error) {
    throw systemError('cannot start a thread', error);
  }
}

/** Sets the one listener for messages. Deno's ports cannot remove all that they have. */
function oneListener(port: Worker | MessagePort): (listener: (message: unknown) => void) => void {
  let last: ((message: unknown) => void) | undefined;
  return (listener) => {
    if (last !== undefined) port.off('message', last);
    last = listener;
    port.on('message', listener);
  };
}

export const createWorker: Platform['createWorker'] = (url): WorkerPort => {
  const worker = startWorker(url);
  let terminated = false;
  return {
    postMessage: (message, transfer) =>
      worker.postMessage(message, transfer as TransferListItem[] | undefined),
    onMessage: oneListener(worker),
    onError: (listener) => {
      worker.removeAllListeners('error').on('error', listener);
      worker.removeAllListeners('exit').on('exit', (code) => {
        if (!terminated) listener(new Error(`the worker ended by itself, with exit code ${code}`));
      });
    },
    terminate: async () => {
      terminated = true;
      await worker.terminate();
    },
  };
};

export const parentPort: Platform['parentPort'] = (): ParentPort | undefined => {
  const port = nodeParentPort;
  if (!port) return undefined;
  return {
    postMessage: (message, transfer) =>
      port.postMessage(message, transfer as TransferListItem[] | undefined),
    onMessage: oneListener(port),
  };
};

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

let quota: number | undefined;

export const hardwareConcurrency: Platform['hardwareConcurrency'] = () => {
  quota ??= process.platform === 'linux' ? cpuQuota(readText) : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.min(processors(), Math.floor(quota)));
};

export const processors: Platform['processors'] = availableParallelism;

export const addressSpace: Platform['addressSpace'] = () => {
  const limit = /^Max address space +(\d+)/m.exec(readText('/proc/self/limits') ?? '')?.[1];
  const taken = /^VmSize:\s+(\d+) kB/m.exec(readText('/proc/self/status') ?? '')?.[1];
  if (limit === undefined || taken === undefined) return undefined;
  return { limit: Number(limit), free: Number(limit) - 1024 * Number(taken) };
};

export const heapBytes: Platform['heapBytes'] = () => getHeapStatistics().heap_size_limit;

export const machine: Platform['machine'] = () => {
  const processor = cpus()[0]?.model.trim() ?? arch();
  return `${hostname()}: ${processor}, ${process.platform} ${arch()}, ${runtimeText()}`;
};

/** Each has its own, or none. */
const GPUS: Readonly<Record<Runtime['name'], Platform['gpu']>> = {
  Node: findGpu,
  Deno: denoGpu,
  Bun: bunGpu,
};
export const gpu: Platform['gpu'] = GPUS[runtime().name];

export const onnxRuntime: Platform['onnxRuntime'] = () => import('onnxruntime-web');

export const svgDocument: Platform['svgDocument'] = async () => {
  const { parseHTML } = await import('linkedom');
  return parseHTML('<html><body></body></html>').document as unknown as Document;
};

export const sha256: Platform['sha256'] = async (bytes) =>
  createHash('sha256').update(bytes).digest('hex');
