/**
 * A Fourier transform over one to three axes as instructions of the core, one per axis: real lines
 * along the last axis, complex columns along the others, each divided into many items. Between them
 * rows of modes lie in a workspace, in which only the modes in use have a place.
 */

import { FftColumns } from '../../assembly/kernels/arguments/fft-columns.js';
import { RealTransform } from '../../assembly/kernels/arguments/spectral.js';
import { FFT_COLUMNS, IRFFT, RFFT } from '../../assembly/schedule/opcodes.js';
import { argumentWords } from './argument-words.js';

/**
 * What a pass reads or writes: the transform's input and output, its workspace, or the plan of an
 * axis (plan kinds: fft/plan.ts).
 */
export type Operand = 'input' | 'output' | 'workspace' | { points: number; kind: number };

export interface Pass {
  opcode: number;
  items: number;
  /** The arguments that assembly/kernels/arguments/ lists. */
  words: (number | Operand)[];
  /**
   * Whether it works within planes of the first of several axes: its items are field after field,
   * plane after plane.
   */
  local: boolean;
  /** Points of the axis, which say how much scratch memory it takes. */
  points: number;
}

/** The last argument of a forward pass along lines, where these lie in a tensor. */
export const NO_PRODUCTS = 0;

export interface Transform {
  inverse: boolean;
  /** Fields that are transformed, one after the other. */
  fields: number;
  space: readonly number[];
  /** As in the graph's Band. */
  modes: number | readonly number[] | null;
  cutoff: number | null;
  /** The adjoint of the opposite transform instead of the transform itself. */
  adjoint: boolean;
  elementBytes: number;
}

/** Byte strides of an array of rows of modes. */
interface Strides {
  field: number;
  plane: number;
  /** From row to row of the leading axes. */
  a: number;
  b: number;
}

const CACHE_LINE = 64;

/**
 * Bytes rounded up to an odd number of cache lines, so that columns do not fall onto a few sets of
 * the cache.
 */
function oddLines(bytes: number): number {
  return (Math.ceil(bytes / CACHE_LINE) | 1) * CACHE_LINE;
}

/**
 * The passes of a transform in the order in which they run, and the bytes of the workspace between
 * them.
 */
export function transformPasses(t: Transform): { passes: Pass[]; workspaceBytes: number } {
  const { inverse, fields, space, modes, cutoff, elementBytes } = t;
  const adjoint = t.adjoint ? 1 : 0;
  const last = space[space.length - 1];
  const own = (axis: number) => (modes === null || typeof modes === 'number' ? modes : modes[axis]);
  const leading = space.slice(0, -1);
  const ofLast = own(space.length - 1);
  const width = ofLast ?? (last >> 1) + 1;
  const used = cutoff === null ? width : Math.min(width, cutoff + 1);
  const rowBytes = width * elementBytes;
  const realPlan = { points: last, kind: 1 + 256 * (ofLast ?? (cutoff === null ? 0 : used)) };

  const lines = (block: number, row: number, plane: number, columns: number): Pass => {
    const [x, y]: Operand[] =
      leading.length === 0
        ? ['input', 'output']
        : inverse
          ? ['workspace', 'output']
          : ['input', 'workspace'];
    const rows = leading.length === 0 ? 1 : nb;
    const items = leading.reduce((n, e) => n * e, fields);
    return {
      opcode: inverse ? IRFFT : RFFT,
      items,
      words: argumentWords(RealTransform, {
        X: x,
        Y: y,
        PLAN: realPlan,
        ROWS: rows,
        BLOCK_STRIDE: block,
        ROW_STRIDE: row,
        PLANE: plane,
        MODES: used,
        WIDTH: columns,
        ADJOINT: adjoint,
        PRODUCTS: NO_PRODUCTS,
      }),
      local: leading.length > 0,
      points: last,
    };
  };

  const nb = leading[leading.length - 1] ?? 1;
  if (leading.length === 0) {
    return { passes: [lines(2 * rowBytes, rowBytes, rowBytes, width)], workspaceBytes: 0 };
  }

  const na = leading.length === 2 ? leading[0] : 1;
  const compact = { a: own(0) ?? 0, b: own(leading.length - 1) ?? 0 };
  const ka = leading.length === 2 ? 2 * compact.a || na : 1;
  const kb = 2 * compact.b || nb;
  const lanes = 16 / elementBytes;
  const vectors = Math.ceil(used / lanes);
  const between: Strides = {
    field: 0,
    plane: Math.max(nb, kb) * vectors * 16,
    a: 0,
    b: 16 * vectors,
  };
  between.a = oddLines(2 * between.plane);
  between.field = na * between.a;
  const spectrum: Strides = {
    field: 2 * ka * kb * rowBytes,
    plane: ka * kb * rowBytes,
    a: kb * rowBytes,
    b: rowBytes,
  };

  const columns = (axis: 'a' | 'b'): Pass => {
    const other = axis === 'a' ? 'b' : 'a';
    const outermost = axis === 'a' || leading.length === 1;
    const from = inverse && outermost ? spectrum : between;
    const to = !inverse && outermost ? spectrum : between;
    const all = to === spectrum ? Math.ceil(width / lanes) : vectors;
    const others = axis === 'a' ? kb : na;
    const n = axis === 'a' ? na : nb;
    return {
      opcode: FFT_COLUMNS,
      local: !outermost,
      items: fields * others * all,
      words: argumentWords(FftColumns, {
        X: from === spectrum ? 'input' : 'workspace',
        Y: to === spectrum ? 'output' : 'workspace',
        PLAN: { points: n, kind: 0 },
        VECTORS: all,
        OTHERS: others,
        X_FIELD: from.field,
        X_PLANE: from.plane,
        X_OTHER: from[other],
        X_ROW: from[axis],
        Y_FIELD: to.field,
        Y_PLANE: to.plane,
        Y_OTHER: to[other],
        Y_ROW: to[axis],
        POINTS: n,
        COMPACT: compact[axis],
        CUTOFF: cutoff ?? -1,
        INVERSE: inverse ? 1 : 0,
        ADJOINT: adjoint,
        OTHER_POINTS: axis === 'a' ? nb : 0,
        OTHER_COMPACT: compact[other],
        MODES: used,
        WIDTH: to === spectrum ? width : lanes * vectors,
      }),
      points: n,
    };
  };

  const passes = [lines(between.a, between.b, between.plane, lanes * vectors), columns('b')];
  if (leading.length === 2) passes.push(columns('a'));
  if (inverse) passes.reverse();
  return { passes, workspaceBytes: fields * between.field };
}
