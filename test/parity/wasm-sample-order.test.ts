// A loop in which threads go by samples: each chunk of the batch may go through all turns before the
// next one begins, in any order. What threads do at the same time is done here one after the other,
// the last chunk first, and must leave the same bits.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LOOP, SHARE_SEEDS } from '../../assembly/schedule/opcodes.js';
import { Executor } from '../../src/backends/wasm/executor.js';
import { type LoweredProgram, lower } from '../../src/backends/wasm/lower.js';
import { type Core, coreModule, instantiateCore, loadCore } from '../../src/core/index.js';
import type { Program } from '../../src/graph/index.js';
import { randomArray } from '../cases/op-case.js';
import { randomProgram, STEPS } from '../cases/random-programs.js';
import { SOLVER_STEPS, solverPrograms } from '../cases/solver-programs.js';

before(() => loadCore());

/** Chunks first … last - 1, all of one seed. */
interface Chunks {
  first: number;
  last: number;
}

/** Runs a program's steps in a core, instruction by instruction. */
class Walk {
  readonly executor: Executor;
  /** Loops by samples that were met. */
  loops = 0;
  private readonly stream: number;
  private readonly scratch: number;
  private readonly own: number;

  constructor(
    private readonly core: Core,
    private readonly program: LoweredProgram,
  ) {
    this.executor = new Executor(core, program);
    const { stream, scratch, own } = this.executor as unknown as Walk;
    [this.stream, this.scratch, this.own] = [stream, scratch, own];
  }

  private address(word: number): number {
    return this.stream + 4 * word;
  }

  private execute(word: number, lo: number, hi: number): void {
    const isF64 = this.program.precision === 'f64' ? 1 : 0;
    this.core.runInstruction(this.address(word), lo, hi, isF64, this.scratch);
  }

  step(index: number): void {
    this.turn(this.program.full, index);
  }

  /** Items of a body, one after the other; the word behind an item follows from its heads. */
  private eachItem(head: number, bodyWords: number, visit: (at: number, isLoop: boolean) => void) {
    const { words } = this.program;
    const start = head + words[head + 1];
    for (let at = start; at < start + bodyWords; ) {
      const isLoop = (words[at] & 0xffff) === LOOP;
      visit(at, isLoop);
      at += words[at + 1] + words[at + (isLoop ? 5 : 4)];
    }
  }

  private eachInstruction(region: number, run: (at: number, items: number) => void): void {
    const { words } = this.program;
    const start = region + words[region + 1];
    for (let at = start; at < start + words[region + 4]; at += words[at + 1]) {
      run(at, words[at + 2]);
    }
  }

  private turn(loop: number, index: number): void {
    const { words } = this.program;
    this.core.beginTurn(this.address(loop), index);
    this.eachItem(loop, words[loop + 5], (at, isLoop) => {
      if (!isLoop) this.region(at);
      else if (words[at + 2] > 0) this.bySamples(at);
      else for (let i = 0; i < words[at + 3]; i++) this.turn(at, i);
    });
  }

  private region(at: number): void {
    const { words } = this.program;
    const seeds = words[at + 3] === SHARE_SEEDS ? words[at + 5] : 1;
    for (let seed = 0; seed < seeds; seed++) {
      this.core.beginSeed(this.address(at), seed, this.own);
      this.eachInstruction(at, (instruction, items) => {
        const each = items / seeds;
        this.execute(instruction, seed * each, (seed + 1) * each);
      });
    }
  }

  /** All chunks through all turns, the last chunk first. */
  private bySamples(loop: number): void {
    const { words } = this.program;
    this.loops++;
    const heads: number[] = [];
    const find = (at: number): void =>
      this.eachItem(at, words[at + 5], (inner, isLoop) => {
        if (isLoop) find(inner);
        else heads.push(inner);
      });
    find(loop);
    for (let first = words[heads[0] + 5] - 1; first >= 0; first--) {
      this.throughTurns(loop, { first, last: first + 1 });
    }
  }

  private throughTurns(loop: number, chunks: Chunks): void {
    const { words } = this.program;
    for (let i = 0; i < words[loop + 3]; i++) {
      this.core.beginTurn(this.address(loop), i);
      this.eachItem(loop, words[loop + 5], (at, isLoop) => {
        if (isLoop) this.throughTurns(at, chunks);
        else this.samples(at, chunks);
      });
    }
  }

  /** Some chunks through a region: items are chunks, or a multiple of the samples. */
  private samples(region: number, { first, last }: Chunks): void {
    const [units, batch, size, count] = this.program.words.subarray(region + 5, region + 9);
    const seed = Math.floor(first / count);
    const sampleOf = (chunk: number) =>
      seed * batch + Math.min(batch, (chunk - seed * count) * size);
    this.eachInstruction(region, (at, items) => {
      const each = items / ((units / count) * batch);
      if (items === units) this.execute(at, first, last);
      else this.execute(at, sampleOf(first) * each, sampleOf(last) * each);
    });
  }
}

/** Compares the bits of all slots; returns how many loops by samples there were. */
async function loopsOf(title: string, program: Program, steps: number): Promise<number> {
  const lowered = lower(program, 'f32', null, 1, 2);
  const module = await coreModule();
  const usual = new Executor(await instantiateCore(module), lower(program, 'f32'));
  const walk = new Walk(await instantiateCore(module), lowered);
  for (const [name, { kind, shape }] of Object.entries(lowered.slots)) {
    if (kind === 'record') continue;
    const size = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from(randomArray(`${name} ${title}`, size));
    usual.write(name, data.slice().buffer);
    walk.executor.write(name, data.buffer);
  }
  usual.run(steps);
  for (let k = 0; k < steps; k++) walk.step(k);
  for (const name of Object.keys(lowered.slots)) {
    const [expected, got] = [usual, walk.executor].map((executor) => executor.read(name));
    assert.ok(Buffer.from(got).equals(Buffer.from(expected)), `${title}: ${name}`);
  }
  return walk.loops;
}

for (const [name, { build, reaches }] of Object.entries(solverPrograms)) {
  test(`chunks may go through all turns one after the other: ${name}`, async () => {
    for (const seeds of [1, 3]) {
      const loops = await loopsOf(`${name}, ${seeds} seeds`, build(seeds), SOLVER_STEPS);
      if (seeds === 1 && reaches.includes('loop by samples')) assert.ok(loops > 0);
    }
  });
}

test('chunks may go through all turns one after the other: random programs', async () => {
  let loops = 0;
  for (let i = 0; i < 100; i++) {
    loops += await loopsOf(`program ${i}`, randomProgram(`program ${i}`), STEPS);
  }
  assert.ok(loops > 0);
});
