/**
 * What a pointer or a key does to a field of a periodic domain. Places run from 0 to 1 along each
 * axis; the points of the grid are at 0, 1/N, …
 */

import type { Limits } from './painted-state.js';

const wrapped = (i: number, n: number): number => ((i % n) + n) % n;

/** A place on a drawn curve. */
export interface CurvePoint {
  /** Not wrapped: a stroke that leaves the domain comes in again at the other end. */
  readonly x: number;
  readonly u: number;
}

/** Pieces of a bend, short beside the way between two events of a pointer. */
const PIECES = 8;

/**
 * A stroke that draws a curve. Between the middles of the ways from event to event it bends as a
 * parabola towards the event, so that it has no corners however fast the hand is.
 */
export class CurveStroke {
  private readonly points: CurvePoint[] = [];
  private end: CurvePoint | null = null;

  /** `values` are those of one channel, which it changes. */
  constructor(private readonly values: Float64Array) {}

  /** Whether the pointer has only been set down. */
  get isDot(): boolean {
    return this.points.length < 2;
  }

  add(point: CurvePoint): void {
    const [before, last] = [this.points.at(-2), this.points.at(-1)];
    this.points.push(point);
    if (last === undefined) return;
    const start = before === undefined ? last : middle(before, last);
    this.end = middle(last, point);
    let from = start;
    for (let piece = 1; piece <= PIECES; piece++) {
      const to = bend(start, last, this.end, piece / PIECES);
      this.line(from, to);
      from = to;
    }
  }

  /** The rest of the way to where the pointer was lifted. */
  finish(): void {
    const last = this.points.at(-1);
    if (this.end !== null && last !== undefined) this.line(this.end, last);
  }

  /** Sets the points of the grid between two places, both included. */
  private line(from: CurvePoint, to: CurvePoint): void {
    const n = this.values.length;
    const [left, right] = from.x <= to.x ? [from, to] : [to, from];
    for (let i = Math.ceil(left.x * n); i <= right.x * n; i++) {
      const part = right.x === left.x ? 0 : (i / n - left.x) / (right.x - left.x);
      this.values[wrapped(i, n)] = left.u + part * (right.u - left.u);
    }
  }
}

const middle = (a: CurvePoint, b: CurvePoint): CurvePoint => ({
  x: (a.x + b.x) / 2,
  u: (a.u + b.u) / 2,
});

/** On the parabola from `a` to `b` with the tangents through `corner`. */
function bend(a: CurvePoint, corner: CurvePoint, b: CurvePoint, t: number): CurvePoint {
  const at = (key: 'x' | 'u') =>
    (1 - t) ** 2 * a[key] + 2 * t * (1 - t) * corner[key] + t ** 2 * b[key];
  return { x: at('x'), u: at('u') };
}

/**
 * How strongly a brush works on each point of a field: 1 in its middle, falling smoothly to 0 at its
 * radius. A stroke works on a point once, as strongly as it came near to it.
 */
export class BrushMask {
  readonly weights: Float64Array;

  constructor(
    private readonly dims: number,
    private readonly numPoints: number,
    private readonly radius: number,
  ) {
    this.weights = new Float64Array(numPoints ** dims);
  }

  /** Sets the brush down. */
  add(place: readonly number[]): void {
    const { numPoints: n, radius, weights } = this;
    const reach = Math.min(Math.ceil(radius * n), n >> 1);
    const centre = place.map((x) => Math.round(x * n));
    const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
    const squares = (axis: number) =>
      offsets.map((offset) => ((centre[axis]! + offset) / n - place[axis]!) ** 2);
    const [first, second] = [squares(0), this.dims === 2 ? squares(1) : []];
    const raise = (i: number, square: number) => {
      const near = Math.max(0, 1 - square / radius ** 2) ** 2;
      if (near > weights[i]!) weights[i] = near;
    };
    for (const [a, offset] of offsets.entries()) {
      const i = wrapped(centre[0]! + offset, n);
      if (this.dims === 1) raise(i, first[a]!);
      else {
        for (const [b, other] of offsets.entries()) {
          raise(i * n + wrapped(centre[1]! + other, n), first[a]! + second[b]!);
        }
      }
    }
  }

  /** Draws the brush from one place to another. */
  drag(from: readonly number[], to: readonly number[]): void {
    const way = Math.hypot(...from.map((x, axis) => to[axis]! - x));
    const stops = Math.max(1, Math.ceil(way / (this.radius / 4)));
    for (let stop = 1; stop <= stops; stop++) {
      this.add(from.map((x, axis) => x + (stop / stops) * (to[axis]! - x)));
    }
  }

  /** The field with `amount` added where the brush was; nothing is taken further out of limits. */
  applied(field: Float64Array, amount: number, [low, high]: Limits): Float64Array {
    return field.map((value, i) => {
      const changed = value + amount * this.weights[i]!;
      return Math.max(Math.min(low, value), Math.min(Math.max(high, value), changed));
    });
  }
}
