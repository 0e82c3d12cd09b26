/**
 * The plan of a truncated real DFT: the modes 0..m-1 of n real points, as dense sums over points
 * folded by symmetry. Even n folds four points into one (modes by parity), odd n two.
 *
 * Table: [parity group][tile of 3 modes][folded point][mode in tile][cos, -sin], zero where the
 * mode is m or more. Mode of (group g, tile t, place j) = g + groups·(3t + j).
 */

import { complexCost } from './factors';
import { setWord } from './plan-words';
import { storeRoot } from './twiddles';

/** Modes of a tile. */
export const TILE: i32 = 3;

// @ts-ignore: decorator
@inline
function groupsOf(n: i32): i32 {
  return (n & 1) == 0 ? 2 : 1;
}

// @ts-ignore: decorator
@inline
function pointsOf(n: i32): i32 {
  return (n & 1) == 0 ? (n >> 2) + 1 : (n + 1) >> 1;
}

// @ts-ignore: decorator
@inline
function tilesOf(n: i32, m: i32): i32 {
  const perGroup = (m + groupsOf(n) - 1) / groupsOf(n);
  return (perGroup + TILE - 1) / TILE;
}

/** Whether the truncated DFT is cheaper than the real FFT. */
export function truncatedPays(n: i32, m: i32): bool {
  if (m < 1 || m > (n >> 1) + 1) return false;
  const dense = 4.0 * <f64>(groupsOf(n) * tilesOf(n, m) * TILE) * <f64>pointsOf(n) + 6.0 * <f64>n;
  const even = (n & 1) == 0;
  const fast = even ? complexCost(n >> 1) + 9.0 * <f64>n : complexCost(n) + 2.0 * <f64>n;
  return dense < fast;
}

export function truncatedBytes<T>(n: i32, m: i32): i32 {
  return groupsOf(n) * tilesOf(n, m) * pointsOf(n) * TILE * 2 * <i32>sizeof<T>();
}

export function truncatedInit<T>(plan: usize, n: i32, m: i32, offset: i32): void {
  const groups = groupsOf(n);
  const points = pointsOf(n);
  const tiles = tilesOf(n, m);
  setWord(plan, 5, m);
  setWord(plan, 6, groups);
  setWord(plan, 7, points);
  setWord(plan, 8, tiles);
  setWord(plan, 9, offset);
  let at = plan + offset;
  for (let g = 0; g < groups; g++) {
    for (let t = 0; t < tiles; t++) {
      for (let i = 0; i < points; i++) {
        for (let j = 0; j < TILE; j++, at += 2 * sizeof<T>()) {
          const k = g + groups * (TILE * t + j);
          if (k < m) {
            storeRoot<T>(at, <i64>k * i, n, -1.0);
          } else {
            store<T>(at, <T>0);
            store<T>(at + sizeof<T>(), <T>0);
          }
        }
      }
    }
  }
}
