/** How threads share each instruction: whole seeds, samples, or not at all. */

import { SHARE_SAMPLES } from '../../../assembly/schedule/opcodes.js';
import type { Node, Tensor } from '../../graph/index.js';
import { rootOf } from './aliases.js';
import { Turns } from './alike.js';
import { chunksOf, type Instruction, type Region } from './instructions.js';
import type { Block } from './memory-plan.js';
import type { EmitOptions } from './node-context.js';
import type { Places } from './places.js';
import { Regions } from './regions.js';

interface Samples {
  seeds: number;
  batch: number;
}

export class Sharing {
  private readonly regions: Regions;
  /** Tensors that were made sample by sample. */
  private readonly bySample = new Set<Tensor>();
  /** Those of them in the open region. */
  private readonly fresh = new Set<Tensor>();
  private readonly turns = new Turns();

  /** `close` is given each region when it is complete. */
  constructor(
    private readonly places: Places,
    private readonly threads: number,
    close: (region: Region) => void,
  ) {
    this.regions = new Regions(threads, (region) => {
      this.fresh.clear();
      close(region);
    });
  }

  /** The number of seeds, if no seed of the lowered program depends on another one; 0 otherwise. */
  get seedsApart(): number {
    return this.regions.seedsApart;
  }

  /** Closes the open regions. */
  flush(): void {
    this.regions.flush();
  }

  /** Whether an instruction of an open region that runs behind its samples still reads a block. */
  isWanted(block: Block): boolean {
    return this.regions.isWanted(block);
  }

  /**
   * Whether parts of a region's work go through it, `atOnce` chunks at a time, without the others.
   */
  isCut({ share, seeds, batch }: Region, atOnce: number): boolean {
    const inParts = share === SHARE_SAMPLES && atOnce < chunksOf(batch).count;
    return this.threads > 1 || seeds > 1 || inParts;
  }

  /** Notes the leaves and the outputs of a loop. */
  noteLoop(node: Node): void {
    this.turns.note(node);
  }

  /** Notes that `t` has the value of `from`. */
  noteSame(t: Tensor, from: Tensor): void {
    if (this.bySample.has(rootOf(from))) this.bySample.add(t);
  }

  /** Adds an instruction of a node; `workspaces`: what it writes beside the node's outputs. */
  add(
    node: Node,
    instruction: Instruction,
    workspaces: readonly Block[],
    { share = 'samples', batch }: EmitOptions,
  ): void {
    const written = [...node.outputs.map((t) => this.places.of(t).block), ...workspaces];
    const samples = { seeds: node.output.shape[0], batch: batch ?? node.output.shape[1] };
    const readWhole = (extents: readonly number[]) =>
      node.inputs.flatMap((t, i) =>
        this.turns.alike(node, i, extents) ? [] : [this.places.of(t).block],
      );
    if (this.dividesBySeed(node, instruction.items)) {
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

  /** Adds an instruction that copies `seeds` seeds to a block, in as many items if it divides. */
  addCopy(instruction: Instruction, seeds: number, to: Block): void {
    const divides = instruction.items === seeds && this.regions.dividesSeeds(seeds);
    if (divides) this.regions.addSeeds(instruction, seeds, [to], []);
    else this.regions.addGroup(instruction, [to]);
  }

  /** Notes how the blocks of a node that is divided by samples are divided. */
  private noteLayouts(node: Node, { seeds, batch }: Samples, outputsToo: boolean): void {
    node.inputs.forEach((t, i) => {
      const { block } = this.places.of(t);
      if (this.turns.alike(node, i, [seeds, batch])) block.divide(seeds, batch);
      else block.mix();
    });
    for (const t of node.outputs) {
      const { block } = this.places.of(t);
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
  private dividesBySample(node: Node, { items, words }: Instruction, samples: Samples): boolean {
    const { seeds, batch } = samples;
    const count = seeds * batch;
    if (node.output.rank < 3 || (items % count !== 0 && items !== seeds * chunksOf(batch).count)) {
      return false;
    }
    if (node.inputs.some((t) => this.bySample.has(rootOf(t)))) return true;
    const waits = words.some((w) => typeof w !== 'number' && this.regions.waitsFor(w.block));
    return !waits && this.fresh.size > 0 && this.regions.fits(samples);
  }
}
