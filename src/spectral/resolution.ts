/** States on other grids, and between the points of theirs, on the host and in f64. */

import { concatenate, float64Of, type NdArray, type Numbers, sizeOf } from '../arrays.js';
import {
  check,
  checkNdArray,
  checkOptions,
  FLAG,
  POSITIVE,
  required,
  wholeFrom,
} from '../checks.js';
import { core, loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { fieldOf, getFourierCoefficients } from './coefficients.js';
import { checkGrid } from './domain.js';
import { rfftn } from './host-fft.js';
import { oddballMask } from './masks.js';
import { axisWavenumbers, modeShape, spatialShape } from './modes.js';
import { stateParts } from './state.js';

/** A range of indices as Python has it: from the end where negative, null for an open end. */
export type ModesSlice = readonly [start: number | null, stop: number | null];

/**
 * The blocks of equal signs of the wavenumbers in an array `[C, ...modes]`, each as one range per
 * axis, that of the channels first (exponax: `get_modes_slices`). There are 2^(D-1).
 */
export function getModesSlices(numSpatialDims: number, numPoints: number): ModesSlice[][] {
  checkGrid(numSpatialDims, numPoints);
  const half = Math.floor(numPoints / 2);
  const sides: ModesSlice[] = [
    [null, numPoints - half],
    [-half, null],
  ];
  let blocks: ModesSlice[][] = [[]];
  for (let axis = 1; axis < numSpatialDims; axis++) {
    blocks = sides.flatMap((side) => blocks.map((block) => [...block, side]));
  }
  return blocks.map((block) => [[null, null], ...block, [null, half + 1]]);
}

/**
 * A state `[C, N, …]` on `newNumPoints` points along each axis, of the modes that both grids have
 * (exponax: `map_between_resolutions`). With `oddballZero`, the default, the Nyquist modes of the
 * coarser grid are left out. Rejects with a UserError what is no state, and a number of points
 * that is none.
 */
export async function mapBetweenResolutions(
  state: NdArray<Numbers>,
  newNumPoints: number,
  options: { oddballZero?: boolean } = {},
): Promise<NdArray> {
  await loadCore();
  check('the number of points along an axis', newNumPoints, wholeFrom(1));
  checkOptions('resolution', options, { oddballZero: FLAG });
  const { oddballZero = true } = options;
  const { dims, numPoints, space, channels } = stateParts(state);
  if (newNumPoints === numPoints) return float64Of(state);
  const [from, to] = [modeShape(dims, numPoints), modeShape(dims, newNumPoints)];
  const [size, newSize] = [sizeOf(from), sizeOf(to)];
  const newSpace = spatialShape(dims, newNumPoints);
  const scale = sizeOf(newSpace) / sizeOf(space);
  const coarser = Math.min(numPoints, newNumPoints);
  const kept = oddballZero ? oddballMask(dims, coarser) : null;
  const coarse = modeShape(dims, coarser);
  const half = Math.floor(coarser / 2);
  const fields = channels.map((u) => {
    const hat = rfftn(u, space);
    const newHat = new Float64Array(2 * newSize);
    for (let i = 0; i < sizeOf(coarse); i++) {
      if (kept?.[i] === 0) continue;
      let [source, target] = [0, 0];
      let stride = sizeOf(coarse);
      for (let axis = 0; axis < dims; axis++) {
        stride /= coarse[axis]!;
        const index = Math.floor(i / stride) % coarse[axis]!;
        // Negative wavenumbers count from the end of an axis.
        const isNegative = axis < dims - 1 && index >= coarser - half;
        source = source * from[axis]! + index + (isNegative ? numPoints - coarser : 0);
        target = target * to[axis]! + index + (isNegative ? newNumPoints - coarser : 0);
      }
      newHat[target] = scale * hat[source]!;
      newHat[newSize + target] = scale * hat[size + source]!;
    }
    return fieldOf(newHat, newSpace);
  });
  return { data: concatenate(fields), shape: [channels.length, ...newSpace] };
}

/**
 * The values of a state's Fourier series anywhere: real(sum_k c_k exp(i 2π k · x / L))
 * (exponax: `FourierInterpolator`).
 */
export class FourierInterpolator {
  private readonly domainExtent: number;
  private coefficients: Promise<NdArray> | undefined;

  /** `domainExtent` is L. */
  constructor(
    private readonly state: NdArray<Numbers>,
    options: { domainExtent: number },
  ) {
    checkOptions('interpolator', options, { domainExtent: required(POSITIVE) });
    this.domainExtent = options.domainExtent;
  }

  /**
   * The values `[C, ...points]` at points whose coordinates along each axis are `[D, ...points]`.
   * Rejects with a UserError where there are not D coordinates, and what is no state.
   */
  async evaluate(at: NdArray): Promise<NdArray> {
    checkNdArray('points', at);
    const { data, shape } = at;
    this.coefficients ??= getFourierCoefficients(this.state, {
      scalingCompensationMode: 'reconstruction',
      round: null,
    });
    const { data: hat } = await this.coefficients;
    const { dims, numPoints, channels } = stateParts(this.state);
    if (shape[0] !== dims) {
      throw new UserError(`points in ${dims}D are [${dims}, …], not [${shape.join(', ')}]`);
    }
    const points = data.length / dims;
    const values = new Float64Array(channels.length * points);
    const size = hat.length / (2 * channels.length);
    for (let point = 0; point < points; point++) {
      const waves = Array.from({ length: dims }, (_, axis) =>
        this.wavesAt(data[axis * points + point]!, numPoints, axis === dims - 1),
      );
      for (let c = 0; c < channels.length; c++) {
        let re = hat.subarray(2 * c * size, (2 * c + 1) * size);
        let im = hat.subarray((2 * c + 1) * size, (2 * c + 2) * size);
        for (const { cos, sin } of waves.toReversed()) [re, im] = summed(re, im, cos, sin);
        values[c * points + point] = re[0]!;
      }
    }
    return { data: values, shape: [channels.length, ...shape.slice(1)] };
  }

  /** exp(i 2π k x / L) of the wavenumbers along one axis. */
  private wavesAt(x: number, numPoints: number, last: boolean) {
    const { cos, sin } = core();
    const phases = axisWavenumbers(numPoints, last).map(
      (k) => ((2 * Math.PI) / this.domainExtent) * k * x,
    );
    return { cos: phases.map(cos), sin: phases.map(sin) };
  }
}

/** The sum over the last axis of complex numbers times those of one row. */
function summed(
  re: Float64Array,
  im: Float64Array,
  cos: Float64Array,
  sin: Float64Array,
): [Float64Array, Float64Array] {
  const rows = re.length / cos.length;
  const [sumRe, sumIm] = [new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < re.length; i++) {
    const [row, k] = [Math.floor(i / cos.length), i % cos.length];
    sumRe[row]! += re[i]! * cos[k]! - im[i]! * sin[k]!;
    sumIm[row]! += re[i]! * sin[k]! + im[i]! * cos[k]!;
  }
  return [sumRe, sumIm];
}
