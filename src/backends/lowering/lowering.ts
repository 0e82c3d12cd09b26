/**
 * From a program to instructions in regions and loops. Logical shapes end here; every tensor gets
 * its place in a block of memory, every node what its backend makes of it.
 *
 * Results are made where they are wanted: the next value of a state in the state's own memory, a
 * recorded or stacked value in its slice, as long as nobody still reads what is overwritten;
 * otherwise a copy does it at the end.
 */

import { sizeOf } from '../../arrays.js';
import type { Graph, Node, Program, RepeatAttrs, Tensor } from '../../graph/index.js';
import { isAlias, outermost, rootOf } from './aliases.js';
import { chunksThroughTurns } from './at-once.js';
import {
  type Instruction,
  type Loop,
  newLoop,
  type Place,
  type Region,
  regionsOf,
  type Word,
} from './instructions.js';
import type { Block } from './memory-plan.js';
import type { EmitOptions, Lower, NodeContext } from './node-context.js';
import { appliesParameters } from './op-facts.js';
import {
  carriedPlace,
  type IndexOf,
  inputPlace,
  type LastRead,
  mayOverwrite,
} from './overwrite.js';
import { Places } from './places.js';
import { recordSlot, type Shared } from './shared.js';
import { Sharing } from './sharing.js';

interface Result {
  value: Tensor;
  target: Place;
  /** The leaf whose memory `target` is, if something in the graph may still read it. */
  over: Tensor | null;
}

export class Lowering {
  scratchBytes = 0;
  private readonly places: Places;
  private readonly sharing: Sharing;
  private body: (Region | Loop)[] = [];

  constructor(
    private readonly shared: Shared,
    threads: number,
    /** What a backend makes of each op that is no alias and no loop. */
    private readonly kernels: Readonly<Record<string, Lower>>,
    /**
     * The instruction that copies bytes from one place to another, in as many items as there are
     * seeds if the backend divides it.
     */
    private readonly copyOf: (from: Place, to: Place, bytes: number, seeds: number) => Instruction,
  ) {
    this.places = new Places(shared);
    this.sharing = new Sharing(this.places, threads, (region) => {
      this.places.closeRegion(region, this.sharing.isCut(region, region.atOnce));
      this.body.push(region);
    });
  }

  /** The number of seeds, if no seed of the lowered program depends on another one; 0 otherwise. */
  get seedsApart(): number {
    return this.sharing.seedsApart;
  }

  /** Blocks that are used up within a step. */
  get temporaries(): readonly Block[] {
    return this.places.temporaries;
  }

  program(program: Program): Loop {
    const { shared, places } = this;
    const step = newLoop(program.steps, false);
    this.body = step.body;
    for (const [name, t] of program.states) {
      places.bind(t, shared.slot(name, 'state', [...t.shape], t.dtype).block);
    }
    for (const [name, t] of program.inputs) {
      places.bind(t, shared.slot(name, 'input', [...t.shape], t.dtype).block);
    }
    for (const [name, t] of program.tables) {
      const slot = shared.slot(name, 'table', [shared.steps, ...t.shape], t.dtype);
      places.set(t, places.entryOf(slot, step));
    }
    const results: Result[] = [];
    for (const [name, value] of program.assigned) {
      const state = program.states.get(name) as Tensor;
      results.push({ value, target: places.of(state), over: state });
    }
    for (const [name, value] of program.records) {
      const shape = [shared.steps, ...value.shape];
      const slot = shared.slot(recordSlot(name), 'record', shape, value.dtype);
      results.push({ value, target: places.entryOf(slot, step), over: null });
    }
    this.graph(program.graph, results);
    return step;
  }

  /** Copies a tensor's bytes. */
  private copy(from: Place, to: Place, t: Tensor): void {
    const [seeds] = t.shape;
    this.sharing.addCopy(this.copyOf(from, to, this.places.bytes(t), seeds), seeds, to.block);
  }

  /** Lowers the nodes of a graph so that its results end where they are wanted. */
  private graph(graph: Graph, results: readonly Result[]): void {
    const { places, sharing } = this;
    const lastRead: LastRead = new Map();
    const indexOf = new Map<Node, number>();
    graph.nodes.forEach((node, i) => {
      indexOf.set(node, i);
      if (!isAlias(node)) for (const t of node.inputs) lastRead.set(rootOf(t), i);
    });
    const finish = this.placeResults(results, indexOf, lastRead);
    graph.nodes.forEach((node, i) => {
      if (isAlias(node)) return;
      if (node.op === 'repeat') {
        this.repeat(node, i, lastRead);
        return;
      }
      for (const out of node.outputs) {
        if (places.has(out)) continue;
        const place = inputPlace(node, out, { index: i, lastRead }, places, sharing);
        places.set(out, place ?? places.allocate(places.bytes(out)));
      }
      this.kernels[node.op](this.context(node));
    });
    finish();
    sharing.flush();
  }

  /**
   * Gives results that may be made where they are wanted their places; what is returned copies the
   * others there at the end.
   */
  private placeResults(
    results: readonly Result[],
    indexOf: IndexOf,
    lastRead: LastRead,
  ): () => void {
    const { places } = this;
    const atEnd: { from: () => Place; to: Place; value: Tensor }[] = [];
    const direct = new Set<Tensor>();
    for (const { value, target, over } of results) {
      const root = rootOf(value);
      if (root === over) continue;
      if (!root.node) {
        // A leaf is copied first, before anything may overwrite it.
        if (over) {
          const staged = places.allocate(places.bytes(value));
          this.copy(places.of(root), staged, value);
          atEnd.push({ from: () => staged, to: target, value });
        } else {
          this.copy(places.of(root), target, value);
        }
      } else if (!direct.has(root) && mayOverwrite(root, over, indexOf, lastRead)) {
        direct.add(root);
        places.set(root, target);
      } else {
        if (!direct.has(root)) lastRead.set(root, indexOf.size);
        atEnd.push({ from: () => places.of(root), to: target, value });
      }
    }
    return () => {
      for (const { from, to, value } of atEnd) this.copy(from(), to, value);
    };
  }

  private repeat(node: Node, index: number, lastRead: LastRead): void {
    const { n, body, carry, slices, captures, next, outputs, reverse } = node.attrs as RepeatAttrs;
    const { places, sharing } = this;
    const loop = newLoop(n, reverse);
    const entryOf = (place: Place, t: Tensor): Place => ({
      ...place,
      slices: [...place.slices, { loop, stride: places.bytes(t) }],
    });
    sharing.flush();
    const stackPlaces = outputs.map((t, j) => {
      const out = node.outputs[carry.length + j];
      if (!places.has(out)) places.set(out, places.allocate(places.bytes(out)));
      return entryOf(places.of(out), t);
    });
    carry.forEach((leaf, i) => {
      const init = node.inputs[i];
      const out = node.outputs[i];
      const place = places.has(out)
        ? places.of(out)
        : (carriedPlace(node, i, { index, lastRead }, places) ??
          places.allocate(places.bytes(init)));
      const from = places.of(init);
      if (place.block !== from.block || place.byte !== from.byte) this.copy(from, place, init);
      places.set(out, place);
      places.set(leaf, place);
    });
    slices.forEach((leaf, j) => {
      places.set(leaf, entryOf(places.of(node.inputs[carry.length + j]), leaf));
    });
    captures.forEach((leaf, j) => {
      places.set(leaf, places.of(node.inputs[carry.length + slices.length + j]));
    });
    sharing.noteLoop(node);
    sharing.flush();
    const leaves = [...carry, ...slices, ...captures];
    leaves.forEach((leaf, i) => {
      sharing.noteSame(leaf, node.inputs[i]);
    });

    const around = this.body;
    places.openLoop(loop);
    this.body = loop.body;
    this.graph(body, [
      ...next.map((value, i) => ({ value, target: places.of(carry[i]), over: carry[i] })),
      ...outputs.map((value, j) => ({ value, target: stackPlaces[j], over: null })),
    ]);
    this.body = around;
    loop.atOnce = chunksThroughTurns(loop);
    const named = [...leaves.map((leaf) => places.of(leaf)), ...stackPlaces];
    const isCut = loop.atOnce > 0 && sharing.isCut(regionsOf(loop)[0], loop.atOnce);
    places.closeLoop(
      loop,
      named.map(({ block }) => block),
      isCut,
    );
    this.body.push(loop);
    [...next, ...outputs].forEach((t, i) => {
      sharing.noteSame(node.outputs[i], t);
    });
  }

  private context(node: Node): NodeContext {
    const { places, shared } = this;
    const workspaces: Block[] = [];
    return {
      node,
      precision: shared.precision,
      elementBytes: shared.elementBytes,
      input: (i) => places.of(node.inputs[i]),
      output: (i) => places.of(node.outputs[i]),
      workspace: (bytes) => {
        const place = places.allocate(bytes);
        workspaces.push(place.block);
        return place;
      },
      plan: (key, make) => ({ block: shared.plan(key, make), byte: 0, slices: [] }),
      seedStride: (i) => {
        const t = outermost(node.inputs[i]);
        const slot = t.leaf?.kind === 'perStep' ? shared.slots.get(t.leaf.name) : undefined;
        return sizeOf(slot ? slot.shape.slice(2) : t.shape.slice(1));
      },
      emit: (opcode, items, words, options = {}) =>
        this.emit(node, workspaces, opcode, items, words, options),
    };
  }

  private emit(
    node: Node,
    workspaces: readonly Block[],
    opcode: number,
    items: number,
    words: Word[],
    options: EmitOptions,
  ): void {
    const { scratch = 0, planes } = options;
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
    this.sharing.add(node, instruction, workspaces, options);
  }
}
