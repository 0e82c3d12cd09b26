// Whether the engine has relaxed SIMD, whose fused multiply-add is faster and differs between processors.

import { enableRelaxedSimd } from '#platform';

/** `(func (result v128) (f32x4.relaxed_madd …))` on three zeros: valid where there is relaxed SIMD. */
const PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 18, 1, 16, 0, 65, 0, 253, 19,
  65, 0, 253, 19, 65, 0, 253, 19, 253, 133, 2, 11,
];

/** Switches relaxed SIMD on where the engine hides it behind a flag, and says whether it is there. */
export function hasRelaxedSimd(): boolean {
  enableRelaxedSimd();
  return WebAssembly.validate(Uint8Array.from(PROBE));
}
