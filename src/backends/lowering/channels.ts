/** Where the channels of a tensor lie that is put together from those of others. */

import type { ConcatAttrs, SliceAttrs, Tensor } from '../../graph/index.js';

const CHANNEL_AXIS = 2;

/** A channel of an input of a node. */
export interface Channel {
  input: number;
  channel: number;
}

/** The channels of a tensor, those of slices and concatenations where they come from. */
function channelsOf(t: Tensor): { tensor: Tensor; channel: number }[] {
  const { node } = t;
  if (node?.op === 'concat' && (node.attrs as ConcatAttrs).axis === CHANNEL_AXIS) {
    return node.inputs.flatMap(channelsOf);
  }
  if (node?.op === 'slice' && (node.attrs as SliceAttrs).axis === CHANNEL_AXIS) {
    const { start, stop } = node.attrs as SliceAttrs;
    return channelsOf(node.inputs[0]).slice(start, stop);
  }
  return Array.from({ length: t.shape[CHANNEL_AXIS] }, (_, channel) => ({ tensor: t, channel }));
}

/** The inputs of a node that reads channels where they lie. */
export class ChannelInputs {
  readonly list: Tensor[] = [];

  indexOf(t: Tensor): number {
    const known = this.list.indexOf(t);
    return known >= 0 ? known : this.list.push(t) - 1;
  }

  channelsOf(t: Tensor): Channel[] {
    return channelsOf(t).map(({ tensor, channel }) => ({ input: this.indexOf(tensor), channel }));
  }
}
