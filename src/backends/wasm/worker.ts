/**
 * The worker: an entry point of its own. The leader keeps loaded programs and runs them in pieces
 * of at most about 100 ms, between which it hears of a stop. Followers run the same steps of the
 * same programs, with other shares of the work.
 */

import { parentPort } from '#platform';
import { instantiateCore } from '../../core/index.js';
import { UserError } from '../../errors.js';
import { Executor, pagesNeeded } from './executor.js';
import { Memories } from './memories.js';
import type { Failure, FromWorker, Load, Mail, Request, ToWorker } from './messages.js';
import * as control from './messages.js';

const PIECE_MS = 100;
/** Some milliseconds of arithmetic. */
const PEAK_ROUNDS = 50_000;

const executors = new Map<number, Executor>();
/** Of the programs that are loaded here, but not of a follower: theirs are the leader's. */
const memoryOf = new Map<number, WebAssembly.Memory>();
const memories = new Memories();
let stopped = false;
/** Shared with the followers, if there are any. */
let words: Int32Array | null = null;
let followers: readonly MessagePort[] = [];

const port = parentPort();
if (!port) throw new Error('this module is the entry point of a worker');

const post = (message: FromWorker, transfer: Transferable[] = []) =>
  port.postMessage(message, transfer);

const failureOf = (error: unknown): Failure => ({
  message: error instanceof Error ? error.message : String(error),
  isWrongInput: error instanceof UserError,
});

const fail = (error: unknown) => post({ failed: failureOf(error) });

/** Lets messages that wait be handled. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function executorOf(id: number): Executor {
  const executor = executors.get(id);
  if (!executor) throw new Error('the program was disposed of');
  return executor;
}

async function load(
  { executable, program, module, workers }: Load,
  memory: WebAssembly.Memory,
  worker: number,
  shares: boolean,
) {
  const core = await instantiateCore(module, memory);
  executors.set(executable, new Executor(core, program, worker, workers, shares));
}

/** Loads a program here and into the followers. */
async function loadAll(all: Load): Promise<void> {
  const { executable, program, workers, worker = 0 } = all;
  const shares = followers.length > 0;
  const memory = await memories.take(pagesNeeded(program, shares ? workers : 1), shares);
  memoryOf.set(executable, memory);
  const told = tell({ load: all, memory });
  try {
    await load(all, memory, worker, shares);
  } finally {
    await told;
  }
}

async function unloadAll(executable: number): Promise<void> {
  executors.delete(executable);
  await tell({ unload: executable });
  const memory = memoryOf.get(executable);
  memoryOf.delete(executable);
  if (memory !== undefined) memories.giveBack(memory);
}

/**
 * Wakes the followers: to run steps, which they begin together with the leader, or to read their
 * mail.
 */
function announce(executable: number, from: number, count: number): void {
  if (!words) return;
  words[control.EXECUTABLE] = executable;
  words[control.FROM] = from;
  words[control.COUNT] = count;
  Atomics.add(words, control.TURN, 1);
  Atomics.notify(words, control.TURN);
}

/**
 * Has the followers read one more message, and returns when all have: what is announced next must
 * not reach one that has not.
 */
async function tell(mail: Mail): Promise<void> {
  if (!words) return;
  for (const follower of followers) follower.postMessage(mail);
  const count = ++words[control.MAIL];
  announce(0, 0, 0);
  while (Atomics.load(words, control.ACKNOWLEDGED) < count * followers.length) await breathe();
}

/**
 * Runs `steps` steps and returns the step reached. After about PIECE_MS of work, however many steps
 * that is, it lets messages be handled.
 */
async function run(executable: number, steps: number): Promise<number> {
  const executor = executorOf(executable);
  const end = executor.step + steps;
  let msPerStep = Number.POSITIVE_INFINITY;
  stopped = false;
  while (executor.step < end && !stopped) {
    const start = performance.now();
    let left = PIECE_MS;
    while (executor.step < end && left > 0) {
      const before = executor.step;
      const count = Math.min(end - before, Math.max(1, Math.floor(left / msPerStep)));
      announce(executable, before, count);
      executor.run(count);
      const elapsed = performance.now() - start;
      msPerStep = Math.max((elapsed - (PIECE_MS - left)) / count, 1e-4);
      left = PIECE_MS - elapsed;
    }
    if (executor.step < end) await breathe();
  }
  return executor.step;
}

/** The median rate, in floating-point operations a second, of pieces of a few milliseconds. */
async function peak(module: WebAssembly.Module, budgetMs: number): Promise<number> {
  const core = await instantiateCore(module);
  const rates: number[] = [];
  const end = performance.now() + budgetMs;
  for (let start = performance.now(); start < end; ) {
    const flops = core.peak(PEAK_ROUNDS);
    const now = performance.now();
    rates.push((1e3 * flops) / (now - start));
    start = now;
  }
  return rates.sort((a, b) => a - b)[rates.length >> 1];
}

async function answer(request: Request): Promise<{ result: unknown; transfer?: Transferable[] }> {
  switch (request.kind) {
    case 'load':
      await loadAll(request.load);
      return { result: null };
    case 'write':
      executorOf(request.executable).write(request.name, request.data, request.at);
      return { result: null };
    case 'read': {
      const data = executorOf(request.executable).read(request.name, request.from, request.to);
      return { result: data, transfer: [data] };
    }
    case 'run':
      return { result: await run(request.executable, request.steps) };
    case 'seek':
      executorOf(request.executable).seek(request.step);
      return { result: null };
    case 'memory':
      return { result: executorOf(request.executable).memoryBytes };
    case 'peak':
      return { result: await peak(request.module, request.budgetMs) };
    case 'unload':
      await unloadAll(request.executable);
      return { result: null };
    default:
      throw new Error(`unknown request ${request satisfies never}`);
  }
}

/** The life of a follower. `mailRead` counts the messages it has acted on. */
async function follow(shared: Int32Array): Promise<void> {
  let seen = 0;
  for (;;) {
    // A thread may be woken late, for an announcement that it has already acted on.
    while (Atomics.load(shared, control.TURN) === seen) Atomics.wait(shared, control.TURN, seen);
    seen = Atomics.load(shared, control.TURN);
    const executable = shared[control.EXECUTABLE];
    const from = shared[control.FROM];
    const count = shared[control.COUNT];
    if (count === 0) {
      while (mailRead < shared[control.MAIL]) await breathe();
      Atomics.add(shared, control.ACKNOWLEDGED, 1);
      continue;
    }
    const executor = executorOf(executable);
    executor.seek(from);
    executor.run(count);
  }
}

let queue: Promise<void> = Promise.resolve();
let mailRead = 0;

/** What a follower does with its mail. */
function read(mail: Mail, worker: number): void {
  queue = queue.then(async () => {
    if ('load' in mail) await load(mail.load, mail.memory, worker, true);
    else executors.delete(mail.unload);
    mailRead++;
  });
  queue.catch(fail);
}

port.onMessage((message) => {
  const received = message as ToWorker;
  if ('stop' in received) {
    stopped = true;
  } else if ('lead' in received) {
    words = new Int32Array(received.lead);
    followers = received.followers;
  } else if ('follow' in received) {
    const { mail, worker } = received;
    mail.onmessage = ({ data }: MessageEvent<Mail>) => read(data, worker);
    mail.onmessageerror = () => fail(new Error('mail from the first worker was unreadable'));
    follow(new Int32Array(received.follow)).catch(fail);
  } else {
    const { id, request } = received;
    queue = queue.then(async () => {
      try {
        const { result, transfer } = await answer(request);
        post({ id, result }, transfer);
      } catch (error) {
        // The others may wait for this thread in the middle of a step: none of them can go on.
        if (request.kind === 'run' && followers.length > 0) fail(error);
        else post({ id, error: failureOf(error) });
      }
    });
  }
});
