/** Pictures of the validation: our rollouts over the published ones, as SVG. */

import {
  cellName,
  median,
  type Quantiles,
  REPRODUCTIONS,
  ROLLOUTS_1D,
} from '../src/report/index.js';
import type { Table } from '../src/tables/index.js';
import { seedResultOf } from './validation-rows.js';

const PANEL = { width: 190, height: 170, left: 38, right: 6, top: 22, bottom: 26 };
const STEPS = [1, 200] as const;
const COLOURS = { text: '#333', grid: '#ddd', band: '#b9cde5', range: '#e3ebf5', ours: '#b5402a' };

type Point = readonly [x: number, y: number];

const place = ([low, high]: readonly [number, number], from: number, to: number) => {
  const [start, length] = [Math.log(low), Math.log(high / low)];
  return (value: number) => from + ((Math.log(value) - start) / length) * (to - from);
};

const points = (all: readonly Point[]): string =>
  all.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

const line = (all: readonly Point[], style: string): string =>
  `<polyline points="${points(all)}" fill="none" ${style}/>`;

/** Powers of ten within a range. */
function decades([low, high]: readonly [number, number]): number[] {
  const all: number[] = [];
  for (let k = Math.ceil(Math.log10(low)); k <= Math.log10(high); k++) all.push(10 ** k);
  return all;
}

/** One network: our seeds and their median over the published median, quartiles and extremes. */
function panel(
  net: string,
  bySteps: Readonly<Record<number, Quantiles>>,
  ours: readonly ArrayLike<number>[],
  range: readonly [number, number],
): string {
  const { width, height, left, right, top, bottom } = PANEL;
  const x = place(STEPS, left, width - right);
  const y = place(range, height - bottom, top);
  const clipped = (value: number) => y(Math.min(Math.max(value, range[0]), range[1]));
  const steps = Object.keys(bySteps).map(Number);
  const edge = (k: number): Point[] => steps.map((step) => [x(step), clipped(bySteps[step]![k]!)]);
  const area = (low: number, high: number, fill: string) =>
    `<polygon points="${points([...edge(low), ...edge(high).reverse()])}" fill="${fill}"/>`;
  const curve = (errors: ArrayLike<number>): Point[] =>
    Array.from(errors, (error, i): Point => [x(i + 1), clipped(error)]).filter(
      ([, at]) => !Number.isNaN(at),
    );
  const middle = Array.from(ours[0] ?? [], (_, i) => median(ours.map((errors) => errors[i]!)));
  const text = (at: Point, what: string, anchor: string) =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}">${what}</text>`;
  return [
    ...decades(range).map((value) => {
      const at = y(value);
      const grid = line(
        [
          [left, at],
          [width - right, at],
        ],
        `stroke="${COLOURS.grid}"`,
      );
      return grid + text([left - 4, at + 3], `1e${Math.round(Math.log10(value))}`, 'end');
    }),
    ...[1, 10, 100].map((step) => text([x(step), height - bottom + 13], String(step), 'middle')),
    area(0, 4, COLOURS.range),
    area(1, 3, COLOURS.band),
    line(edge(2), `stroke="${COLOURS.text}" stroke-dasharray="3 2"`),
    ...ours.map((errors) => line(curve(errors), `stroke="${COLOURS.ours}" stroke-opacity="0.25"`)),
    line(curve(middle), `stroke="${COLOURS.ours}" stroke-width="1.6"`),
    text([left, 14], net, 'start'),
  ].join('\n');
}

/** Every network of a scenario of `fig-1d` side by side. */
export function rolloutPicture(scenario: string, table: Table): string {
  const nets = ROLLOUTS_1D[scenario]!;
  const { name, cells } = REPRODUCTIONS.find((one) => one.name === 'fig-1d')!;
  const rows = table.rows().filter(({ part }) => part === name);
  const shown = cells.filter((cell) => cell.scenario === scenario);
  const all = shown.map((cell) =>
    rows.filter((row) => row.cell === cellName(cell)).map((row) => seedResultOf(row).errors),
  );
  const published = Object.values(nets).flatMap(({ bySteps }) => Object.values(bySteps).flat());
  const range = [Math.min(...published) / 1.5, Math.min(Math.max(...published) * 1.5, 10)] as const;
  const { width, height } = PANEL;
  const panels = shown.map(({ net }, i) => {
    const drawn = panel(net, nets[net]!.bySteps, all[i]!, range);
    return `<g transform="translate(${i * width} 0)">\n${drawn}\n</g>`;
  });
  const size = `width="${width * shown.length}" height="${height}"`;
  const font = `font-family="sans-serif" font-size="10" fill="${COLOURS.text}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img">`,
    `<title>Mean nRMSE over the rollout on ${scenario}: ours over the published 50 seeds</title>`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...panels,
    '</svg>\n',
  ].join('\n');
}
