/**
 * What is made and used up while a thread works on one seed lies in memory of the thread's own,
 * which the next seed takes over: ten seeds need as much as one, and it stays in the caches.
 */

import { SHARE_SEEDS } from '../../../assembly/schedule/opcodes.js';
import { FreeSpace } from './free-space.js';
import type { Loop, Region } from './instructions.js';
import { Block, placeTemporaries } from './memory-plan.js';

/** Where a block is named. */
interface Use {
  region: Region;
  /** The loop in whose body the region stands, null for that of the step. */
  scope: Loop | null;
}

/**
 * Picks the blocks of a step that can be a thread's own, and gives them their places; returns the
 * bytes of a thread's own memory.
 */
export function placeOwn(step: Loop): number {
  const blocks = ownBlocks(step);
  const parts = [...blocks].map(([block, seeds]) => {
    const part = new Block(block.bytes / seeds, null, false);
    part.touch(block.first);
    part.touch(block.last);
    return { block, part };
  });
  const end = placeTemporaries(
    parts.map(({ part }) => part),
    new FreeSpace(0),
  );
  for (const { block, part } of parts) {
    block.own = true;
    block.offset = part.offset;
  }
  return end;
}

/**
 * The blocks that only one region names, which is shared by seeds, with the number of seeds. What a
 * seed reads of another's is made in a region before it, so these are used seed by seed.
 */
function ownBlocks(step: Loop): Map<Block, number> {
  const uses = new Map<Block, Use | null>();
  const walk = (loop: Loop, scope: Loop | null) => {
    for (const item of loop.body) {
      if (item.kind === 'loop') {
        walk(item, item);
        continue;
      }
      for (const place of item.body.flatMap((instruction) => instruction.words)) {
        if (typeof place === 'number') continue;
        const { block, slices } = place;
        const known = uses.get(block);
        const elsewhere = known === null || (known && known.region !== item);
        uses.set(block, elsewhere || slices.length > 0 ? null : { region: item, scope });
      }
    }
  };
  walk(step, null);
  const own = new Map<Block, number>();
  for (const [block, use] of uses) {
    if (!use || block.pinned || block.scope !== use.scope) continue;
    if (use.region.share === SHARE_SEEDS) own.set(block, use.region.seeds);
  }
  return own;
}
