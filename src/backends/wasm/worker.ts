// The worker: an entry point of its own. It keeps loaded programs and runs them in pieces of at most about 100 ms, between which it
// reports how far it is and hears of a stop.

import { parentPort } from '#platform';
import { instantiateCore } from '../../core/index.js';
import { Executor } from './executor.js';
import type { FromWorker, Request, ToWorker } from './messages.js';

const PIECE_MS = 100;

const executors = new Map<number, Executor>();
let loadedCount = 0;
let stopped = false;

const port = parentPort();
if (!port) throw new Error('this module is the entry point of a worker');

const post = (message: FromWorker, transfer: Transferable[] = []) =>
  port.postMessage(message, transfer);

/** Lets messages that wait be handled. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function executorOf(id: number): Executor {
  const executor = executors.get(id);
  if (!executor) throw new Error('the program was disposed of');
  return executor;
}

/**
 * Runs `steps` steps and returns the step reached. After about PIECE_MS of work, however many steps that is, it reports and lets
 * messages be handled.
 */
async function run(id: number, executor: Executor, steps: number): Promise<number> {
  const end = executor.step + steps;
  let msPerStep = Number.POSITIVE_INFINITY;
  stopped = false;
  while (executor.step < end && !stopped) {
    const start = performance.now();
    let left = PIECE_MS;
    while (executor.step < end && left > 0) {
      const before = executor.step;
      executor.run(Math.min(end - before, Math.max(1, Math.floor(left / msPerStep))));
      const elapsed = performance.now() - start;
      msPerStep = Math.max((elapsed - (PIECE_MS - left)) / (executor.step - before), 1e-4);
      left = PIECE_MS - elapsed;
    }
    post({ id, step: executor.step });
    if (executor.step < end) await breathe();
  }
  return executor.step;
}

async function answer(
  id: number,
  request: Request,
): Promise<{ result: unknown; transfer?: Transferable[] }> {
  switch (request.kind) {
    case 'load': {
      const executor = new Executor(await instantiateCore(request.module), request.program);
      executors.set(++loadedCount, executor);
      return { result: loadedCount };
    }
    case 'write':
      executorOf(request.executable).write(request.name, request.data);
      return { result: null };
    case 'read': {
      const data = executorOf(request.executable).read(request.name, request.from, request.to);
      return { result: data, transfer: [data] };
    }
    case 'run':
      return { result: await run(id, executorOf(request.executable), request.steps) };
    case 'seek':
      executorOf(request.executable).seek(request.step);
      return { result: null };
    case 'memory':
      return { result: executorOf(request.executable).memoryBytes };
    case 'unload':
      executors.delete(request.executable);
      return { result: null };
    default:
      throw new Error(`unknown request ${request satisfies never}`);
  }
}

let queue: Promise<void> = Promise.resolve();

port.onMessage((message) => {
  const received = message as ToWorker;
  if ('stop' in received) {
    stopped = true;
    return;
  }
  const { id, request } = received;
  queue = queue.then(async () => {
    try {
      const { result, transfer } = await answer(id, request);
      post({ id, result }, transfer);
    } catch (error) {
      post({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
});
