/**
 * Groups instructions into regions, behind each of which the threads meet.
 *
 * Two regions are open at a time. One is shared by samples: instructions of which each sample (or
 * chunk of the batch) depends on the same sample of those before it. The other, which runs after
 * it, takes what does not divide by samples: folds of partial sums, the optimiser, copies. It is
 * cut into groups that do not depend on each other. An instruction that must come after something
 * in the second region closes both. So a training step has three or four regions, however many
 * layers there are.
 *
 * Where there are about as many seeds as a multiple of the threads, there is a better way: each
 * thread takes whole seeds, one after the other through all instructions, and meets nobody.
 */

import {
  SHARE_GROUPS,
  SHARE_ITEMS,
  SHARE_PLANES,
  SHARE_SAMPLES,
  SHARE_SEEDS,
} from '../../../assembly/schedule/opcodes.js';
import { chunksAtOnce, setsAtOnce } from './at-once.js';
import { type Pending, shareGroups } from './groups.js';
import { chunksOf, type Instruction, type Planes, placesOf, type Region } from './instructions.js';
import type { Block } from './memory-plan.js';

interface Batch {
  seeds: number;
  batch: number;
}

export class Regions {
  private samples: Pending[] = [];
  private batch: Batch = { seeds: 0, batch: 0 };
  private groups: Pending[] = [];
  private seeds = 0;
  private bySeed: Instruction[] = [];
  /**
   * What the open region by seeds or samples writes, and what a seed or a sample in it reads of
   * which not all is its own.
   */
  private readonly written = new Set<Block>();
  private readonly readWhole = new Set<Block>();
  /**
   * The seeds of all regions until now if all are shared by that many seeds; -1 before the first.
   */
  private common = -1;
  /** The same of all regions. */
  private readonly everWritten = new Set<Block>();
  private readonly everReadWhole = new Set<Block>();
  private readonly groupReads = new Set<Block>();
  private readonly groupWrites = new Set<Block>();

  /** `close` is given each region when it is complete. */
  constructor(
    private readonly threads: number,
    private readonly close: (region: Region) => void,
  ) {}

  /** The number of seeds, if no seed of the whole program depends on another one; 0 otherwise. */
  get seedsApart(): number {
    const crossed = [...this.everReadWhole].some((block) => this.everWritten.has(block));
    return crossed ? 0 : Math.max(0, this.common);
  }

  /** Whether instructions for this batch would join the open region, or there is none. */
  fits({ seeds, batch }: Batch): boolean {
    return this.samples.length === 0 || (this.batch.seeds === seeds && this.batch.batch === batch);
  }

  /** Whether an open instruction that cannot run before the samples are done writes this block. */
  waitsFor(block: Block): boolean {
    return this.groupWrites.has(block);
  }

  /** Whether such an instruction still has to read this block. */
  isWanted(block: Block): boolean {
    return this.groupReads.has(block);
  }

  /** Whether threads that take whole seeds are busy for nearly the same time. */
  dividesSeeds(seeds: number): boolean {
    return seeds > 1 && seeds >= EVEN_SHARE * this.threads * Math.ceil(seeds / this.threads);
  }

  /**
   * Adds an instruction that makes a seed's part of what is `written` from all of `whole` and that
   * seed's part of the rest.
   */
  addSeeds(
    instruction: Instruction,
    seeds: number,
    written: readonly Block[],
    whole: readonly Block[],
  ): void {
    const blocked =
      this.samples.length + this.groups.length > 0 ||
      this.seeds !== seeds ||
      this.crosses(written, whole);
    if (blocked) this.flush();
    this.seeds = seeds;
    this.bySeed.push(instruction);
    this.note(written, whole);
  }

  /** The same with samples. */
  addSamples(
    instruction: Instruction,
    batch: Batch,
    written: readonly Block[],
    whole: readonly Block[],
  ): void {
    const blocked =
      this.bySeed.length > 0 ||
      !this.fits(batch) ||
      this.crosses(written, whole) ||
      placesOf(instruction).some(({ block }) => this.waitsFor(block)) ||
      written.some((block) => this.isWanted(block));
    if (blocked) this.flush();
    this.batch = batch;
    this.samples.push({ instruction, written });
    this.note(written, whole);
  }

  /** Whether an instruction depends on other seeds or samples of the open region, or they on it. */
  private crosses(written: readonly Block[], whole: readonly Block[]): boolean {
    return (
      whole.some((block) => this.written.has(block)) ||
      written.some((block) => this.readWhole.has(block))
    );
  }

  private note(written: readonly Block[], whole: readonly Block[]): void {
    for (const block of written) {
      this.written.add(block);
      this.everWritten.add(block);
    }
    for (const block of whole) {
      this.readWhole.add(block);
      this.everReadWhole.add(block);
    }
  }

  addGroup(instruction: Instruction, written: readonly Block[]): void {
    if (this.bySeed.length > 0) this.flush();
    this.groups.push({ instruction, written });
    for (const { block } of placesOf(instruction)) this.groupReads.add(block);
    for (const block of written) this.groupWrites.add(block);
  }

  /** Closes what is open. */
  flush(): void {
    const { samples, groups, seeds, bySeed } = this;
    this.samples = [];
    this.groups = [];
    this.bySeed = [];
    this.groupReads.clear();
    this.groupWrites.clear();
    const written = new Set(this.written);
    const readWhole = new Set(this.readWhole);
    this.written.clear();
    this.readWhole.clear();
    if (samples.length + groups.length > 0) this.common = 0;
    if (bySeed.length > 0) {
      this.common = this.common < 0 || this.common === seeds ? seeds : 0;
      this.close({ kind: 'region', share: SHARE_SEEDS, seeds, batch: 0, atOnce: 0, body: bySeed });
    }
    if (samples.length > 0) this.closeSamples(samples, written, readWhole);
    if (groups.length > 0) {
      shareGroups(groups, this.threads);
      const body = groups.map((p) => p.instruction);
      this.close({ kind: 'region', share: SHARE_GROUPS, seeds: 0, batch: 0, atOnce: 0, body });
    }
  }

  private closeSamples(
    pending: readonly Pending[],
    written: ReadonlySet<Block>,
    readWhole: ReadonlySet<Block>,
  ): void {
    const { seeds, batch } = this.batch;
    const count = seeds * chunksOf(batch).count;
    const body = pending.map((p) => p.instruction);
    if (count >= this.threads) {
      const share = SHARE_SAMPLES;
      const atOnce = chunksAtOnce(body, count);
      this.close({ kind: 'region', share, seeds, batch, atOnce, body, written, readWhole });
      return;
    }
    // Too few samples for the threads: they share the inside of every instruction, plane by plane
    // or as its items fall.
    for (const body of roundsOf(pending)) {
      if (dividesByPlanes(body[0])) this.closePlanes(body);
      else this.close({ kind: 'region', share: SHARE_ITEMS, seeds: 0, batch: 0, atOnce: 0, body });
    }
  }

  private closePlanes(body: Instruction[]): void {
    let sets = 0;
    for (const { items, planes } of body) {
      const { fields, extent } = planes as Planes;
      sets = commonDivisor(commonDivisor(sets, items / fields), extent);
    }
    this.close({
      kind: 'region',
      share: SHARE_PLANES,
      seeds: 0,
      batch: 0,
      sets,
      atOnce: setsAtOnce(body, sets),
      body,
    });
  }
}

/** Whether threads may share an instruction by planes; half a word holds its number of fields. */
const dividesByPlanes = ({ planes }: Instruction): boolean =>
  planes !== undefined && planes.fields < 1 << 16;

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/**
 * Instructions in rounds, by turns of those that divide by planes and of others, each in the first
 * that it may join: no earlier than what it depends on, and none of the others depends on another
 * one of its round.
 */
function roundsOf(pending: readonly Pending[]): Instruction[][] {
  const rounds: Instruction[][] = [];
  // The first round of what reads a block behind what wrote it, and of what writes it behind all.
  const readable = new Map<Block, number>();
  const writable = new Map<Block, number>();
  const later = (rounds: Map<Block, number>, block: Block, round: number) =>
    rounds.set(block, Math.max(rounds.get(block) ?? 0, round));
  for (const { instruction, written } of pending) {
    const read = placesOf(instruction).map(({ block }) => block);
    let first = 0;
    for (const block of read) first = Math.max(first, readable.get(block) ?? 0);
    for (const block of written) first = Math.max(first, writable.get(block) ?? 0);
    const isApart = !dividesByPlanes(instruction);
    const round = first % 2 === Number(isApart) ? first : first + 1;
    rounds[round] ??= [];
    rounds[round].push(instruction);
    const next = isApart ? round + 1 : round;
    for (const block of read) later(writable, block, next);
    for (const block of written) {
      later(readable, block, next);
      later(writable, block, next);
    }
  }
  return Object.values(rounds);
}

/**
 * Threads that take whole seeds are busy for at least this part of the time of the one that has
 * most.
 */
const EVEN_SHARE = 0.9;
