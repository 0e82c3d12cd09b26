/**
 * Group normalisation and its gradients, with x̂ = (x − m) r and r = 1/√(v + eps), m and v being the
 * mean and the biased variance over the channels of a group and all points of a sample.
 *
 *   groupNorm            y  = f( x̂ · scale + bias )
 *   groupNormGrad        dx = f( r (a − ⟨a⟩ − x̂ ⟨a x̂⟩) ) with a = g · scale, ⟨·⟩ over a group
 *   groupNormWeightGrad  dscale[e,chunk,c] = Σ g x̂, dbias[e,chunk,c] = Σ g over a chunk's samples
 *
 * The mean is that of the distances to the group's first element, the variance that of the
 * distances to the mean: neither cancels where the mean is large against the spread, and a constant
 * field is exactly 0. Order of sums: tiles of 1024 elements, lane by lane in four interleaved
 * vectors and then across lanes; the tiles' sums, and those of channels and samples, in order in
 * float64.
 */

import { int, num, ptr, scratch } from '../schedule/args';
import { GroupNorm, GroupNormGrad, GroupNormWeightGrad } from './arguments/norm';
import { finish, finishOne } from './gemm-tile';
import { lanes, sumLanes } from './lanes';

/** Elements of a summation tile. */
const TILE: i32 = 1024;

/** The first element of a group, the mean of the distances to it, and r. */
class Statistics<T> {
  first: T;
  mean: T;
  r: f64;
}

// @ts-ignore: decorator
@lazy const statistics32 = new Statistics<f32>();
