// From a program to instructions in regions and loops. Logical shapes end here; every tensor gets
// its place in a block of memory, every node what its backend makes of it.
//
// Results are made where they are wanted: the next value of a state in the state's own memory, a
// recorded or stacked value in its slice, as long as nobody still reads what is overwritten;
// otherwise a copy does it at the end.

import { SHARE_SAMPLES, SHARE_SEEDS } from '../../../assembly/schedule/opcodes.js';
import {
  type Graph,
  type Node,
  type Program,
  sameShape,
  sizeOf,
  type Tensor,
} from '../../graph/index.js';
import type { RepeatAttrs } from '../../graph/ops/repeat.js';
import { isAlias, outermost, rootOf } from './aliases.js';
import { Turns } from './alike.js';
import { chunksThroughTurns } from './at-once.js';
import {
  chunksOf,
  type Instruction,
  type Loop,
  newLoop,
  type Place,
  placesOf,
  type Region,
  regionsOf,
  type Word,
} from './instructions.js';
import { Block } from './memory-plan.js';
import type { EmitOptions, Lower, NodeContext } from './node-context.js';
import { appliesParameters } from './op-facts.js';
import { mayOverwrite, mayReplace } from './overwrite.js';
import { Regions } from './regions.js';
import { recordSlot, type Shared, type SlotBlock } from './shared.js';

interface Result {
  value: Tensor;
  target: Place;
  /** The leaf whose memory `target` is, if something in the graph may still read it. */
  over: Tensor | null;
}

export class Lowering {
  readonly temporaries: Block[] = [];
  scratchBytes = 0;
  private readonly places = new Map<Tensor, Place>();
  private readonly loops: Loop[] = [];
  private body: (Region | Loop)[] = [];
  private clock = 0;
  private readonly regions: Regions;
  /** Tensors that were made sample by sample. */
  private readonly bySample = new Set<Tensor>();
  /** Those of them in the open region. */
  private readonly fresh = new Set<Tensor>();
  private readonly turns = new Turns();

  constructor(
    private readonly shared: Shared,
    private readonly threads: number,
    /** What a backend makes of each op that is no alias and no loop. */
    private readonly kernels: Readonly<Record<string, Lower>>,
    /**
     * The instruction that copies bytes from one place to another, in as many items as there are
     * seeds if the backend divides it.
     */
    private readonly copyOf: (from: Place, to: Place, bytes: number, seeds: number) => Instruction,
  ) {
    this.regions = new Regions(threads, (region) => this.closeRegion(region));
  }

  /** The number of seeds, if no seed of the lowered program depends on another one; 0 otherwise. */
  get seedsApart(): number {
    return this.regions.seedsApart;
  }

  program(program: Program): Loop {
    const { shared } = this;
    const step = newLoop(program.steps, false);
    this.body = step.body;
    for (const [name, t] of program.states) {
      this.bind(t, shared.slot(name, 'state', [...t.shape], t.dtype).block);
    }
    for (const [name, t] of program.inputs) {
      this.bind(t, shared.slot(name, 'input', [...t.shape], t.dtype).block);
    }
    for (const [name, t] of program.tables) {
      const slot = shared.slot(name, 'table', [shared.steps, ...t.shape], t.dtype);
      this.places.set(t, this.sliceOf(slot, step));
    }
    const results: Result[] = [];
    for (const [name, value] of program.assigned) {
      const state = program.states.get(name) as Tensor;
      results.push({ value, target: this.place(state), over: state });
    }
    for (const [name, value] of program.records) {
      const slot = shared.slot(
        recordSlot(name),
        'record',
        [shared.steps, ...value.shape],
        value.dtype,
      );
      results.push({ value, target: this.sliceOf(slot, step), over: null });
    }
    this.graph(program.graph, results);
    return step;
  }

  private bind(t: Tensor, block: Block): void {
    this.places.set(t, { block, byte: 0, slices: [] });
  }

  private sliceOf({ block, shape, dtype }: SlotBlock, loop: Loop): Place {
    const stride = sizeOf(shape.slice(1)) * this.shared.bytesOf(dtype);
    return { block, byte: 0, slices: [{ loop, stride }] };
  }

  private get scope(): Loop | null {
    return this.loops.length ? this.loops[this.loops.length - 1] : null;
  }

  private allocate(bytes: number): Place {
    const block = new Block(bytes, this.scope, false);
    this.temporaries.push(block);
    return { block, byte: 0, slices: [] };
  }

  private place(t: Tensor): Place {
    const known = this.places.get(t);
    if (known) return known;
    if (t.node && isAlias(t.node)) return this.place(t.node.inputs[0]);
    if (t.leaf?.kind === 'constant') {
      this.bind(t, this.shared.constant(t.leaf.data));
      return this.place(t);
    }
    throw new Error('a tensor is read before it is made');
  }

  private bytes(t: Tensor): number {
    return t.size * this.shared.bytesOf(t.dtype);
  }

  private touch(place: Place): void {
    const { block } = place;
    block.touch(this.clock);
    for (let i = this.loops.length - 1; i >= 0 && this.loops[i] !== block.scope; i--) {
      this.loops[i].touched.add(block);
    }
    for (const { loop } of place.slices) loop.touched.add(block);
  }

  /** Adds a complete region to the body, and notes which blocks are alive in it. */
  private closeRegion(region: Region): void {
    this.fresh.clear();
    const opened = this.clock + 1;
    const places = region.body.map((instruction) => {
      this.clock++;
      const used = placesOf(instruction);
      for (const place of used) this.touch(place);
      return used;
    });
    // Threads, and samples one after the other, are at different instructions of a region, so
    // nothing in it may take the place of anything else in it; but of what is divided into samples
    // alike, or is a thread's own.
    if (this.isCut(region, region.atOnce)) {
      const divided = region.share === SHARE_SAMPLES || region.share === SHARE_SEEDS;
      for (const { block } of places.flat()) {
        for (const time of [opened, this.clock]) {
          if (divided) block.widen(time);
          else block.touch(time);
        }
      }
    }
    this.body.push(region);
  }

  /** Whether parts of a region's work go through it without the others. */
  private isCut({ share, seeds, batch }: Region, atOnce: number): boolean {
    const inParts = share === SHARE_SAMPLES && atOnce < chunksOf(batch).count;
    return this.threads > 1 || seeds > 1 || inParts;
  }

  private emit(
    node: Node,
    workspaces: readonly Block[],
    opcode: number,
    items: number,
    words: Word[],
    { scratch = 0, share = 'samples', batch, planes }: EmitOptions = {},
  ): void {
    this.scratchBytes = Math.max(this.scratchBytes, scratch);
    const instruction: Instruction = {
      kind: 'instruction',
      op: node.op,
      opcode,
      appliesParameters: appliesParameters(node),
      items,
      words,
      group: 0,
      planes,
    };
    const written = [...node.outputs.map((t) => this.place(t).block), ...workspaces];
    const samples = { seeds: node.output.shape[0], batch: batch ?? node.output.shape[1] };
    const readWhole = (extents: readonly number[]) =>
      node.inputs.flatMap((t, i) =>
        this.turns.alike(node, i, extents) ? [] : [this.place(t).block],
      );
    if (this.dividesBySeed(node, items)) {
      const { seeds } = samples;
      this.regions.addSeeds(instruction, seeds, written, readWhole([seeds]));
      return;
    }
    const divides =
      share === 'samples' ||
      (share === 'either' && this.dividesBySample(node, instruction, samples));
    if (!divides) {
      this.regions.addGroup(instruction, written);
      return;
    }
    const whole = readWhole([samples.seeds, samples.batch]);
    this.regions.addSamples(instruction, samples, written, whole);
    this.noteLayouts(node, samples, batch === undefined);
    if (batch !== undefined) return;
    for (const t of node.outputs) {
      this.bySample.add(t);
      this.fresh.add(t);
    }
  }

  /** Notes how the blocks of a node that is divided by samples are divided. */
  private noteLayouts(
    node: Node,
    { seeds, batch }: { seeds: number; batch: number },
    outputsToo: boolean,
  ): void {
    node.inputs.forEach((t, i) => {
      const { block } = this.place(t);
      if (this.turns.alike(node, i, [seeds, batch])) block.divide(seeds, batch);
      else block.mix();
    });
    for (const t of node.outputs) {
      const { block } = this.place(t);
      if (outputsToo) block.divide(seeds, batch);
      else block.mix();
    }
  }

  /**
   * Whether threads take whole seeds of an instruction. Items lie seed after seed wherever the
   * output has an ensemble axis.
   */
  private dividesBySeed(node: Node, items: number): boolean {
    const [seeds] = node.output.shape;
    const everywhere = node.outputs.every((t) => t.shape[0] === seeds);
    return everywhere && items % seeds === 0 && this.regions.dividesSeeds(seeds);
  }

  /** Whether an instruction that may work on samples or on parameters works on samples here. */
  private dividesBySample(
    node: Node,
    { items, words }: Instruction,
    samples: { seeds: number; batch: number },
  ): boolean {
    const { seeds, batch } = samples;
    const count = seeds * batch;
    if (node.output.rank < 3 || (items % count !== 0 && items !== seeds * chunksOf(batch).count)) {
      return false;
    }
    if (node.inputs.some((t) => this.bySample.has(rootOf(t)))) return true;
    const waits = words.some((w) => typeof w !== 'number' && this.regions.waitsFor(w.block));
    return !waits && this.fresh.size > 0 && this.regions.fits(samples);
  }

  /** Copies a tensor's bytes. */
  private copy(from: Place, to: Place, t: Tensor): void {
    const [seeds] = t.shape;
    const instruction = this.copyOf(from, to, this.bytes(t), seeds);
    const divides = instruction.items === seeds && this.regions.dividesSeeds(seeds);
    if (divides) this.regions.addSeeds(instruction, seeds, [to.block], []);
    else this.regions.addGroup(instruction, [to.block]);
  }

  /** Lowers the nodes of a graph so that its results end where they are wanted. */
  private graph(graph: Graph, results: readonly Result[]): void {
    const lastRead = new Map<Tensor, number>();
    graph.nodes.forEach((node, i) => {
      if (!isAlias(node)) for (const t of node.inputs) lastRead.set(rootOf(t), i);
    });

    const atEnd: { from: () => Place; to: Place; value: Tensor }[] = [];
    const direct = new Set<Tensor>();
    for (const { value, target, over } of results) {
      const root = rootOf(value);
      if (root === over) continue;
      if (!root.node) {
        // A leaf is copied first, before anything may overwrite it.
        if (over) {
          const staged = this.allocate(this.bytes(value));
          this.copy(this.place(root), staged, value);
          atEnd.push({ from: () => staged, to: target, value });
        } else {
          this.copy(this.place(root), target, value);
        }
      } else if (!direct.has(root) && mayOverwrite(graph, root, over, lastRead)) {
        direct.add(root);
        this.places.set(root, target);
      } else {
        if (!direct.has(root)) lastRead.set(root, graph.nodes.length);
        atEnd.push({ from: () => this.place(root), to: target, value });
      }
    }

    graph.nodes.forEach((node, i) => {
      if (isAlias(node)) return;
      if (node.op === 'repeat') {
        this.repeat(node, i, lastRead);
        return;
      }
      for (const out of node.outputs) {
        if (this.places.has(out)) continue;
        this.places.set(out, this.reuse(node, out, i, lastRead) ?? this.allocate(this.bytes(out)));
      }
      this.kernels[node.op](this.context(node));
    });
    for (const { from, to, value } of atEnd) this.copy(from(), to, value);
    this.regions.flush();
  }

  /**
   * The memory of an input that this node is the last to read, if the output may be written over
   * it.
   */
  private reuse(node: Node, out: Tensor, i: number, lastRead: Map<Tensor, number>): Place | null {
    for (const [k, t] of node.inputs.entries()) {
      if (!mayReplace(node, node.outputs.indexOf(out), k)) continue;
      const root = rootOf(t);
      if (!root.node || lastRead.get(root) !== i || !sameShape(t.shape, out.shape)) continue;
      const place = this.place(t);
      const { block } = place;
      const shared = node.inputs.some((other) => other !== t && this.place(other).block === block);
      if (this.regions.isWanted(block)) continue;
      if (!block.pinned && block.scope === this.scope && place.slices.length === 0 && !shared)
        return place;
    }
    return null;
  }

  private repeat(node: Node, index: number, lastRead: Map<Tensor, number>): void {
    const { n, body, carry, slices, captures, next, outputs, reverse } = node.attrs as RepeatAttrs;
    const loop = newLoop(n, reverse);
    this.regions.flush();
    const stackPlaces = outputs.map((t, j) => {
      const out = node.outputs[carry.length + j];
      if (!this.places.has(out)) this.places.set(out, this.allocate(this.bytes(out)));
      const place = this.place(out);
      return { ...place, slices: [...place.slices, { loop, stride: this.bytes(t) }] };
    });
    carry.forEach((leaf, i) => {
      const init = node.inputs[i];
      const out = node.outputs[i];
      const given = this.places.get(out);
      const place = given ?? this.carryPlace(node, i, index, lastRead);
      const from = this.place(init);
      if (place.block !== from.block || place.byte !== from.byte) this.copy(from, place, init);
      this.places.set(out, place);
      this.places.set(leaf, place);
    });
    slices.forEach((leaf, j) => {
      const place = this.place(node.inputs[carry.length + j]);
      this.places.set(leaf, {
        ...place,
        slices: [...place.slices, { loop, stride: this.bytes(leaf) }],
      });
    });
    captures.forEach((leaf, j) => {
      this.places.set(leaf, this.place(node.inputs[carry.length + slices.length + j]));
    });
    this.turns.note(node);

    this.regions.flush();
    const inherit = (leaf: Tensor, t: Tensor) => {
      if (this.bySample.has(rootOf(t))) this.bySample.add(leaf);
    };
    [...carry, ...slices, ...captures].forEach((leaf, i) => {
      inherit(leaf, node.inputs[i]);
    });
    const around = this.body;
    loop.opened = ++this.clock;
    this.loops.push(loop);
    this.body = loop.body;
    this.graph(body, [
      ...next.map((value, i) => ({ value, target: this.place(carry[i]), over: carry[i] })),
      ...outputs.map((value, j) => ({ value, target: stackPlaces[j], over: null })),
    ]);
    this.loops.pop();
    this.body = around;
    const closed = ++this.clock;
    loop.atOnce = chunksThroughTurns(loop);
    if (loop.atOnce > 0 && this.isCut(regionsOf(loop)[0], loop.atOnce)) {
      // Threads, and samples one after the other, are at different turns.
      for (const { block } of regionsOf(loop).flatMap(({ body }) => body.flatMap(placesOf))) {
        block.widen(loop.opened);
        block.widen(closed);
      }
    }
    for (const leaf of [...carry, ...slices, ...captures]) loop.touched.add(this.place(leaf).block);
    for (const { block } of stackPlaces) loop.touched.add(block);
    for (const block of loop.touched) {
      block.touch(loop.opened);
      block.touch(closed);
      for (let i = this.loops.length - 1; i >= 0 && this.loops[i] !== block.scope; i--) {
        this.loops[i].touched.add(block);
      }
    }
    this.body.push(loop);
    [...next, ...outputs].forEach((t, i) => {
      inherit(node.outputs[i], t);
    });
  }

  /**
   * Memory for a carried tensor: that of its initial value where the loop is the last to read it.
   */
  private carryPlace(node: Node, i: number, index: number, lastRead: Map<Tensor, number>): Place {
    const root = rootOf(node.inputs[i]);
    const place = this.place(node.inputs[i]);
    const once = node.inputs.filter((t) => rootOf(t) === root).length === 1;
    const own =
      !place.block.pinned && place.block.scope === this.scope && place.slices.length === 0;
    if (root.node && once && own && lastRead.get(root) === index) return place;
    return this.allocate(this.bytes(node.inputs[i]));
  }

  private context(node: Node): NodeContext {
    const workspaces: Block[] = [];
    return {
      node,
      precision: this.shared.precision,
      elementBytes: this.shared.elementBytes,
      input: (i) => this.place(node.inputs[i]),
      output: (i) => this.place(node.outputs[i]),
      workspace: (bytes) => {
        const place = this.allocate(bytes);
        workspaces.push(place.block);
        return place;
      },
      plan: (key, make) => ({ block: this.shared.plan(key, make), byte: 0, slices: [] }),
      seedStride: (i) => {
        const t = outermost(node.inputs[i]);
        const slot = t.leaf?.kind === 'perStep' ? this.shared.slots.get(t.leaf.name) : undefined;
        return sizeOf(slot ? slot.shape.slice(2) : t.shape.slice(1));
      },
      emit: (opcode, items, words, options) =>
        this.emit(node, workspaces, opcode, items, words, options),
    };
  }
}
