/**
 * The façade's end of a leader and its followers: requests and their answers. Whatever ends one
 * worker ends all of them, and every request that waits, with one error.
 */

import { createWorker } from '#platform';
import { assetUrl, requireThreads } from '../../core/index.js';
import { UserError } from '../../errors.js';
import type { WorkerPort } from '../../platform/index.js';
import {
  CONTROL_WORDS,
  type Failure,
  type FromWorker,
  type Load,
  type Request,
  type ToWorker,
} from './messages.js';

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

const errorOf = ({ message, isWrongInput }: Failure) =>
  isWrongInput ? new UserError(message) : new Error(message);

export class Connection {
  private readonly leader: WorkerPort;
  private readonly followers: WorkerPort[];
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  private failure: Error | null = null;

  constructor(readonly workers: number) {
    requireThreads(workers);
    const ports = Array.from({ length: workers }, () => createWorker(assetUrl('worker.js')));
    [this.leader, ...this.followers] = ports;
    for (const port of ports) {
      port.onMessage((message) => this.receive(message as FromWorker));
      port.onError((error) => this.fail(error));
    }
    if (workers === 1) return;
    const control = new SharedArrayBuffer(4 * CONTROL_WORDS);
    const ways = this.followers.map(() => new MessageChannel());
    const followers = ways.map(({ port1 }) => port1);
    this.send(this.leader, { lead: control, followers }, followers);
    this.followers.forEach((port, i) => {
      const mail = ways[i].port2;
      this.send(port, { follow: control, worker: i + 1, mail }, [mail]);
    });
  }

  request(request: Request, transfer: Transferable[] = []): Promise<unknown> {
    if (this.failure) return Promise.reject(this.failure);
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.send(this.leader, { id, request }, transfer);
    });
  }

  /** Loads a program into every worker. */
  async load(load: Load): Promise<void> {
    await this.request({ kind: 'load', load });
  }

  async unload(executable: number): Promise<void> {
    await this.request({ kind: 'unload', executable });
  }

  /** Ends the run in progress after its current piece. */
  stop(): void {
    this.send(this.leader, { stop: true });
  }

  async close(): Promise<void> {
    this.fail(new Error('the backend was disposed of'));
    await this.terminate();
  }

  private send(port: WorkerPort, message: ToWorker, transfer: Transferable[] = []): void {
    port.postMessage(message, transfer);
  }

  private receive(message: FromWorker): void {
    if ('failed' in message) {
      this.fail(errorOf(message.failed));
      return;
    }
    const waiting = this.waiting.get(message.id);
    if (!waiting) return;
    this.waiting.delete(message.id);
    if ('error' in message) waiting.reject(errorOf(message.error));
    else waiting.resolve(message.result);
  }

  private fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    void this.terminate();
  }

  private async terminate(): Promise<void> {
    await Promise.all([this.leader, ...this.followers].map((port) => port.terminate()));
  }
}
