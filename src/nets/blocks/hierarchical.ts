/** Blocks on coarser and coarser grids and back, with connections across: the form of a UNet. */

import {
  COUNT,
  FUNCTION,
  listOf,
  POSITIVE,
  type Rules,
  required,
  wholeFrom,
} from '../../checks.js';
import { UserError } from '../../errors.js';
import { type Shape, sameShape, type Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type Key, split } from '../../random/index.js';
import { chainReceptiveFields, compose, type Part, part } from '../compose.js';
import { type Layer, numberLeaves, type ReceptiveField } from '../network.js';
import { BLOCKS, checkContext, LEVELS, within } from '../rules.js';
import type { BlockContext, BlockFactory } from './block.js';
import { classicDoubleConvBlock } from './double-conv-block.js';
import {
  linearChannelAdjustBlock,
  linearConvDownBlock,
  linearConvUpBlock,
} from './linear-blocks.js';

/** For `blocks.hierarchical`. */
export interface HierarchicalOptions extends BlockContext {
  /** On the finest grid. */
  readonly hiddenChannels: number;
  /** How often the grid is made coarser; 0: lifting and projection alone. */
  readonly numLevels: number;
  /** Blocks of each arc on each level. */
  readonly numBlocks: number;
  /** By which the points along each axis are divided from level to level. Default 2. */
  readonly reductionFactor?: number;
  /**
   * Channels on each coarser grid, in hiddenChannels. Default: reductionFactor, its square, …
   */
  readonly channelMultipliers?: readonly number[];
  /** On the finest grid, from the channels of the input. Default `classicDoubleConvBlock()`. */
  readonly liftingFactory?: BlockFactory;
  /** To the next coarser grid, by the reduction factor. Default `linearConvDownBlock`. */
  readonly downSamplingFactory?: BlockFactory;
  /** Behind each of these. Default `classicDoubleConvBlock()`. */
  readonly leftArcFactory?: BlockFactory;
  /** To the next finer grid, by the reduction factor. Default `linearConvUpBlock`. */
  readonly upSamplingFactory?: BlockFactory;
  /** Behind each of these. Default `classicDoubleConvBlock()`. */
  readonly rightArcFactory?: BlockFactory;
  /** To the channels of the output. Default `linearChannelAdjustBlock()`. */
  readonly projectionFactory?: BlockFactory;
}

const HIERARCHICAL: Rules = {
  hiddenChannels: required(COUNT),
  numLevels: required(within(LEVELS)),
  numBlocks: required(within(BLOCKS)),
  reductionFactor: wholeFrom(2, 1 << 20),
  channelMultipliers: listOf(POSITIVE),
  liftingFactory: FUNCTION,
  downSamplingFactory: FUNCTION,
  leftArcFactory: FUNCTION,
  upSamplingFactory: FUNCTION,
  rightArcFactory: FUNCTION,
  projectionFactory: FUNCTION,
};

/** What stands between one grid and the next coarser one. */
interface Level {
  readonly down: Part;
  readonly left: readonly Part[];
  readonly up: Part;
  readonly right: readonly Part[];
}

/**
 * Down, on each level: a skip is kept, `down`, the blocks of the left arc, of which the first
 * widens the channels. Up: `up`, the skip before its result along the channels, the blocks of the
 * right arc, of which the first narrows them. Parts `lifting`, `down_sampling_blocks.l`,
 * `left_arc_blocks.l.j`, `up_sampling_blocks.l`, `right_arc_blocks.l.j`, `projection`, l = 0 being
 * the finest. All blocks of an arc on a level are given one key, as in the original: what has the
 * same shape in them starts with the same values. Throws a UserError for numbers that can't be, and
 * when it is applied to a grid that can't be divided so often, or a block between grids changes one
 * by another factor. (pdequinox `Hierarchical`, whose default blocks between grids halve and double
 * whatever the reduction factor.)
 */
export function hierarchical(options: HierarchicalOptions): Layer {
  checkContext('hierarchical', options, HIERARCHICAL);
  const {
    hiddenChannels,
    numLevels,
    numBlocks,
    reductionFactor = 2,
    channelMultipliers = Array.from({ length: numLevels }, (_, l) => power(reductionFactor, l + 1)),
    inChannels,
    outChannels,
    liftingFactory = classicDoubleConvBlock(),
    downSamplingFactory = linearConvDownBlock({ factor: reductionFactor }),
    leftArcFactory = classicDoubleConvBlock(),
    upSamplingFactory = linearConvUpBlock({ factor: reductionFactor }),
    rightArcFactory = classicDoubleConvBlock(),
    projectionFactory = linearChannelAdjustBlock(),
    ...context
  } = options;
  if (channelMultipliers.length !== numLevels) {
    throw new UserError(
      `channelMultipliers must be ${numLevels} numbers, one for each level, not ${channelMultipliers.length}`,
    );
  }
  const make = (factory: BlockFactory, fanIn: number, fanOut: number) =>
    factory({ ...context, inChannels: fanIn, outChannels: fanOut });
  const arc = (name: string, factory: BlockFactory, fanIn: number, fanOut: number) =>
    Array.from({ length: numBlocks }, (_, j) =>
      part(`${name}.${j}`, make(factory, j === 0 ? fanIn : fanOut, fanOut)),
    );
  const widths = [1, ...channelMultipliers].map((multiplier) => multiplier * hiddenChannels);
  const lifting = part('lifting', make(liftingFactory, inChannels, hiddenChannels));
  const projection = part('projection', make(projectionFactory, hiddenChannels, outChannels));
  const levels = channelMultipliers.map((_, l): Level => {
    const [fine, coarse] = [widths[l]!, widths[l + 1]!];
    const upward = Math.floor(coarse / reductionFactor);
    return {
      down: part(`down_sampling_blocks.${l}`, make(downSamplingFactory, fine, fine)),
      left: arc(`left_arc_blocks.${l}`, leftArcFactory, fine, coarse),
      up: part(`up_sampling_blocks.${l}`, make(upSamplingFactory, coarse, upward)),
      right: arc(`right_arc_blocks.${l}`, rightArcFactory, upward + fine, fine),
    };
  });
  const layer = compose({
    parts: [
      lifting,
      ...levels.map(({ down }) => down),
      ...levels.flatMap(({ left }) => left),
      ...levels.map(({ up }) => up),
      ...levels.flatMap(({ right }) => right),
      projection,
    ],
    keys(key, options) {
      let [next, liftingKey, projectionKey] = split(key, 3, options) as [Key, Key, Key];
      const keys: Key[][] = [];
      for (let l = 0; l < numLevels; l++) {
        const [left, ...own] = split(next, 5, options) as [Key, ...Key[]];
        keys.push(own);
        next = left;
      }
      const each = (which: number) => keys.map((own) => own[which]!);
      const oftenEach = (which: number) =>
        each(which).flatMap((one) => Array<Key>(numBlocks).fill(one));
      return [liftingKey, ...each(0), ...oftenEach(1), ...each(2), ...oftenEach(3), projectionKey];
    },
    receptiveField: reachOf(lifting, levels, projection, reductionFactor),
    forward(run, x) {
      for (const numPoints of x.shape.slice(3)) {
        const fault = levelsFault(numPoints, numLevels, reductionFactor);
        if (fault !== null) throw new UserError(fault);
      }
      const skips: (typeof x)[] = [];
      let y = run(lifting, x);
      for (const { down, left } of levels) {
        skips.push(y);
        const coarse = run(down, y);
        checkGrid('downSamplingFactory', coarse, y, (n) => n / reductionFactor);
        y = left.reduce((z, block) => run(block, z), coarse);
      }
      for (const { up, right } of levels.toReversed()) {
        const fine = run(up, y);
        checkGrid('upSamplingFactory', fine, y, (n) => n * reductionFactor);
        y = right.reduce((z, block) => run(block, z), ops.concat([skips.pop()!, fine], 2));
      }
      return run(projection, y);
    },
  });
  const numbers = numberLeaves({
    reduction_factor: reductionFactor,
    num_levels: numLevels,
    num_blocks: numBlocks,
    channel_multipliers: channelMultipliers,
  });
  return { ...layer, leaves: [...layer.leaves!, ...numbers] };
}

/** Throws a UserError where a block between two grids leads to another one than the hierarchy's. */
function checkGrid(kind: string, to: Tensor, from: Tensor, change: (n: number) => number): void {
  const [given, before] = [to.shape.slice(3), from.shape.slice(3)];
  const wanted = before.map(change);
  if (sameShape(given, wanted)) return;
  const text = (space: Shape) => space.join(' x ');
  const made = `the block of ${kind} makes ${text(given)} points of ${text(before)}`;
  throw new UserError(`${made}; by the reductionFactor they should be ${text(wanted)}`);
}

/** base to the power of a small whole number. */
function power(base: number, exponent: number): number {
  return Array<number>(exponent)
    .fill(base)
    .reduce((product, factor) => product * factor, 1);
}

/**
 * The sum of all reaches, in points of the finest grid, as the original counts it: a transposed
 * convolution as if it were one on the coarse grid. So it is an upper bound.
 */
function reachOf(
  lifting: Part,
  levels: readonly Level[],
  projection: Part,
  factor: number,
): ReceptiveField {
  const scaled = ({ layer }: Part, scale: number): ReceptiveField =>
    layer.receptiveField.map(([before, after]) => [before * scale, after * scale]);
  return chainReceptiveFields([
    lifting.layer.receptiveField,
    ...levels.flatMap(({ down, left, up, right }, l) => [
      ...[down, ...right].map((one) => scaled(one, power(factor, l))),
      ...[up, ...left].map((one) => scaled(one, power(factor, l + 1))),
    ]),
    projection.layer.receptiveField,
  ]);
}

/** Why so many points can't be divided so often without remainder; null where they can. */
export function levelsFault(numPoints: number, numLevels: number, factor: number): string | null {
  const unit = power(factor, numLevels);
  if (numPoints % unit === 0) return null;
  const below = Math.floor(numPoints / unit) * unit;
  const above = below + unit;
  const nearest =
    below === 0 || above - numPoints < numPoints - below
      ? `the nearest number that can is ${above}`
      : numPoints - below < above - numPoints
        ? `the nearest number that can is ${below}`
        : `the nearest numbers that can are ${below} and ${above}`;
  const divided = factor === 2 ? 'halved' : `divided by ${factor}`;
  const times = `${numLevels} time${numLevels === 1 ? '' : 's'}`;
  return `${numPoints} points can't be ${divided} ${times}, once for each level; ${nearest}`;
}
