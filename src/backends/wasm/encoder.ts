/** Makes the stream of words that assembly/schedule/run.ts executes from nested instructions. */

import {
  ByPlanes,
  BySamples,
  HEAD_WORDS,
  LoopHead,
  OwnPlace,
  PATCH_WORDS,
  Patch,
  PLACE_WORDS,
  RegionHead,
} from '../../../assembly/schedule/heads.js';
import { LOOP, REGION, SHARE_PLANES, SHARE_SAMPLES } from '../../../assembly/schedule/opcodes.js';
import { argumentWords } from '../../core/index.js';
import {
  chunksOf,
  type Instruction,
  type Loop,
  type Place,
  type Region,
  type Word,
} from '../lowering/instructions.js';

type Item = Instruction | Region | Loop;

interface Change {
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
    const patches = new Map<Loop, Change[]>();
    this.collect(loop, patches);
    const starts = new Map<Item, number>();
    const start = this.words.length;
    this.measure(loop, start, patches, starts);
    this.write(loop, patches, starts);
    return start;
  }

  /** Finds, for each loop, the words of its body that change from turn to turn. */
  private collect(item: Item, patches: Map<Loop, Change[]>): void {
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
        note(item, HEAD_WORDS + k, value);
      });
      return;
    }
    for (const inner of item.body) this.collect(inner, patches);
    if (item.kind === 'region') return;
    // The patches of a loop may themselves start at a slice of a loop around it.
    (patches.get(item) ?? []).forEach((patch, p) => {
      const first = HEAD_WORDS + LoopHead.FIRST_PATCH + p * PATCH_WORDS;
      note(item, first + Patch.BASE, patch.base);
    });
  }

  private measure(
    item: Item,
    at: number,
    patches: Map<Loop, Change[]>,
    starts: Map<Item, number>,
  ): number {
    starts.set(item, at);
    if (item.kind === 'instruction') return at + evenUp(HEAD_WORDS + item.words.length);
    let end = at + (item.kind === 'region' ? regionWords(item) : headWords(item, patches));
    for (const inner of item.body) end = this.measure(inner, end, patches, starts);
    return end;
  }

  /** `high` is the second half of an instruction's first word (assembly/schedule/run.ts). */
  private write(
    item: Item,
    patches: Map<Loop, Change[]>,
    starts: Map<Item, number>,
    high = 0,
  ): void {
    const { words } = this;
    const start = words.length;
    if (item.kind === 'instruction') {
      const length = evenUp(HEAD_WORDS + item.words.length);
      this.instructions.push({ word: start, op: item.op });
      words.push(item.opcode + high * 65536, length, item.items);
      for (const value of item.words) this.push(value);
      while (words.length < start + length) words.push(0);
      return;
    }
    if (item.kind === 'region') {
      const { seeds, share } = item;
      const own = ownWords(item);
      const head = regionWords(item);
      const region = argumentWords(RegionHead, {
        SHARE: share,
        BODY: 0,
        SHARED: sharedWords(item),
        PLACES: own.length,
        FIRST_PLACE: [],
      });
      words.push(REGION, head, share === SHARE_SAMPLES ? item.atOnce : 0, ...region);
      for (const { owner, word, place } of own) {
        this.programWords.push(words.length + OwnPlace.WORD);
        const ownPlace = argumentWords(OwnPlace, {
          WORD: (starts.get(owner) as number) + word,
          BYTE: place.block.offset + place.byte,
          SEED: place.block.bytes / seeds,
        });
        words.push(...ownPlace);
      }
      while (words.length < start + head) words.push(0);
      for (const inner of item.body) {
        const high = share === SHARE_PLANES ? inner.planes?.fields : inner.group;
        this.write(inner, patches, starts, high);
      }
      words[start + HEAD_WORDS + RegionHead.BODY] = words.length - start - head;
      return;
    }
    const list = patches.get(item) ?? [];
    const head = headWords(item, patches);
    const loop = argumentWords(LoopHead, {
      TURNS: item.turns,
      BACKWARDS: item.backwards ? 1 : 0,
      BODY: 0,
      PATCHES: list.length,
      FIRST_PATCH: [],
    });
    words.push(LOOP, head, item.atOnce, ...loop);
    for (const { owner, word, base, stride } of list) {
      this.programWords.push(words.length + Patch.WORD);
      const patch = argumentWords(Patch, {
        WORD: (starts.get(owner) as number) + word,
        BASE: base,
        STRIDE: stride,
      });
      for (const value of patch) this.push(value);
    }
    while (words.length < start + head) words.push(0);
    for (const inner of item.body) this.write(inner, patches, starts);
    words[start + HEAD_WORDS + LoopHead.BODY] = words.length - start - head;
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

/** How a region is shared: the four words at RegionHead.SHARED. */
function sharedWords({ share, seeds, batch, sets = 0, atOnce }: Region): number[] {
  if (share === SHARE_PLANES) {
    return [...argumentWords(ByPlanes, { SETS: sets, AT_ONCE: atOnce }), 0, 0];
  }
  const { size, count } = chunksOf(batch);
  return argumentWords(BySamples, {
    // Shared by seeds, it has one chunk: these are BySeeds.SEEDS.
    UNITS: seeds * count,
    BATCH: batch,
    CHUNK: size,
    CHUNKS: count,
  });
}

/** The words of a region's instructions that are places in a thread's own memory. */
function ownWords(region: Region): { owner: Instruction; word: number; place: Place }[] {
  return region.body.flatMap((owner) =>
    owner.words.flatMap((place, k) =>
      typeof place === 'number' || !place.block.own ? [] : [{ owner, word: HEAD_WORDS + k, place }],
    ),
  );
}

const regionWords = (region: Region): number =>
  evenUp(HEAD_WORDS + RegionHead.FIRST_PLACE + ownWords(region).length * PLACE_WORDS);

function headWords(loop: Loop, patches: Map<Loop, Change[]>): number {
  const count = patches.get(loop)?.length ?? 0;
  return evenUp(HEAD_WORDS + LoopHead.FIRST_PATCH + count * PATCH_WORDS);
}

const evenUp = (n: number): number => n + (n & 1);
