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

/** The first test trajectory, as far as it is shown, `[T + 1, C, ...N]`. */
export async function referenceTrajectory(
  scenario: BaseScenario,
  options: { backend: Backend; signal?: AbortSignal },
) {
  const space = new Array<number>(scenario.num_spatial_dims).fill(scenario.num_points);
  const room = Math.floor(MOST_NUMBERS / sizeOf([scenario.num_channels, ...space])) - 1;
  const horizon = Math.max(1, Math.min(scenario.test_temporal_horizon, room));
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
  const { num_channels: channels, num_spatial_dims: dims, num_points: n } = scenario;
  const spectrumOf = (channel: number, step: number): Curve => {
    const start = (step * channels + channel) * size;
    const amplitudes = amplitudeSpectrum(trajectory.data.subarray(start, start + size), dims, n);
    return { label: `step ${step}`, x: [...amplitudes.keys()], y: [...amplitudes] };
  };
  const shown = [...new Set([0, Math.round(steps / 2), steps])];
  const spectra = Array.from({ length: channels }, (_, channel) =>
    shown.map((step) => spectrumOf(channel, step)),
  );
  const picture = pictureOf(trajectory, scenario.vlim as Limits);
  return { picture, spectra, horizon: scenario.test_temporal_horizon };
}
