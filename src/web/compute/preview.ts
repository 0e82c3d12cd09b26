/** Sample data of a scenario, before anything is trained: a test trajectory and its spectra. */

import type { BaseScenario } from '../../scenarios/index.js';
import type { Curve, Preview, TrajectoryChoice } from '../protocol.js';
import { amplitudeSpectrum } from './spectrum.js';
import { bySolver, extentOf, firstState, follow, type Means } from './trajectories.js';

export const FIRST: TrajectoryChoice = { set: 'test', number: 0 };

export async function makePreview(scenario: BaseScenario, means: Means): Promise<Preview> {
  const { horizon } = extentOf(scenario, FIRST.set);
  const advance = bySolver(await scenario.getRefStepper(), means);
  const picture = await follow(advance, await firstState(scenario, FIRST, means), horizon);
  const { values, frames, channels, dims, points, every } = picture;
  const size = points ** dims;
  const spectrumOf = (channel: number, frame: number): Curve => {
    const from = (frame * channels + channel) * size;
    const amplitudes = amplitudeSpectrum(values.subarray(from, from + size), dims, points);
    return { label: `step ${frame * every}`, x: [...amplitudes.keys()], y: [...amplitudes] };
  };
  const last = frames - 1;
  const shown = [...new Set([0, Math.round(last / 2), last])];
  const spectra = Array.from({ length: channels }, (_, channel) =>
    shown.map((frame) => spectrumOf(channel, frame)),
  );
  return { picture, spectra, horizon };
}
