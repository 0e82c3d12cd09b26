/**
 * Fourier transforms as sums over all points and modes, and the mixing of channels mode by mode.
 *
 * In the compact layout of m modes an axis other than the last holds k = 0 … m-1, then k = -m … -1.
 * Where 2m exceeds the number of points some modes stand there twice. rfft fills both; irfft reads
 * the later one, since the original assigns one block after the other. Their adjoints (halved,
 * doubled) follow: one adds both up, the other leaves the earlier one zero.
 */

import { sizeOf } from '../../src/arrays.js';
import type { IrfftAttrs } from '../../src/graph/ops/irfft.js';
import type { ModeMixAttrs } from '../../src/graph/ops/mode-mix.js';
import type { ModeMixWeightGradAttrs } from '../../src/graph/ops/mode-mix-weight-grad.js';
import { onAxis, type PerAxis } from '../../src/graph/ops/per-axis.js';
import type { RfftAttrs } from '../../src/graph/ops/rfft.js';
import type { Shape, TypedNode } from '../../src/graph/tensor.js';
import { at, coordinates, offsetOf, type ReferenceOp } from './indexing.js';

interface Mode {
  /** Its wavenumber on each axis, modulo the number of points. */
  k: number[];
  /** 1 on the columns of the last axis that are their own mirror image, 2 on the others. */
  multiplicity: number;
  /** Whether a later place of the compact layout holds the same mode. */
  overwritten: boolean;
  /** Whether the cutoff takes it away. */
  cut: boolean;
}

function modeAt(
  j: readonly number[],
  space: Shape,
  modes: PerAxis | null,
  cutoff: number | null,
): Mode {
  const last = space.length - 1;
  const compact = (axis: number) => modes !== null && axis !== last;
  const own = space.map((_, axis) => (modes === null ? 0 : onAxis(modes, axis)));
  const k = j.map((p, axis) =>
    compact(axis) && p >= own[axis] ? (p - 2 * own[axis] + 2 * space[axis]) % space[axis] : p,
  );
  return {
    k,
    multiplicity: k[last] === 0 || 2 * k[last] === space[last] ? 1 : 2,
    overwritten: j.some(
      (p, axis) => compact(axis) && p < own[axis] && p >= space[axis] - own[axis],
    ),
    cut: cutoff !== null && k.some((p, axis) => Math.min(p, space[axis] - p) > cutoff),
  };
}

/** The modes of a spectral tensor, in the order of their places. */
function modesOf(bands: Shape, space: Shape, modes: PerAxis | null, cutoff: number | null): Mode[] {
  const list: Mode[] = [];
  coordinates(bands, (j) => {
    list.push(modeAt(j, space, modes, cutoff));
  });
  return list;
}

/** A function for cos and sin of 2π k·n/N, the angle reduced exactly on each axis. */
function turns(space: Shape): (k: readonly number[], n: readonly number[]) => [number, number] {
  const tables = space.map((extent) =>
    Array.from({ length: extent }, (_, j) => {
      const angle = (2 * Math.PI * j) / extent;
      return [Math.cos(angle), Math.sin(angle)];
    }),
  );
  return (k, n) => {
    let re = 1;
    let im = 0;
    for (let axis = 0; axis < space.length; axis++) {
      const [c, s] = tables[axis][(k[axis] * n[axis]) % space[axis]];
      [re, im] = [re * c - im * s, re * s + im * c];
    }
    return [re, im];
  };
}

export const rfft: ReferenceOp = (node: TypedNode<RfftAttrs>, [x]) => {
  const { modes, cutoff, doubled } = node.attrs;
  const space = node.inputs[0].shape.slice(3);
  const list = modesOf(node.output.shape.slice(4), space, modes, cutoff);
  const turn = turns(space);
  const points = sizeOf(space);
  const X = new Float64Array(node.output.size);
  for (let line = 0; line < x.length / points; line++) {
    list.forEach(({ k, multiplicity, overwritten, cut }, j) => {
      if (cut || (doubled && overwritten)) return;
      const factor = doubled ? multiplicity : 1;
      const real = 2 * line * list.length + j;
      coordinates(space, (n, i) => {
        const [re, im] = turn(k, n);
        X[real] += factor * re * x[line * points + i];
        X[real + list.length] -= factor * im * x[line * points + i];
      });
    });
  }
  return [X];
};

export const irfft: ReferenceOp = (node: TypedNode<IrfftAttrs>, [X]) => {
  const { space, modes, cutoff, halved } = node.attrs;
  const list = modesOf(node.inputs[0].shape.slice(4), space, modes, cutoff);
  const turn = turns(space);
  const points = sizeOf(space);
  const y = new Float64Array(node.output.size);
  for (let line = 0; line < y.length / points; line++) {
    list.forEach(({ k, multiplicity, overwritten, cut }, j) => {
      if (cut || (!halved && overwritten)) return;
      const factor = halved ? 1 : multiplicity;
      const real = 2 * line * list.length + j;
      coordinates(space, (n, i) => {
        const [re, im] = turn(k, n);
        y[line * points + i] += factor * (X[real] * re - X[real + list.length] * im);
      });
    });
  }
  return [y];
};

/**
 * Where the weights of the mode at place j lie: block (first axis fastest) and place inside the
 * block.
 */
function weightPlace(j: readonly number[], bands: Shape): { block: number; k: number[] } {
  const last = j.length - 1;
  let block = 0;
  const k = j.map((p, axis) => {
    const half = bands[axis] / 2;
    if (axis === last || p < half) return p;
    block += 1 << axis;
    return p - half;
  });
  return { block, k };
}

export const modeMix: ReferenceOp = (node: TypedNode<ModeMixAttrs>, [X, wr, wi]) => {
  const [Xs, ws] = node.inputs.map((t) => t.shape);
  const { adjoint } = node.attrs;
  const Y = new Float64Array(node.output.size);
  coordinates(node.output.shape, ([e, b, o, plane, ...j], out) => {
    const { block, k } = weightPlace(j, Xs.slice(4));
    for (let i = 0; i < Xs[2]; i++) {
      const place = offsetOf(ws, adjoint ? [e, block, i, o, ...k] : [e, block, o, i, ...k]);
      const re = wr[place];
      const im = adjoint ? -wi[place] : wi[place];
      const Xr = at(X, Xs, [e, b, i, 0, ...j]);
      const Xi = at(X, Xs, [e, b, i, 1, ...j]);
      Y[out] += plane === 0 ? re * Xr - im * Xi : re * Xi + im * Xr;
    }
  });
  return [Y];
};

export const modeMixWeightGrad: ReferenceOp = (node: TypedNode<ModeMixWeightGradAttrs>, [X, G]) => {
  const [Xs, Gs] = node.inputs.map((t) => t.shape);
  const ws = node.attrs.weightShape;
  const dr = new Float64Array(node.outputs[0].size);
  const di = new Float64Array(node.outputs[1].size);
  const bands = Xs.slice(4);
  for (let e = 0; e < Xs[0]; e++) {
    for (let b = 0; b < Xs[1]; b++) {
      coordinates(bands, (j) => {
        const { block, k } = weightPlace(j, Xs.slice(4));
        for (let o = 0; o < Gs[2]; o++) {
          for (let i = 0; i < Xs[2]; i++) {
            const place = offsetOf(ws, [e, block, o, i, ...k]);
            const Gr = at(G, Gs, [e, b, o, 0, ...j]);
            const Gi = at(G, Gs, [e, b, o, 1, ...j]);
            const Xr = at(X, Xs, [e, b, i, 0, ...j]);
            const Xi = at(X, Xs, [e, b, i, 1, ...j]);
            dr[place] += Gr * Xr + Gi * Xi;
            di[place] += Gi * Xr - Gr * Xi;
          }
        }
      });
    }
  }
  return [dr, di];
};
