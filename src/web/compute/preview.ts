/** Sample data of a scenario, before anything is trained: a test trajectory and its spectra. */

import { partAt, sizeOf, takeFrames } from '../../arrays.js';
import type { Backend } from '../../backends/index.js';
import { type Limits, pictureOf } from '../../drawing/index.js';
import { trajectorySet } from '../../experiment/index.js';
import type { BaseScenario } from '../../scenarios/index.js';
import type { Curve, Preview } from '../protocol.js';
import { amplitudeSpectrum } from './spectrum.js';

/** Numbers that a preview holds at most; the trajectory is cut short where it has more. */
const MOST_NUMBERS = 1 << 23;

/** The first test trajectory as far as it is shown, or its `steps`: `[T + 1, C, ...N]`. */
export async function referenceTrajectory(
  scenario: BaseScenario,
  options: { backend: Backend; signal?: AbortSignal },
  steps = scenario.test_temporal_horizon,
) {
  const space = new Array<number>(scenario.num_spatial_dims).fill(scenario.num_points);
  const room = Math.floor(MOST_NUMBERS / sizeOf([scenario.num_channels, ...space])) - 1;
  const horizon = Math.max(1, Math.min(steps, room));
  if (scenario.redefines('getRefSampleData', 'getTestData', 'getTestIcSet')) {
    const whole =
      scenario.num_trjs_returned === 0 ||
      (scenario.redefines('getTestData') && !scenario.redefines('getRefSampleData'));
    const samples = await (whole
      ? scenario.getTestData(options)
      : scenario.getRefSampleData(options));
    return partAt(takeFrames(samples, 0, Math.min(samples.shape[1]!, horizon + 1)), 0);
  }
  const set = trajectorySet(scenario, 'test', await scenario.getRefStepper(), 1);
  return partAt(await scenario.produceData({ ...set, temporalHorizon: horizon }, options), 0);
}

export async function makePreview(
  scenario: BaseScenario,
  options: { backend: Backend; signal?: AbortSignal },
): Promise<Preview> {
  const trajectory = await referenceTrajectory(scenario, options);
  const steps = trajectory.shape[0]! - 1;
  const size = sizeOf(trajectory.shape.slice(2));
  const frame = scenario.num_channels * size;
  const spectra = [...new Set([0, Math.round(steps / 2), steps])].map((step): Curve => {
    const field = trajectory.data.subarray(step * frame, step * frame + size);
    const amplitudes = amplitudeSpectrum(field, scenario.num_spatial_dims, scenario.num_points);
    return { label: `step ${step}`, x: [...amplitudes.keys()], y: [...amplitudes] };
  });
  const picture = pictureOf(trajectory, scenario.vlim as Limits);
  return { picture, spectra, horizon: scenario.test_temporal_horizon };
}
