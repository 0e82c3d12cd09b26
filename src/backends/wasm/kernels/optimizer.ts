/** The optimiser's step. */

import { Adam } from '../../../../assembly/kernels/arguments/optimizer.js';
import { ADAM } from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords, f64Words } from '../../../core/index.js';
import type { AdamAttrs } from '../../../graph/index.js';
import type { Lower } from '../../lowering/node-context.js';

export const adam: Lower = (c) => {
  const { b1, b2, eps } = c.node.attrs as AdamAttrs;
  const { shape } = c.node.output;
  const words = argumentWords(Adam, {
    P: c.input(0),
    G: c.input(1),
    M: c.input(2),
    V: c.input(3),
    NEXT_P: c.output(0),
    NEXT_M: c.output(1),
    NEXT_V: c.output(2),
    LR: c.input(4),
    C1: c.input(5),
    C2: c.input(6),
    LENGTH: sizeOf(shape.slice(1)),
    BETA1: f64Words(b1),
    BETA2: f64Words(b2),
    EPSILON: f64Words(eps),
  });
  c.emit(ADAM, shape[0], words, { share: 'groups' });
};
