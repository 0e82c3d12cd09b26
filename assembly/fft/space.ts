// Real transforms over D = 1, 2 or 3 axes of a run of fields (one sample's channel each), planar:
// a spectrum is [2 (re, im), modes…], full (N, .., N/2+1) or compact (2m, .., m: leading axes hold
// 0..m-1 and then N-m..N-1). Forward: r2c along the last axis, then complex along the others;
// inverse the other way round, c2r last.

import { lanes } from '../kernels/lanes';
import { complexColumns } from './complex';
import { workBytes } from './plan';
import { realForward, realInverse } from './real';

/** Extents with missing leading axes as 1, and what is kept of the spectrum. */
@unmanaged
export class Space {
  // Extents of axes and plans, last axis last.
  na: i32;
  nb: i32;
  nl: i32;
  planA: usize;
  planB: usize;
  planL: usize;
  /** 0: full layout, otherwise the modes of the compact layout. */
  compact: i32;
  /** Largest |k| that is not taken as zero, on any axis. */
  cutoff: i32;

  /** Points of a field. */
  points(): usize {
    return <usize>this.na * <usize>this.nb * <usize>this.nl;
  }

  /** Elements of a field's spectrum, both parts. */
  spectrumLength(): usize {
    const width = this.compact ? this.compact : (this.nl >> 1) + 1;
    return 2 * <usize>(kept(this.na, this.compact) * kept(this.nb, this.compact) * width);
  }
}

const MAX_I32: i32 = 0x7fffffff;

/** Fills `space`; cutoff < 0 means none. D = 2 uses n0, n1; D = 1 only n0. */
export function setSpace(
  space: Space, dims: i32, n0: i32, n1: i32, n2: i32,
  plan0: usize, plan1: usize, plan2: usize, compact: i32, cutoff: i32,
): void {
  space.na = dims == 3 ? n0 : 1;
  space.nb = dims == 3 ? n1 : dims == 2 ? n0 : 1;
  space.nl = dims == 3 ? n2 : dims == 2 ? n1 : n0;
  space.planA = plan0;
  space.planB = dims == 3 ? plan1 : plan0;
  space.planL = dims == 3 ? plan2 : dims == 2 ? plan1 : plan0;
  space.compact = compact;
  space.cutoff = cutoff < 0 ? MAX_I32 : cutoff;
}

/** Bytes of a Space record, rounded up to 16. */
export const SPACE_BYTES: usize = 48;

function paddedModes<T>(n: i32): i32 {
  return ((n >> 1) + lanes<T>()) & ~(lanes<T>() - 1);
}

/** Bytes of work memory of a transform over these extents (missing axes 1). */
export function spaceBytes<T>(na: i32, nb: i32, nl: i32): i32 {
  const lines = workBytes(max(max(na, nb), nl));
  return na * nb == 1 ? lines : lines + 2 * na * nb * paddedModes<T>(nl) * <i32>sizeof<T>();
}

/** Extent of a leading axis in the spectrum's layout. */
// @ts-ignore: decorator
@inline
function kept(n: i32, compact: i32): i32 {
  return n == 1 || compact == 0 ? n : 2 * compact;
}

/** The frequency index of row i of a leading axis's layout. */
// @ts-ignore: decorator
@inline
function rowOf(i: i32, n: i32, compact: i32): i32 {
  return n == 1 || compact == 0 || i < compact ? i : n - 2 * compact + i;
}

/** |k| <= cutoff for frequency index r of a leading axis. */
// @ts-ignore: decorator
@inline
function within(r: i32, n: i32, cutoff: i32): bool {
  return min(r, n - r) <= cutoff;
}

/** Whether row i of a leading axis is written again by a later row of the compact layout. */
// @ts-ignore: decorator
@inline
function overwritten(i: i32, n: i32, compact: i32): bool {
  return n != 1 && compact != 0 && i < compact && i >= n - compact;
}

/** Whether frequency index r of a leading axis is in the layout and within the cutoff. */
function used(r: i32, n: i32, compact: i32, cutoff: i32): bool {
  if (!within(r, n, cutoff)) return false;
  return n == 1 || compact == 0 || r < compact || r >= n - compact;
}

/**
 * Spectra of `fields` real fields at x, one after the other, to y. `adjoint`: the adjoint of
 * spaceInverse (interior last-axis modes doubled, overwritten rows zero).
 */
export function spaceForward<T>(
  space: Space, x: usize, y: usize, fields: i32, adjoint: bool, work: usize,
): void {
  const na = space.na;
  const nb = space.nb;
  const nl = space.nl;
  const compact = space.compact;
  const cutoff = space.cutoff;
  const width = compact ? compact : (nl >> 1) + 1;
  const modes = min(width, cutoff < nl ? cutoff + 1 : width);
  const size = sizeof<T>();
  const rowBytes = <usize>width * size;
  if (na * nb == 1) {
    realForward<T>(
      space.planL, x, <usize>nl * size, y, 2 * rowBytes, rowBytes, fields, modes, adjoint, work,
    );
    if (modes < width) {
      const rest = <usize>(width - modes) * size;
      for (let i = 0; i < 2 * fields; i++) {
        memory.fill(y + <usize>i * rowBytes + <usize>modes * size, 0, rest);
      }
    }
    return;
  }
  const ka = kept(na, compact);
  const kb = kept(nb, compact);
  const pad = paddedModes<T>(nl);
  const stride = <usize>pad * size;
  const plane = <usize>(na * nb) * stride;
  const spectrum = work + workBytes(max(max(na, nb), nl));
  const columns = (modes + lanes<T>() - 1) & ~(lanes<T>() - 1);
  memory.fill(spectrum, 0, 2 * plane);
  for (let field = 0; field < fields; field++) {
    realForward<T>(
      space.planL, x, <usize>nl * size, spectrum, stride, plane, na * nb, modes, adjoint, work,
    );
    x += <usize>(na * nb * nl) * size;
    for (let a = 0; a < na; a++) {
      const s = spectrum + <usize>(a * nb) * stride;
      complexColumns<T>(space.planB, s, s + plane, stride, columns, false, work);
    }
    if (na > 1) {
      for (let b = 0; b < nb; b++) {
        if (!used(b, nb, compact, cutoff)) continue;
        const s = spectrum + <usize>b * stride;
        complexColumns<T>(space.planA, s, s + plane, <usize>nb * stride, columns, false, work);
      }
    }
    for (let part: usize = 0; part < 2; part++) {
      for (let i = 0; i < ka; i++) {
        const ra = rowOf(i, na, compact);
        for (let j = 0; j < kb; j++, y += rowBytes) {
          const rb = rowOf(j, nb, compact);
          const drop = !within(ra, na, cutoff) || !within(rb, nb, cutoff) ||
            (adjoint && (overwritten(i, na, compact) || overwritten(j, nb, compact)));
          if (drop) {
            memory.fill(y, 0, rowBytes);
          } else {
            const from = spectrum + part * plane + <usize>(ra * nb + rb) * stride;
            memory.copy(y, from, <usize>modes * size);
            memory.fill(y + <usize>modes * size, 0, <usize>(width - modes) * size);
          }
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addRow<T>(to: usize, from: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n * sizeof<T>(); i += sizeof<T>()) {
    store<T>(to + i, load<T>(to + i) + load<T>(from + i));
  }
}

/**
 * Fields of `fields` spectra at x, one after the other, to y. Rows of a compact layout that meet at
 * one mode overwrite each other in order. `adjoint`: the adjoint of spaceForward (interior modes of
 * the last axis halved, rows that meet are added).
 */
export function spaceInverse<T>(
  space: Space, x: usize, y: usize, fields: i32, adjoint: bool, work: usize,
): void {
  const na = space.na;
  const nb = space.nb;
  const nl = space.nl;
  const compact = space.compact;
  const cutoff = space.cutoff;
  const width = compact ? compact : (nl >> 1) + 1;
  const modes = min(width, cutoff < nl ? cutoff + 1 : width);
  const size = sizeof<T>();
  const rowBytes = <usize>width * size;
  if (na * nb == 1) {
    realInverse<T>(
      space.planL, x, 2 * rowBytes, rowBytes, y, <usize>nl * size, fields, modes, adjoint, work,
    );
    return;
  }
  const ka = kept(na, compact);
  const kb = kept(nb, compact);
  const pad = paddedModes<T>(nl);
  const stride = <usize>pad * size;
  const plane = <usize>(na * nb) * stride;
  const spectrum = work + workBytes(max(max(na, nb), nl));
  const columns = (modes + lanes<T>() - 1) & ~(lanes<T>() - 1);
  for (let field = 0; field < fields; field++) {
    memory.fill(spectrum, 0, 2 * plane);
    for (let part: usize = 0; part < 2; part++) {
      for (let i = 0; i < ka; i++) {
        const ra = rowOf(i, na, compact);
        for (let j = 0; j < kb; j++, x += rowBytes) {
          const rb = rowOf(j, nb, compact);
          if (!within(ra, na, cutoff) || !within(rb, nb, cutoff)) continue;
          const to = spectrum + part * plane + <usize>(ra * nb + rb) * stride;
          if (adjoint) addRow<T>(to, x, modes);
          else memory.copy(to, x, <usize>modes * size);
        }
      }
    }
    if (na > 1) {
      for (let b = 0; b < nb; b++) {
        if (!used(b, nb, compact, cutoff)) continue;
        const s = spectrum + <usize>b * stride;
        complexColumns<T>(space.planA, s, s + plane, <usize>nb * stride, columns, true, work);
      }
    }
    for (let a = 0; a < na; a++) {
      const s = spectrum + <usize>(a * nb) * stride;
      complexColumns<T>(space.planB, s, s + plane, stride, columns, true, work);
    }
    realInverse<T>(
      space.planL, spectrum, stride, plane, y, <usize>nl * size, na * nb, modes, adjoint, work,
    );
    y += <usize>(na * nb * nl) * size;
  }
}
