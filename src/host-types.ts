/**
 * Types of the host that stand in signatures. A user's program may lack them: TypeScript has them
 * from the DOM's library or from packages. There each is what the library needs of it.
 */

type Instance<Global extends string, Else> = typeof globalThis extends {
  [name in Global]: { prototype: infer Own };
}
  ? Own
  : Else;

type WasmInstance<Name extends string, Else> = typeof globalThis extends {
  WebAssembly: { [name in Name]: { prototype: infer Own } };
}
  ? Own
  : Else;

/** `AbortSignal`. */
export type HostAbortSignal = Instance<
  'AbortSignal',
  {
    readonly aborted: boolean;
    readonly reason: unknown;
    throwIfAborted(): void;
    addEventListener(type: 'abort', listener: () => void): void;
    removeEventListener(type: 'abort', listener: () => void): void;
  }
>;

/** `URL`. */
export type HostUrl = Instance<'URL', { readonly href: string }>;

/** `GPUAdapter`. */
export type HostGpuAdapter = Instance<'GPUAdapter', object>;

/** `WebAssembly.Module`. */
export type HostWasmModule = WasmInstance<'Module', object>;

/** `WebAssembly.Memory`. */
export type HostWasmMemory = WasmInstance<'Memory', { readonly buffer: ArrayBuffer }>;
