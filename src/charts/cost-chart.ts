/** What an error takes: a place for each network, with its spread over the seeds. */

import * as Plot from '@observablehq/plot';
import { type CostOptions, isSeen, runColour, widened } from '../drawing/index.js';
import type { HostSvgElement } from '../host-types.js';
import { median, quantile } from '../study/index.js';
import type { Table } from '../tables/index.js';
import { curveRows } from './curves.js';
import { drawFrame } from './frame.js';
import { axisOf } from './line-chart.js';

/** Both axes are logarithmic; what has no place on one of them is left out and counted. */
export async function costChart(table: Table, options: CostOptions): Promise<HostSvgElement> {
  const {
    cost,
    value = 'gmean_mean_nRMSE',
    hue,
    title,
    width = 640,
    height = 300,
    document,
  } = options;
  const [costs, values] = [table.numbers(cost), table.numbers(value)];
  const groups = curveRows(table, hue);
  const order = options.labels ?? groups.map(({ label }) => label);
  const places = groups
    .filter(({ label }) => order.includes(label))
    .map(({ label, rows }) => {
      const known = rows.filter((row) => !Number.isNaN(values[row]!));
      const sorted = Float64Array.from(known, (row) => values[row]!).sort();
      return {
        ...{
          label,
          colour: runColour(order.indexOf(label)),
          cost: median(known.map((row) => costs[row]!)),
        },
        ...{
          low: quantile(sorted, 0.25),
          middle: quantile(sorted, 0.5),
          high: quantile(sorted, 0.75),
        },
      };
    });
  const seen = places.filter((place) => isSeen(place.cost, 'log') && isSeen(place.middle, 'log'));
  const extent = (numbers: readonly number[]): [number, number] => {
    const shown = numbers.filter((number) => isSeen(number, 'log'));
    if (shown.length === 0) return [1, 10];
    return widened([Math.min(...shown) / 1.2, Math.max(...shown) * 1.2], 'log');
  };
  const y = extent(seen.flatMap(({ low, middle, high }) => [low, middle, high]));
  const within = (number: number) => Math.min(y[1], Math.max(y[0], number));
  const lost = places.length - seen.length;
  return drawFrame(
    {
      ...{ title, width, height, document, xLabel: cost, yLabel: value },
      note: [
        'median over seeds and quartiles',
        lost > 0 ? `without ${lost} of ${places.length}, whose median is not a number above 0` : '',
      ]
        .filter(Boolean)
        .join('; '),
      legend: seen,
      description: `${value} by ${cost}`,
    },
    {
      x: { label: null, ...axisOf('log', extent(seen.map((place) => place.cost))), grid: false },
      y: { label: null, ...axisOf('log', y) },
      marks: [
        Plot.ruleX(seen, {
          ...{ x: 'cost', stroke: 'colour', strokeWidth: 2, strokeOpacity: 0.6 },
          y1: ({ low }) => within(low),
          y2: ({ high }) => within(high),
        }),
        Plot.dot(seen, { x: 'cost', y: 'middle', fill: 'colour', r: 4 }),
      ],
    },
  );
}
