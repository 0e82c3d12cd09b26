/**
 * `npx tsx docs/pictures/index.ts`: writes the pictures of docs/first-hour.md, from the study that
 * stands there, the one that moves in README, and the drawings of the other pages.
 */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  type NdArray,
  plotLoss,
  plotMetrics,
  plotSampleRollout,
  type RunResult,
  runExperiment,
  type StudyEntry,
  scenarios,
  Table,
} from '../../src/index.js';
import { blocksOf } from '../../test/docs/blocks.js';
import { drawings } from './drawings.js';
import { type Line, moving, still } from './moving.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const write = (name: string, svg: string) => writeFileSync(path.join(folder, `${name}.svg`), svg);

/** A chart of the library as a file of its own, whose ink follows the reader's light and dark. */
function themed(svg: string): string {
  const ink = 'svg{color:#1f2328}@media (prefers-color-scheme:dark){svg{color:#e6edf3}}';
  return svg.replace(/^(<svg [^>]*>)/, `$1<style>${ink}</style>`);
}

async function firstHour(): Promise<void> {
  const study = blocksOf('docs/first-hour.md').find(({ mark }) => mark.kind === 'file')!;
  const entries: StudyEntry[] = JSON.parse(study.code);
  const results: RunResult[] = [];
  for (const entry of entries) results.push(await runExperiment(entry, { backend: 'wasm' }));
  const long = async (melt: (wide: Table) => Promise<Table>) =>
    Table.concat(await Promise.all(results.map(({ table }) => melt(table))));
  const size = { width: 640, height: 300, hue: 'net' };
  const loss = await plotLoss(await long((wide) => meltLoss(wide)), size);
  const error = await plotMetrics(await long((wide) => meltMetrics(wide)), size);
  write('first-hour-loss', themed(loss.outerHTML));
  write('first-hour-error', themed(error.outerHTML));

  const { scenario: key, num_points, test_temporal_horizon } = entries[0]!;
  const scenario = new scenarios.scenarioDict.diff_adv({ num_points, test_temporal_horizon });
  if (key !== 'diff_adv') throw new Error(`the pictures are of diff_adv, not of ${key}`);
  const test = (await scenario.getTestData()) as NdArray;
  const [, states, channels, points] = test.shape as [number, number, number, number];
  const size0 = states * channels * points;
  const solution = { data: test.data.slice(0, size0), shape: [states, channels, points] };
  const forecasts: Line[] = [{ name: 'solver', colour: 'ink', trajectory: solution }];
  for (const [i, { steppers }] of results.entries()) {
    const start = { data: solution.data.slice(0, channels * points), shape: [channels, points] };
    const rollout = await steppers[0]!.rollout(start, states - 1);
    const data = Float64Array.from([...start.data, ...rollout.data]);
    const trajectory = { data, shape: solution.shape };
    forecasts.push({ name: entries[i]!.net, colour: i === 0 ? 'one' : 'two', trajectory });
  }
  write('first-hour-moving', moving(forecasts, 2));
  write('first-hour-states', still(forecasts, [0, 10, 30, 100]));
  const [rollout] = (await meltSampleRollouts(results[1]!.table)).arrays('sample_rollout');
  const chart = await plotSampleRollout(rollout!, {
    reference: solution,
    vlim: [-1, 1],
    width: 640,
  });
  write('first-hour-rollout', themed(chart.outerHTML));
}

for (const [name, svg] of Object.entries(drawings())) write(name, svg);
await firstHour();
