/**
 * Rows of the weights and of compact spectra (2m, (2m,) m) of a spectral convolution.
 *
 * Weights lie as [block, in, out, m…], 2^(D-1) blocks of m^(D-1) rows each; the first leading axis
 * toggles fastest: bit 0 of a block is the upper half of the first leading axis, bit 1 of the
 * second.
 */

/** m^(D-1): rows of one block. */
// @ts-ignore: decorator
@inline
export function rowsOfBlock(m: i32, dims: i32): i32 {
  return dims == 3 ? m * m : dims == 2 ? m : 1;
}

/** Index of a block's row in the compact layout. */
// @ts-ignore: decorator
@inline
export function rowInLayout(block: i32, row: i32, m: i32, dims: i32): i32 {
  if (dims == 1) return 0;
  if (dims == 2) return block * m + row;
  const i = (block & 1) * m + row / m;
  const j = (block >> 1) * m + (row % m);
  return i * 2 * m + j;
}
