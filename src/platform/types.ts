/**
 * What the library asks of the platform that it runs on. `node.ts` and `browser.ts` export the
 * members of `Platform`, each in its own way; package.json's import "#platform" picks one, so that
 * no other module knows where it runs.
 */

/** The near end of a worker. Messages arrive in the order in which they were posted. */
export interface WorkerPort {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  /** Sets the one listener for messages. */
  onMessage(listener: (message: unknown) => void): void;
  /** Sets the one listener for what ends a worker unasked: an uncaught error, a failed start. */
  onError(listener: (error: Error) => void): void;
  terminate(): Promise<void>;
}

/** The far end: what a worker's own code speaks through. */
export interface ParentPort {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** The way to WebGPU. */
export interface GpuEntry {
  /** The entry point, or undefined where there is none. */
  gpu?: GPU;
  /** Without one: why, if it is not that no adapter was found, and what to do about it. */
  why?: string;
  advice?: string;
  /** What drivers said while it was looked for. */
  said: readonly string[];
}

export interface Platform {
  readonly platformName: 'node' | 'browser';
  /** The bytes behind a URL. Throws an Error that names the URL if it cannot be read. */
  readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>>;
  /** The URL of a file: of a path, or in a page an address that may be relative to it. */
  fileUrl(path: string): URL;
  /** Starts a module worker. */
  createWorker(url: URL): WorkerPort;
  /** Inside a worker, the way back to its creator; undefined elsewhere. */
  parentPort(): ParentPort | undefined;
  /** Number of processors that threads may use, by a container's quota too; at least 1. */
  hardwareConcurrency(): number;
  /** The same whatever the quota: more threads never run at once. */
  processors(): number;
  /** Bytes that values of JavaScript may take on this thread, about. */
  heapBytes(): number;
  /** Bytes of addresses that the process may have, and has left; undefined without a limit. */
  addressSpace(): { limit: number; free: number } | undefined;
  /** What there is to say about this computer: its name, processor, system, and what runs us. */
  machine(): string;
  gpu(): Promise<GpuEntry>;
  /** The module onnxruntime-web. Rejects where it is not there. */
  onnxRuntime(): Promise<unknown>;
  /** A document to draw in; undefined where there is none, as in a worker. */
  svgDocument(): Promise<Document | undefined>;
  /** SHA-256 as 64 hexadecimal digits. */
  sha256(bytes: Uint8Array): Promise<string>;
}
