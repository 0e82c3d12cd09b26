/**
 * Types of the host that stand in signatures. A user's program may lack them: TypeScript has them
 * from the DOM's library or from packages. There each is what the library needs of it.
 */

/** `AbortSignal`. */
export type HostAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Own } }
  ? Own
  : {
      readonly aborted: boolean;
      readonly reason: unknown;
      throwIfAborted(): void;
      addEventListener(type: 'abort', listener: () => void): void;
      removeEventListener(type: 'abort', listener: () => void): void;
    };

/** `URL`. */
export type HostUrl = typeof globalThis extends { URL: { prototype: infer Own } }
  ? Own
  : { readonly href: string };

/** `GPUAdapter`. */
export type HostGpuAdapter = typeof globalThis extends { GPUAdapter: { prototype: infer Own } }
  ? Own
  : object;

/** `HTMLElement`, the class. */
export type HostElementClass = typeof globalThis extends { HTMLElement: infer Own }
  ? Own
  : new () => { readonly isConnected: boolean };

/** `WebAssembly.Module`. */
export type HostWasmModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Own } };
}
  ? Own
  : object;

/** `WebAssembly.Memory`. */
export type HostWasmMemory = typeof globalThis extends {
  WebAssembly: { Memory: { prototype: infer Own } };
}
  ? Own
  : { readonly buffer: ArrayBuffer };

/** `SVGSVGElement`. */
export type HostSvgElement = typeof globalThis extends { SVGSVGElement: { prototype: infer Own } }
  ? Own
  : { readonly outerHTML: string };

/** `Document`. */
export type HostDocument = typeof globalThis extends { Document: { prototype: infer Own } }
  ? Own
  : object;
