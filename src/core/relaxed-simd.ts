/**
 * Whether the engine has relaxed SIMD, whose fused multiply-add is faster and differs between
 * processors.
 */

/**
 * `(func (result v128) (f32x4.relaxed_madd …))` on three zeros: valid where there is relaxed SIMD.
 */
const PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15,
  65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
];

export function hasRelaxedSimd(): boolean {
  return typeof WebAssembly !== 'undefined' && WebAssembly.validate(Uint8Array.from(PROBE));
}
