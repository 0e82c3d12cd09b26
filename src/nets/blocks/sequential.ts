/** Blocks one after the other, between a lifting and a projection. */

import { FUNCTION, type Rules, required } from '../../checks.js';
import { UserError } from '../../errors.js';
import { type Key, split } from '../../random/index.js';
import { compose, part } from '../compose.js';
import type { Layer } from '../network.js';
import { BLOCKS, COUNTS, checkContext, within } from '../rules.js';
import type { BlockContext, BlockFactory } from './block.js';
import { linearChannelAdjustBlock } from './linear-blocks.js';
import { classicResBlock } from './res-blocks.js';

/** For `blocks.sequential`. */
export interface SequentialOptions extends BlockContext {
  /** Of all blocks, or before the first and behind each of them. */
  readonly hiddenChannels: number | readonly number[];
  /** How many, one behind the other. */
  readonly numBlocks: number;
  /** From the channels of the input to the hidden ones. Default `linearChannelAdjustBlock()`. */
  readonly liftingFactory?: BlockFactory;
  /** Default `classicResBlock()`. */
  readonly blockFactory?: BlockFactory;
  /** From the hidden channels to those of the output. Default `linearChannelAdjustBlock()`. */
  readonly projectionFactory?: BlockFactory;
}

const SEQUENTIAL: Rules = {
  hiddenChannels: required(COUNTS),
  numBlocks: required(within(BLOCKS)),
  liftingFactory: FUNCTION,
  blockFactory: FUNCTION,
  projectionFactory: FUNCTION,
};

/**
 * `projection(block_n(… block_1(lifting(x))))`, parts `lifting`, `blocks.i`, `projection`. The key
 * is split in two before each part but the last: the first half is the part's. Throws a UserError
 * without a block, and for a list of hidden channels that is not one longer than the number of
 * blocks. (pdequinox `Sequential`.)
 */
export function sequential(options: SequentialOptions): Layer {
  checkContext('sequential', options, SEQUENTIAL);
  const {
    hiddenChannels,
    numBlocks,
    inChannels,
    outChannels,
    liftingFactory = linearChannelAdjustBlock(),
    blockFactory = classicResBlock(),
    projectionFactory = linearChannelAdjustBlock(),
    ...context
  } = options;
  const widths =
    typeof hiddenChannels === 'number'
      ? Array<number>(numBlocks + 1).fill(hiddenChannels)
      : hiddenChannels;
  if (widths.length !== numBlocks + 1) {
    const given = `there are ${widths.length} hiddenChannels`;
    throw new UserError(`${given}; ${numBlocks} blocks have ${numBlocks + 1}, or one number`);
  }
  const make = (factory: BlockFactory, fanIn: number, fanOut: number) =>
    factory({ ...context, inChannels: fanIn, outChannels: fanOut });
  const chain = [
    part('lifting', make(liftingFactory, inChannels, widths[0]!)),
    ...widths
      .slice(1)
      .map((width, i) => part(`blocks.${i}`, make(blockFactory, widths[i]!, width))),
    part('projection', make(projectionFactory, widths[numBlocks]!, outChannels)),
  ];
  return compose({
    parts: chain,
    keys(key, options) {
      const keys: Key[] = [];
      let left = key;
      for (let i = 1; i < chain.length; i++) {
        const [own, next] = split(left, 2, options) as [Key, Key];
        keys.push(own);
        left = next;
      }
      return [...keys, left];
    },
    forward: (run, x) => chain.reduce((y, one) => run(one, y), x),
  });
}
