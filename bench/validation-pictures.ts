/** Pictures of the validation: our rollouts over the published ones, as SVG. */

import * as Plot from '@observablehq/plot';
import { drawSvg } from '../src/charts/index.js';
import { cellName, REPRODUCTIONS, ROLLOUTS_1D } from '../src/report/index.js';
import { median } from '../src/study/index.js';
import type { Table } from '../src/tables/index.js';
import { seedResultOf } from './validation-rows.js';

const FIG_1D = REPRODUCTIONS.find(({ name }) => name === 'fig-1d')!;

/** Every network of a scenario of `fig-1d` side by side, over the paper's own 50 seeds. */
export async function rolloutPicture(scenario: string, table: Table): Promise<string> {
  const rows = table.rows().filter(({ part }) => part === FIG_1D.name);
  const cells = FIG_1D.cells.filter((cell) => cell.scenario === scenario);
  const published = cells.flatMap(({ net }) =>
    Object.entries(ROLLOUTS_1D[scenario]![net]!.bySteps).map(
      ([step, [least, q25, middle, q75, most]]) => ({
        ...{ net, step: Number(step), least, q25, middle, q75, most },
      }),
    ),
  );
  const seeds: { net: string; seed: number; step: number; error: number }[] = [];
  const medians: { net: string; step: number; error: number }[] = [];
  for (const cell of cells) {
    const { net } = cell;
    const results = rows.filter((row) => row.cell === cellName(cell)).map(seedResultOf);
    for (const { seed, errors } of results) {
      seeds.push(...Array.from(errors, (error, i) => ({ net, seed, step: i + 1, error })));
    }
    const steps = results[0]?.errors.length ?? 0;
    for (let i = 0; i < steps; i++) {
      medians.push({ net, step: i + 1, error: median(results.map(({ errors }) => errors[i]!)) });
    }
  }
  const picture = await drawSvg(undefined, {
    ...{ width: 960, height: 220, marginLeft: 50, grid: true, style: { background: 'white' } },
    fx: { domain: cells.map(({ net }) => net), label: null },
    x: { type: 'log', label: 'time step', ticks: [1, 10, 100], tickFormat: 'd' },
    y: { type: 'log', label: 'mean nRMSE', tickFormat: '.0e' },
    marks: [
      Plot.areaY(published, { x: 'step', y1: 'least', y2: 'most', fx: 'net', fill: '#e3ebf5' }),
      Plot.areaY(published, { x: 'step', y1: 'q25', y2: 'q75', fx: 'net', fill: '#b9cde5' }),
      Plot.line(published, { x: 'step', y: 'middle', fx: 'net', strokeDasharray: '3 2' }),
      Plot.line(seeds, {
        ...{ x: 'step', y: 'error', fx: 'net', z: 'seed' },
        ...{ stroke: '#b5402a', strokeOpacity: 0.3, strokeWidth: 1 },
      }),
      Plot.line(medians, { x: 'step', y: 'error', fx: 'net', stroke: '#b5402a' }),
    ],
  });
  return `${picture.outerHTML}\n`;
}
