/** Constants of one value: one stored number, broadcast. */

import { fill } from './constants.js';
import { broadcastTo } from './ops/broadcast.js';
import type { Shape, Tensor } from './tensor.js';

export function zeros(shape: Shape): Tensor {
  return broadcastTo(fill(0, shape.length), shape);
}

export function ones(shape: Shape): Tensor {
  return broadcastTo(fill(1, shape.length), shape);
}
