/** Makes the stream of words that assembly/schedule/run.ts executes from nested instructions. */

import { LOOP, REGION, SHARE_PLANES, SHARE_SAMPLES } from '../../../assembly/schedule/opcodes.js';
import {
  chunksOf,
  type Instruction,
  type Loop,
  type Place,
  type Region,
  type Word,
} from '../lowering/instructions.js';

type Item = Instruction | Region | Loop;

const INSTRUCTION_HEAD = 3;
const LOOP_HEAD = 7;
const REGION_HEAD = 10;
const PATCH_WORDS = 3;

interface Patch {
  owner: Item;
  word: number;
  base: Place;
  stride: number;
}

/**
 * Collects the streams of several programs into one array of words with a list of those that are
 * addresses.
 */
export class Encoder {
  readonly words: number[] = [];
  /**
   * Words that hold an offset from the start of the arena and become addresses when the program is
   * loaded.
   */
  readonly arenaWords: number[] = [];
  /** Words that hold an index into `words` and become addresses of that word. */
  readonly programWords: number[] = [];
  /** Where each instruction starts, and its op. */
  readonly instructions: { word: number; op: string }[] = [];

  /** Appends an outermost loop; returns the index of its first word. */
  add(loop: Loop): number {
    const patches = new Map<Loop, Patch[]>();
    this.collect(loop, patches);
    const starts = new Map<Item, number>();
    const start = this.words.length;
    this.measure(loop, start, patches, starts);
    this.write(loop, patches, starts);
    return start;
  }

  /** Finds, for each loop, the words of its body that change from turn to turn. */
  private collect(item: Item, patches: Map<Loop, Patch[]>): void {
    const note = (owner: Item, word: number, value: Word) => {
      if (typeof value === 'number' || value.slices.length === 0) return;
      const slices = value.slices.slice(0, -1);
      const { loop, stride } = value.slices[value.slices.length - 1];
      const list = patches.get(loop) ?? [];
      patches.set(loop, list);
      list.push({ owner, word, base: { ...value, slices }, stride });
    };
    if (item.kind === 'instruction') {
      item.words.forEach((value, k) => {
        note(item, INSTRUCTION_HEAD + k, value);
      });
      return;
    }
    for (const inner of item.body) this.collect(inner, patches);
    if (item.kind === 'region') return;
    // The patches of a loop may themselves start at a slice of a loop around it.
    (patches.get(item) ?? []).forEach((patch, p) => {
      note(item, LOOP_HEAD + p * PATCH_WORDS + 1, patch.base);
    });
  }

  private measure(
    item: Item,
    at: number,
    patches: Map<Loop, Patch[]>,
    starts: Map<Item, number>,
  ): number {
    starts.set(item, at);
    if (item.kind === 'instruction') return at + evenUp(INSTRUCTION_HEAD + item.words.length);
    let end = at + (item.kind === 'region' ? regionWords(item) : headWords(item, patches));
    for (const inner of item.body) end = this.measure(inner, end, patches, starts);
    return end;
  }

  /** `high` is the second half of an instruction's first word (assembly/schedule/run.ts). */
  private write(
    item: Item,
    patches: Map<Loop, Patch[]>,
    starts: Map<Item, number>,
    high = 0,
  ): void {
    const { words } = this;
    const start = words.length;
    if (item.kind === 'instruction') {
      const length = evenUp(INSTRUCTION_HEAD + item.words.length);
      this.instructions.push({ word: start, op: item.op });
      words.push(item.opcode + high * 65536, length, item.items);
      for (const value of item.words) this.push(value);
      while (words.length < start + length) words.push(0);
      return;
    }
    if (item.kind === 'region') {
      const { seeds, batch, share } = item;
      const { size, count } = chunksOf(batch);
      const own = ownWords(item);
      const head = regionWords(item);
      words.push(REGION, head, share === SHARE_SAMPLES ? item.atOnce : 0, share, 0);
      if (share === SHARE_PLANES) words.push(item.sets ?? 0, item.atOnce, 0, 0);
      else words.push(seeds * count, batch, size, count);
      words.push(own.length);
      for (const { owner, word, place } of own) {
        this.programWords.push(words.length);
        words.push((starts.get(owner) as number) + word);
        words.push(place.block.offset + place.byte, place.block.bytes / seeds);
      }
      while (words.length < start + head) words.push(0);
      for (const inner of item.body) {
        const high = share === SHARE_PLANES ? inner.planes?.fields : inner.group;
        this.write(inner, patches, starts, high);
      }
      words[start + INSTRUCTION_HEAD + 1] = words.length - start - head;
      return;
    }
    const list = patches.get(item) ?? [];
    const head = headWords(item, patches);
    words.push(LOOP, head, item.atOnce);
    words.push(item.turns, item.backwards ? 1 : 0, 0, list.length);
    for (const { owner, word, base, stride } of list) {
      this.programWords.push(words.length);
      words.push((starts.get(owner) as number) + word);
      this.push(base);
      words.push(stride);
    }
    while (words.length < start + head) words.push(0);
    for (const inner of item.body) this.write(inner, patches, starts);
    words[start + INSTRUCTION_HEAD + 2] = words.length - start - head;
  }

  private push(value: Word): void {
    if (typeof value === 'number') {
      this.words.push(value);
    } else if (value.block.own) {
      // The region sets it, seed by seed.
      this.words.push(0);
    } else {
      this.arenaWords.push(this.words.length);
      this.words.push(value.block.offset + value.byte);
    }
  }
}

/** The words of a region's instructions that are places in a thread's own memory. */
function ownWords(region: Region): { owner: Instruction; word: number; place: Place }[] {
  return region.body.flatMap((owner) =>
    owner.words.flatMap((place, k) =>
      typeof place === 'number' || !place.block.own
        ? []
        : [{ owner, word: INSTRUCTION_HEAD + k, place }],
    ),
  );
}

const regionWords = (region: Region): number =>
  evenUp(REGION_HEAD + ownWords(region).length * PATCH_WORDS);

function headWords(loop: Loop, patches: Map<Loop, Patch[]>): number {
  return evenUp(LOOP_HEAD + (patches.get(loop)?.length ?? 0) * PATCH_WORDS);
}

const evenUp = (n: number): number => n + (n & 1);
