/** Curves with bands over the seeds. */

import * as Plot from '@observablehq/plot';
import {
  type CurveOptions,
  isSeen,
  logTicks,
  type Scale,
  tickText,
  unseenText,
  widened,
} from '../drawing/index.js';
import type { HostSvgElement } from '../host-types.js';
import type { Table } from '../tables/index.js';
import { type CurveColumns, curvesOf, domainOf, extentOf } from './curves.js';
import { drawFrame, wholeAxis } from './frame.js';

type LineChartOptions = Omit<CurveOptions, 'scale'> & CurveColumns;

/** The ticks of an axis from a least to a greatest value. */
export function axisOf(scale: Scale, domain: readonly [number, number]) {
  if (scale === 'linear') return { domain, grid: true };
  const ticks = logTicks(...(domain as [number, number]));
  return { type: 'log' as const, domain, grid: true, ticks, tickFormat: tickText };
}

/**
 * The medians as lines; around them a band between the quartiles, and a lighter one from the least
 * to the greatest. A median that the axis has no place for leaves a gap, a band ends at the axis.
 */
export async function lineChart(table: Table, options: LineChartOptions): Promise<HostSvgElement> {
  const { x, y, scale, yLim, title, width = 640, height = 300, document } = options;
  const { curves, unseen, every } = curvesOf(table, options);
  const extent = extentOf(curves, scale);
  const domain = yLim ?? domainOf(curves, scale);
  const [bottom, top] = domain;
  const within = (value: number) =>
    value < bottom || (scale === 'log' && value <= 0) ? bottom : Math.min(value, top);
  const rows = curves.flatMap(({ label, colour, points }) =>
    points.map((point) => ({
      ...{ label, colour, x: point.x },
      middle: isSeen(point.middle, scale) ? point.middle : Number.NaN,
      least: within(point.least),
      low: within(point.low),
      high: within(point.high),
      most: within(point.most),
    })),
  );
  const several = curves.some(({ seeds }) => seeds > 1);
  const notes = [
    several ? 'median over seeds, quartiles, least and greatest' : '',
    every > 1 ? `every ${every}th place` : '',
    extent !== undefined && (extent[0] < bottom || extent[1] > top)
      ? 'cut where the axis ends'
      : '',
    unseenText(unseen),
    extent === undefined ? 'there is nothing to draw' : '',
  ];
  const channels = { x: 'x', z: 'label' };
  const band = { ...channels, fill: 'colour', clip: true };
  return drawFrame(
    {
      ...{ title, width, height, document, xLabel: x, yLabel: y },
      note: notes.filter(Boolean).join('; '),
      legend: curves.length > 1 ? curves : [],
      description: `${y} by ${x}`,
    },
    {
      x: { label: null, ...wholeAxis(placesOf(rows.map((row) => row.x))) },
      y: { label: null, ...axisOf(scale, domain) },
      marks: [
        several ? Plot.areaY(rows, { ...band, y1: 'least', y2: 'most', fillOpacity: 0.12 }) : null,
        several ? Plot.areaY(rows, { ...band, y1: 'low', y2: 'high', fillOpacity: 0.25 }) : null,
        Plot.lineY(rows, { ...channels, y: 'middle', stroke: 'colour', clip: true }),
        // A line of one place would not be seen.
        Plot.dot(
          rows.filter(
            ({ label }) => curves.find((one) => one.label === label)?.points.length === 1,
          ),
          { x: 'x', y: 'middle', fill: 'colour', r: 3 },
        ),
      ],
    },
  );
}

function placesOf(places: readonly number[]): [number, number] {
  const [low, high] = places.reduce(
    ([least, most], place) => [Math.min(least, place), Math.max(most, place)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return low <= high ? widened([low, high], 'linear') : [0, 1];
}
