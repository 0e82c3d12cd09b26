/** Whole trajectories, by a network or by a solver. Every state is kept. */

import { sizeOf } from '../arrays.js';
import { type Tensor, trace } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { getNetwork } from '../nets/index.js';
import { spatialShape } from '../spectral/index.js';
import { Burgers, type SpectralStepper } from '../steppers/index.js';
import { stateShape } from '../training/index.js';
import { type Check, meanAbs, type Workload } from './workload.js';

/** Runs of one program; nothing depends on their number. */
const MAX_RUNS = 1 << 20;
const TRAJECTORY = 'trajectory';

/** `steps` steps of a network from `states` initial states. */
export function networkRollout(
  net: string,
  weights: Float64Array[],
  initial: Float64Array,
  { states, numPoints, steps }: { states: number; numPoints: number; steps: number },
): Workload {
  const network = getNetwork(net, { numSpatialDims: 1, numPoints, numChannels: 1 });
  const shape = [1, states, ...stateShape(network)];
  const program = trace({ steps: MAX_RUNS }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.input(path, [1, ...shape]));
    const trajectory = t.state(TRAJECTORY, [steps, ...shape]);
    const carry = [t.input('initial', shape)];
    const { outputs } = ops.repeat(steps, { carry }, ([u]: Tensor[]) => {
      const next = network.apply(params, u);
      return { carry: [next], outputs: [next] };
    });
    t.assign(trajectory, outputs[0]);
  });
  const named = network.parameters.map(({ path }, i) => [path, weights[i]]);
  return { program, inputs: { ...Object.fromEntries(named), initial }, results: [TRAJECTORY] };
}

/** `steps` steps of a solver from `samples` initial states; the state stays in Fourier space. */
export function solverRollout(
  stepper: SpectralStepper,
  initial: Float64Array,
  { samples, steps }: { samples: number; steps: number },
): Workload {
  const space = spatialShape(stepper.dims, stepper.numPoints);
  const shape = [1, samples, stepper.numChannels, ...space];
  const points = sizeOf(space);
  const program = trace({ steps: MAX_RUNS }, (t) => {
    const trajectory = t.state(TRAJECTORY, [steps, ...shape]);
    const u = t.input('initial', shape);
    const carry = [ops.scale(ops.rfft(u, stepper.dims), 1 / points)];
    const { outputs } = ops.repeat(steps, { carry }, ([uHat]: Tensor[]) => {
      const next = stepper.stepFourier(uHat);
      return { carry: [next], outputs: [ops.irfft(next, space)] };
    });
    t.assign(trajectory, outputs[0]);
  });
  return { program, inputs: { initial }, results: [TRAJECTORY] };
}

/** Burgers' equation on the unit domain with time step 1e-3. */
export function burgers(dims: number, numPoints: number, diffusivity: number): Burgers {
  return new Burgers({
    dims,
    domainExtent: 1,
    numPoints,
    dt: 1e-3,
    diffusivity,
    conservative: true,
  });
}

/** The mean absolute value of the state after `step` of `steps` steps. */
export function meanAbsAfter(
  step: number,
  steps: number,
  { name, value, digits }: Pick<Check, 'name' | 'value' | 'digits'>,
): Check {
  const read: Check['read'] = async (executable) => {
    const all = await executable.read(TRAJECTORY);
    const size = all.length / steps;
    return meanAbs(all.subarray((step - 1) * size, step * size));
  };
  return { name, value, digits, read };
}
