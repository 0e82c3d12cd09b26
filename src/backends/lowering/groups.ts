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
  const groupOf = new Map<Block, number>();
  const members: Instruction[][] = [];
  for (const { instruction, written: own } of pending) {
    const shared = [...placesOf(instruction).map((p) => p.block), ...own].filter((b) =>
      written.has(b),
    );
    const joined = [...new Set(shared.flatMap((b) => groupOf.get(b) ?? []))].sort((a, b) => a - b);
    const group = joined[0] ?? members.push([]) - 1;
    members[group].push(instruction);
    for (const other of joined.slice(1)) {
      members[group].push(...members[other]);
      members[other] = [];
      for (const [block, g] of groupOf) if (g === other) groupOf.set(block, group);
    }
    for (const block of shared) groupOf.set(block, group);
  }
  return members.filter((list) => list.length > 0);
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
