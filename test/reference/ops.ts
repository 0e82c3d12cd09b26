/**
 * What each op means, in float64 and naive loops; the elementwise and spectral ops have files of
 * their own.
 */

import { sizeOf } from '../../src/arrays.js';
import type { AdamAttrs } from '../../src/graph/ops/adam.js';
import type { ComplexMulAttrs } from '../../src/graph/ops/complex-mul.js';
import type { ConcatAttrs } from '../../src/graph/ops/concat.js';
import type { ConvAttrs } from '../../src/graph/ops/conv.js';
import {
  type ConvGeometry,
  inputSpace,
  kernelShape,
  outputSpace,
  pointAt,
} from '../../src/graph/ops/conv-geometry.js';
import type { ConvWeightGradAttrs } from '../../src/graph/ops/conv-weight-grad.js';
import type { DenseAttrs } from '../../src/graph/ops/dense.js';
import type { GatherAttrs } from '../../src/graph/ops/gather.js';
import type { PadAttrs } from '../../src/graph/ops/pad.js';
import type { SliceAttrs } from '../../src/graph/ops/slice.js';
import type { Node, Shape, TypedNode } from '../../src/graph/tensor.js';
import { epilogue } from './epilogue.js';
import { at, coordinates, offsetOf, type ReferenceOp } from './indexing.js';

/** An array of the given shape, filled from its coordinates. */
function fill(shape: Shape, value: (c: number[]) => number): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  coordinates(shape, (c, i) => {
    out[i] = value(c);
  });
  return out;
}

const shapesOf = (node: Node) => node.inputs.map((t) => t.shape);

/**
 * For each point of the output the points of the input that its taps read, in the order of the
 * taps; -1 for a zero.
 */
function tapPoints(geometry: ConvGeometry): number[][] {
  const table: number[][] = [];
  coordinates(outputSpace(geometry), (n) => {
    const points: number[] = [];
    coordinates(kernelShape(geometry), (t) => {
      const p = geometry.axes.map((axis, a) => {
        const { stride, dilation, before } = axis;
        return pointAt(axis, geometry.boundary, n[a] * stride + t[a] * dilation - before);
      });
      points.push(p.includes(-1) ? -1 : offsetOf(inputSpace(geometry), p));
    });
    table.push(points);
  });
  return table;
}

/** Calls `visit` with the offsets of y, w and x in every product of a convolution. */
function eachProduct(
  [seeds, outward, inward]: Shape,
  batch: number,
  geometry: ConvGeometry,
  visit: (y: number, w: number, x: number) => void,
): void {
  const table = tapPoints(geometry);
  const points = sizeOf(inputSpace(geometry));
  coordinates([seeds, batch, outward], ([e, b, o]) => {
    for (let n = 0; n < table.length; n++) {
      const y = ((e * batch + b) * outward + o) * table.length + n;
      for (let i = 0; i < inward; i++) {
        const x = ((e * batch + b) * inward + i) * points;
        const w = ((e * outward + o) * inward + i) * table[n].length;
        for (let t = 0; t < table[n].length; t++) {
          if (table[n][t] >= 0) visit(y, w + t, x + table[n][t]);
        }
      }
    }
  });
}

export const conv: ReferenceOp = (node: TypedNode<ConvAttrs>, inputs) => {
  const [x, w, bias] = inputs;
  const [xs, ws] = shapesOf(node);
  const { shape } = node.output;
  const y = fill(shape, ([e, , o]) => (node.attrs.hasBias ? bias[e * ws[1] + o] : 0));
  eachProduct(ws, xs[1], node.attrs.geometry, (to, k, from) => {
    y[to] += w[k] * x[from];
  });
  return [epilogue(node.attrs.epilogue, inputs, y)];
};

export const convInputGrad: ReferenceOp = (node: TypedNode<ConvAttrs>, inputs) => {
  const [g, w] = inputs;
  const [gs, ws] = shapesOf(node);
  const dx = new Float64Array(node.output.size);
  eachProduct(ws, gs[1], node.attrs.geometry, (from, k, to) => {
    dx[to] += w[k] * g[from];
  });
  return [epilogue(node.attrs.epilogue, inputs, dx)];
};

export const convWeightGrad: ReferenceOp = (node: TypedNode<ConvWeightGradAttrs>, [x, g]) => {
  const [, gs] = shapesOf(node);
  const { geometry, biasShape } = node.attrs;
  const ws = node.output.shape;
  const dw = new Float64Array(sizeOf(ws));
  eachProduct(ws, gs[1], geometry, (y, k, from) => {
    dw[k] += g[y] * x[from];
  });
  if (!biasShape) return [dw];
  const db = new Float64Array(sizeOf(biasShape));
  coordinates(gs, ([e, , o], i) => {
    db[e * gs[2] + o] += g[i];
  });
  return [dw, db];
};

export const dense: ReferenceOp = (node: TypedNode<DenseAttrs>, [x, w, bias]) => {
  const [xs, ws] = shapesOf(node);
  return [
    fill(node.output.shape, ([e, b, o]) => {
      let sum = node.attrs.hasBias ? bias[e * ws[1] + o] : 0;
      for (let i = 0; i < ws[2]; i++) sum += at(w, ws, [e, o, i]) * at(x, xs, [e, b, i]);
      return sum;
    }),
  ];
};

export const denseInputGrad: ReferenceOp = (node, [g, w]) => {
  const [gs, ws] = shapesOf(node);
  return [
    fill(node.output.shape, ([e, b, i]) => {
      let sum = 0;
      for (let o = 0; o < ws[1]; o++) sum += at(w, ws, [e, o, i]) * at(g, gs, [e, b, o]);
      return sum;
    }),
  ];
};

export const denseWeightGrad: ReferenceOp = (node, [x, g]) => {
  const [xs, gs] = shapesOf(node);
  const overBatch = (shape: Shape, term: (c: number[], b: number) => number) =>
    fill(shape, (c) => {
      let sum = 0;
      for (let b = 0; b < xs[1]; b++) sum += term(c, b);
      return sum;
    });
  const [dw, db] = node.outputs;
  const weight = overBatch(dw.shape, ([e, o, i], b) => at(g, gs, [e, b, o]) * at(x, xs, [e, b, i]));
  return db ? [weight, overBatch(db.shape, ([e, o], b) => at(g, gs, [e, b, o]))] : [weight];
};

export const sum: ReferenceOp = (node, [x]) => {
  const { shape } = node.output;
  const y = new Float64Array(sizeOf(shape));
  coordinates(node.inputs[0].shape, (c, i) => {
    y[offsetOf(shape, c)] += x[i];
  });
  return [y];
};

export const slice: ReferenceOp = (node: TypedNode<SliceAttrs>, [x]) => {
  const { axis, start } = node.attrs;
  const moved = (c: number[]) => c.map((p, i) => (i === axis ? p + start : p));
  return [fill(node.output.shape, (c) => at(x, node.inputs[0].shape, moved(c)))];
};

export const pad: ReferenceOp = (node: TypedNode<PadAttrs>, [x]) => {
  const { axis, before } = node.attrs;
  const { shape } = node.inputs[0];
  const moved = (c: number[]) => c.map((p, i) => (i === axis ? p - before : p));
  const inside = (p: number) => p >= before && p < before + shape[axis];
  return [fill(node.output.shape, (c) => (inside(c[axis]) ? at(x, shape, moved(c)) : 0))];
};

export const concat: ReferenceOp = (node: TypedNode<ConcatAttrs>, inputs) => {
  const { axis } = node.attrs;
  return [
    fill(node.output.shape, (c) => {
      let k = 0;
      let p = c[axis];
      while (p >= node.inputs[k].shape[axis]) p -= node.inputs[k++].shape[axis];
      const moved = c.map((q, i) => (i === axis ? p : q));
      return at(inputs[k], node.inputs[k].shape, moved);
    }),
  ];
};

export const gather: ReferenceOp = (node: TypedNode<GatherAttrs>, [data, rows]) => {
  const [ds, rs] = shapesOf(node);
  return [
    fill(node.output.shape, ([e, b, ...rest]) => {
      const row = at(rows, rs, [e, b]) + node.attrs.offset;
      if (row < 0 || row >= ds[0]) throw new Error(`gather: row ${row} of ${ds[0]}`);
      return at(data, ds, [row, ...rest]);
    }),
  ];
};

export const complexMul: ReferenceOp = (node: TypedNode<ComplexMulAttrs>, [a, b]) => {
  const [as, bs] = shapesOf(node);
  const plane = (c: number[], p: number) => c.map((q, i) => (i === 3 ? p : q));
  return [
    fill(node.output.shape, (c) => {
      const ar = at(a, as, plane(c, 0));
      const ai = at(a, as, plane(c, 1));
      const br = at(b, bs, plane(c, 0));
      const bi = at(b, bs, plane(c, 1)) * (node.attrs.conjugate ? -1 : 1);
      return c[3] === 0 ? ar * br - ai * bi : ar * bi + ai * br;
    }),
  ];
};

export const adam: ReferenceOp = (node: TypedNode<AdamAttrs>, [p, g, m, v, [lr], [c1], [c2]]) => {
  const { b1, b2, eps } = node.attrs;
  const flush = (x: number, least: number) => (Math.abs(x) < least ? 0 : x);
  const m2 = m.map((mi, i) => flush(b1 * mi + (1 - b1) * g[i], 1e-30));
  const v2 = v.map((vi, i) => flush(b2 * vi + (1 - b2) * g[i] * g[i], 1e-37));
  const p2 = p.map((pi, i) => pi - (lr * (c1 * m2[i])) / (Math.sqrt(c2 * v2[i]) + eps));
  return [p2, m2, v2];
};
