/**
 * Instructions that do not divide into samples go to the threads in groups that do not depend on
 * each other.
 */

import { type Instruction, placesOf } from './instructions.js';
import type { Block } from './memory-plan.js';

/** An instruction that is not yet in a closed region, and the blocks it writes. */
export interface Pending {
  instruction: Instruction;
  written: readonly Block[];
}

/** Instructions that go to one thread together because one writes what another reads or writes. */
function groupsOf(pending: readonly Pending[]): Instruction[][] {
  const written = new Set(pending.flatMap((p) => [...p.written]));
  const lastOf = new Map<Block, number>();
  // Of each instruction one before it in its group, or itself: the first of the group.
  const before = pending.map((_, i) => i);
  const firstOf = (i: number): number => {
    let first = i;
    while (before[first] !== first) {
      before[first] = before[before[first]];
      first = before[first];
    }
    return first;
  };
  for (const [i, { instruction, written: own }] of pending.entries()) {
    for (const block of [...placesOf(instruction).map((p) => p.block), ...own]) {
      if (!written.has(block)) continue;
      const [one, other] = [firstOf(i), firstOf(lastOf.get(block) ?? i)];
      before[Math.max(one, other)] = Math.min(one, other);
      lastOf.set(block, i);
    }
  }
  const groups = new Map<number, Instruction[]>();
  for (const [i, { instruction }] of pending.entries()) {
    const first = firstOf(i);
    const group = groups.get(first);
    if (group) group.push(instruction);
    else groups.set(first, [instruction]);
  }
  return [...groups.values()];
}

/**
 * Bytes of memory that instructions work through, about: what folds, the optimiser and copies take
 * their time for.
 */
const weightOf = (instructions: readonly Instruction[]): number =>
  instructions.flatMap(placesOf).reduce((sum, { block }) => sum + block.bytes, 0);

/** Gives each group to a thread, the heaviest first to the one that has least to do. */
export function shareGroups(pending: readonly Pending[], threads: number): void {
  const loads = new Array<number>(threads).fill(0);
  const groups = groupsOf(pending).map((list) => ({ list, weight: weightOf(list) }));
  for (const { list, weight } of groups.sort((a, b) => b.weight - a.weight)) {
    const thread = loads.indexOf(Math.min(...loads));
    loads[thread] += weight;
    for (const instruction of list) instruction.group = thread;
  }
}
