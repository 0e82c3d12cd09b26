/**
 * x^y for use inside kernels, lane by lane: `pow` in f64 (exponential.ts), rounded once in f32.
 */

import { pow } from './exponential';

/** x^y in each lane; y is the same in all. */
@inline
export function vpower<T>(x: v128, y: v128): v128 {
  if (sizeof<T>() == 4) {
    const exponent = <f64>f32x4.extract_lane(y, 0);
    let z = f32x4.splat(<f32>pow(<f64>f32x4.extract_lane(x, 0), exponent));
    z = f32x4.replace_lane(z, 1, <f32>pow(<f64>f32x4.extract_lane(x, 1), exponent));
    z = f32x4.replace_lane(z, 2, <f32>pow(<f64>f32x4.extract_lane(x, 2), exponent));
    return f32x4.replace_lane(z, 3, <f32>pow(<f64>f32x4.extract_lane(x, 3), exponent));
  } else {
    const exponent = f64x2.extract_lane(y, 0);
    const z = f64x2.splat(pow(f64x2.extract_lane(x, 0), exponent));
    return f64x2.replace_lane(z, 1, pow(f64x2.extract_lane(x, 1), exponent));
  }
}
