/**
 * Two threads that share samples need not be at the same instruction of a region, nor at the same
 * turn of a loop in which no sample depends on another one. Here both run on one, with one of them
 * any number of instructions ahead, and leave the bits that one thread leaves by itself: what real
 * threads would show now and then, shows every time.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LOOP, SHARE_SAMPLES, SHARE_SEEDS } from '../../assembly/schedule/opcodes.js';
import { Executor, pagesNeeded } from '../../src/backends/wasm/executor.js';
import { type LoweredProgram, lower } from '../../src/backends/wasm/lower.js';
import { type Core, coreModule, instantiateCore, loadCore } from '../../src/core/index.js';
import type { Program } from '../../src/graph/index.js';
import { randomArray } from '../cases/op-case.js';
import { randomProgram, STEPS } from '../cases/random-programs.js';
import { SOLVER_STEPS, solverPrograms } from '../cases/solver-programs.js';

before(() => loadCore());

const THREADS = 2;

/** How many instructions a thread is ahead of the other one, and which. */
const LEADS = [
  { ahead: Number.POSITIVE_INFINITY, who: 1 },
  { ahead: Number.POSITIVE_INFINITY, who: 0 },
  { ahead: 1, who: 1 },
  { ahead: 2, who: 0 },
  { ahead: 4, who: 1 },
  { ahead: 7, who: 0 },
  { ahead: 11, who: 1 },
];

type Lead = (typeof LEADS)[number];

/** A thread's core, and where in its memory what an executor placed there begins. */
interface Thread {
  core: Core;
  executor: Executor;
  stream: number;
  scratch: number;
  own: number;
}

/** Pauses behind every instruction. */
type Running = Generator<void, void>;

class Walk {
  /** Loops by samples that were met. */
  loops = 0;

  private constructor(
    private readonly program: LoweredProgram,
    private readonly threads: readonly Thread[],
    private readonly lead: Lead,
  ) {}

  static async of(program: LoweredProgram, lead: Lead): Promise<Walk> {
    const module = await coreModule('core-shared.wasm');
    const pages = pagesNeeded(program, THREADS);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const threads: Thread[] = [];
    for (let thread = 0; thread < THREADS; thread++) {
      const core = await instantiateCore(module, memory);
      const executor = new Executor(core, program, thread, THREADS, true);
      // Private, but nothing else says where they are.
      const { stream, scratch, own } = executor as unknown as Thread;
      threads.push({ core, executor, stream, scratch, own });
    }
    return new Walk(program, threads, lead);
  }

  get executor(): Executor {
    return this.threads[0].executor;
  }

  step(index: number): void {
    const { full, words } = this.program;
    this.beginTurn(full, index);
    this.eachItem(full, words[full + 5], (at, isLoop) => this.item(at, isLoop));
  }

  /** A turn begins on both threads. */
  private beginTurn(loop: number, index: number): void {
    for (const { core, stream } of this.threads) core.beginTurn(stream + 4 * loop, index);
  }

  private execute({ core, stream, scratch }: Thread, word: number, lo: number, hi: number): void {
    const isF64 = this.program.precision === 'f64' ? 1 : 0;
    core.runInstruction(stream + 4 * word, lo, hi, isF64, scratch);
  }

  private eachItem(head: number, bodyWords: number, visit: (at: number, isLoop: boolean) => void) {
    const { words } = this.program;
    const start = head + words[head + 1];
    for (let at = start; at < start + bodyWords; ) {
      const isLoop = (words[at] & 0xffff) === LOOP;
      visit(at, isLoop);
      at += words[at + 1] + words[at + (isLoop ? 5 : 4)];
    }
  }

  private itemsOf(head: number, bodyWords: number): { at: number; isLoop: boolean }[] {
    const items: { at: number; isLoop: boolean }[] = [];
    this.eachItem(head, bodyWords, (at, isLoop) => items.push({ at, isLoop }));
    return items;
  }

  private instructionsOf(region: number): { at: number; items: number }[] {
    const { words } = this.program;
    const list: { at: number; items: number }[] = [];
    const start = region + words[region + 1];
    for (let at = start; at < start + words[region + 4]; at += words[at + 1]) {
      list.push({ at, items: words[at + 2] });
    }
    return list;
  }

  private item(at: number, isLoop: boolean): void {
    const { words } = this.program;
    if (!isLoop) {
      if (words[at + 3] === SHARE_SAMPLES) this.together((thread) => this.share(thread, at, at));
      else this.alone(at);
    } else if (words[at + 2] > 0) {
      this.loops++;
      this.together((thread) => this.share(thread, at, this.firstRegion(at)));
    } else {
      for (let i = 0; i < words[at + 3]; i++) {
        this.beginTurn(at, i);
        this.eachItem(at, words[at + 5], (inner, innerIsLoop) => this.item(inner, innerIsLoop));
      }
    }
  }

  /** A region that is not shared by samples, on one thread. */
  private alone(region: number): void {
    const { words } = this.program;
    const [thread] = this.threads;
    const seeds = words[region + 3] === SHARE_SEEDS ? words[region + 5] : 1;
    for (let seed = 0; seed < seeds; seed++) {
      thread.core.beginSeed(thread.stream + 4 * region, seed, thread.own);
      for (const { at, items } of this.instructionsOf(region)) {
        const each = items / seeds;
        this.execute(thread, at, seed * each, (seed + 1) * each);
      }
    }
  }

  /** Both threads in turns, once the leading one is ahead; then what is left of either. */
  private together(run: (thread: number) => Running): void {
    const { ahead, who } = this.lead;
    const [first, second] = [run(who), run(1 - who)];
    let done = false;
    for (let k = 0; k < ahead && !done; k++) done = first.next().done === true;
    while (second.next().done !== true) first.next();
    while (first.next().done !== true) {}
  }

  private firstRegion(loop: number): number {
    const [{ at, isLoop }] = this.itemsOf(loop, this.program.words[loop + 5]);
    return isLoop ? this.firstRegion(at) : at;
  }

  /** A thread's chunks through a region, or through all turns of a loop which it begins. */
  private *share(index: number, at: number, region: number): Running {
    const { words } = this.program;
    const [units, , , chunks] = words.subarray(region + 5, region + 9);
    const part = (thread: number) => Math.floor((units * thread) / THREADS);
    for (let from = part(index); from < part(index + 1); ) {
      const seedEnds = (Math.floor(from / chunks) + 1) * chunks;
      const to = Math.min(part(index + 1), seedEnds, from + words[at + 2]);
      if (at === region) yield* this.samples(this.threads[index], region, from, to);
      else yield* this.throughTurns(this.threads[index], at, from, to);
      from = to;
    }
  }

  private *throughTurns(thread: Thread, loop: number, from: number, to: number): Running {
    const { words } = this.program;
    for (let i = 0; i < words[loop + 3]; i++) {
      thread.core.beginTurn(thread.stream + 4 * loop, i);
      for (const { at, isLoop } of this.itemsOf(loop, words[loop + 5])) {
        if (isLoop) yield* this.throughTurns(thread, at, from, to);
        else yield* this.samples(thread, at, from, to);
      }
    }
  }

  /** Chunks of one seed through a region: items are chunks, or a multiple of the samples. */
  private *samples(thread: Thread, region: number, from: number, to: number): Running {
    const [units, batch, size, chunks] = this.program.words.subarray(region + 5, region + 9);
    const seed = Math.floor(from / chunks);
    const sampleOf = (chunk: number) =>
      seed * batch + Math.min(batch, (chunk - seed * chunks) * size);
    for (const { at, items } of this.instructionsOf(region)) {
      const each = items / ((units / chunks) * batch);
      if (items === units) this.execute(thread, at, from, to);
      else this.execute(thread, at, sampleOf(from) * each, sampleOf(to) * each);
      yield;
    }
  }
}

/** Compares the bits of all tensors that a program leaves; the number of loops by samples. */
async function loopsOf(
  title: string,
  program: Program,
  steps: number,
  leads: readonly Lead[],
): Promise<number> {
  const lowered = lower(program, 'f32', null, 1, THREADS);
  const usual = new Executor(await instantiateCore(await coreModule()), lower(program, 'f32'));
  const data = Object.entries(lowered.slots)
    .filter(([, { kind }]) => kind !== 'record')
    .map(([name, { shape }]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from(randomArray(`${name} ${title}`, size))] as const;
    });
  for (const [name, numbers] of data) usual.write(name, numbers.slice().buffer);
  usual.run(steps);
  let loops = 0;
  for (const lead of leads) {
    const walk = await Walk.of(lowered, lead);
    for (const [name, numbers] of data) walk.executor.write(name, numbers.slice().buffer);
    for (let k = 0; k < steps; k++) walk.step(k);
    for (const name of Object.keys(lowered.slots)) {
      const [expected, got] = [usual, walk.executor].map((executor) => executor.read(name));
      const place = `${title}: ${name}, thread ${lead.who} is ${lead.ahead} ahead`;
      assert.ok(Buffer.from(got).equals(Buffer.from(expected)), place);
    }
    loops += walk.loops;
  }
  return loops;
}

for (const [name, { build, reaches }] of Object.entries(solverPrograms)) {
  test(`threads may be at different instructions: ${name}`, async () => {
    for (const seeds of [1, 3]) {
      const title = `${name}, ${seeds} seeds`;
      const loops = await loopsOf(title, build(seeds), SOLVER_STEPS, LEADS);
      if (seeds === 1 && reaches.includes('loop by samples')) assert.ok(loops > 0);
    }
  });
}

test('threads may be at different instructions: random programs', async () => {
  let loops = 0;
  for (let i = 0; i < 100; i++) {
    const leads = [LEADS[i % LEADS.length], LEADS[(i + 3) % LEADS.length]];
    loops += await loopsOf(`program ${i}`, randomProgram(`program ${i}`), STEPS, leads);
  }
  assert.ok(loops > 0);
});
