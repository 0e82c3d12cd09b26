/** What a kernel does to its result before it is stored. */

import type { Epilogue } from '../../src/graph/ops/conv.js';

export function epilogue(name: Epilogue, inputs: Float64Array[], y: Float64Array): Float64Array {
  const extra = inputs[inputs.length - 1];
  switch (name) {
    case 'none':
      return y;
    case 'relu':
      return y.map((v) => Math.max(v, 0));
    case 'reluGrad':
      return y.map((v, i) => (extra[i] > 0 ? v : 0));
    case 'add':
      return y.map((v, i) => v + extra[i]);
  }
}
