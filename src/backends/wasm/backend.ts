// The WASM backend's façade: lowers programs here, runs them in a worker. No call blocks this thread.

import { createWorker } from '#platform';
import { assetUrl, coreModule, loadCore } from '../../core/index.js';
import { UserError } from '../../errors.js';
import type { Program } from '../../graph/index.js';
import type { WorkerPort } from '../../platform/types.js';
import type { Backend, CompileOptions, Executable, Precision, RunOptions } from '../types.js';
import { bytesNeeded, MAX_BYTES } from './executor.js';
import { type LoweredProgram, lower, recordSlot } from './lower.js';
import type { FromWorker, Request, ToWorker } from './messages.js';

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  onStep?: (step: number) => void;
}

/** Requests to one worker and their answers. */
class Connection {
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  private failure: Error | null = null;

  constructor(private readonly port: WorkerPort) {
    port.onMessage((message) => this.receive(message as FromWorker));
    port.onError((error) => this.fail(error));
  }

  request(
    request: Request,
    transfer: Transferable[] = [],
    onStep?: (step: number) => void,
  ): Promise<unknown> {
    if (this.failure) return Promise.reject(this.failure);
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, onStep });
      this.port.postMessage({ id, request } satisfies ToWorker, transfer);
    });
  }

  stop(): void {
    this.port.postMessage({ stop: true } satisfies ToWorker);
  }

  async close(): Promise<void> {
    this.fail(new Error('the backend was disposed of'));
    await this.port.terminate();
  }

  private receive(message: FromWorker): void {
    const waiting = this.waiting.get(message.id);
    if (!waiting) return;
    if ('step' in message) {
      waiting.onStep?.(message.step);
      return;
    }
    this.waiting.delete(message.id);
    if ('error' in message) waiting.reject(new Error(message.error));
    else waiting.resolve(message.result);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

class WasmExecutable implements Executable {
  private stepsDone = 0;

  constructor(
    private readonly connection: Connection,
    private readonly program: LoweredProgram,
    private readonly id: number,
  ) {}

  get step(): number {
    return this.stepsDone;
  }

  async write(name: string, data: Float64Array | Float32Array | Int32Array): Promise<void> {
    const slot = this.slot(name);
    const expected = slot.shape.reduce((a, b) => a * b, 1);
    if (data.length > expected) {
      throw new Error(`'${name}' is [${slot.shape}], not ${data.length} numbers`);
    }
    const bytes = this.bytesOf(data, slot.dtype === 'index');
    await this.connection.request({ kind: 'write', executable: this.id, name, data: bytes }, [
      bytes,
    ]);
  }

  read(name: string): Promise<Float64Array> {
    return this.fetch(name);
  }

  readRecord(name: string, from: number, to: number): Promise<Float64Array> {
    return this.fetch(recordSlot(name), from, to);
  }

  async run(steps: number, { signal, onProgress }: RunOptions = {}): Promise<void> {
    if (this.stepsDone + steps > this.program.steps) {
      throw new Error(`the program is made for ${this.program.steps} steps`);
    }
    signal?.throwIfAborted();
    const end = this.stepsDone + steps;
    const stop = () => this.connection.stop();
    signal?.addEventListener('abort', stop);
    try {
      const run = this.connection.request(
        { kind: 'run', executable: this.id, steps },
        [],
        (step) => {
          this.stepsDone = step;
          onProgress?.(step, this.program.steps);
        },
      );
      this.stepsDone = (await run) as number;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    if (this.stepsDone < end) signal?.throwIfAborted();
  }

  async seek(step: number): Promise<void> {
    await this.connection.request({ kind: 'seek', executable: this.id, step });
    this.stepsDone = step;
  }

  async memoryBytes(): Promise<number> {
    return (await this.connection.request({ kind: 'memory', executable: this.id })) as number;
  }

  async dispose(): Promise<void> {
    await this.connection.request({ kind: 'unload', executable: this.id });
  }

  private slot(name: string) {
    const slot = this.program.slots[name];
    if (!slot) throw new Error(`the program has no tensor '${name}'`);
    return slot;
  }

  private bytesOf(data: Float64Array | Float32Array | Int32Array, isIndex: boolean): ArrayBuffer {
    if (isIndex) return Int32Array.from(data).buffer;
    return this.program.precision === 'f64'
      ? Float64Array.from(data).buffer
      : Float32Array.from(data).buffer;
  }

  private async fetch(name: string, from?: number, to?: number): Promise<Float64Array> {
    this.slot(name);
    const request: Request = { kind: 'read', executable: this.id, name, from, to };
    const bytes = (await this.connection.request(request)) as ArrayBuffer;
    return this.program.precision === 'f64'
      ? new Float64Array(bytes)
      : Float64Array.from(new Float32Array(bytes));
  }
}

class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly build = 'simd';

  constructor(
    private readonly connection: Connection,
    private readonly module: WebAssembly.Module,
    readonly precision: Precision,
  ) {}

  async compile(
    program: Program,
    { remainder = null, stepsPerEpoch = 1 }: CompileOptions = {},
  ): Promise<Executable> {
    const lowered = lower(program, this.precision, remainder, stepsPerEpoch);
    const bytes = bytesNeeded(lowered);
    if (bytes > MAX_BYTES) {
      throw new UserError(
        `this would take ${bytes} bytes of memory; WebAssembly has at most ${MAX_BYTES} (fewer points, samples, seeds or a smaller batch take less)`,
      );
    }
    const id = await this.connection.request({
      kind: 'load',
      program: lowered,
      module: this.module,
    });
    return new WasmExecutable(this.connection, lowered, id as number);
  }

  dispose(): Promise<void> {
    return this.connection.close();
  }
}

export async function createWasmBackend(precision: Precision): Promise<Backend> {
  await loadCore();
  const module = await coreModule();
  return new WasmBackend(new Connection(createWorker(assetUrl('worker.js'))), module, precision);
}
