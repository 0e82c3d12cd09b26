/**
 * One trajectory as the solver and two networks step it, moving and as a row of still states, and how
 * the error grows.
 */

import type { NdArray } from '../../src/index.js';
import { picture, text } from './theme.js';

/** A forecast `[states, 1, points]`, its name and the class of its colour. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly trajectory: NdArray;
}

const WIDTH = 720;
const TOP = 36;
const STATE_HEIGHT = 150;
const ERROR_TOP = 236;
const ERROR_HEIGHT = 70;
/** States from -1 to 1 fill so much of their height; what leaves it is cut. */
const SCALE = STATE_HEIGHT / 2.6;
/** Of the first moving state to the last, in seconds. */
const SECONDS = 10;

function stateAt({ data, shape }: NdArray, step: number): number[] {
  const points = shape.at(-1)!;
  return [...data.slice(step * points, (step + 1) * points)];
}

function path(values: readonly number[], left: number, width: number, middle: number): string {
  const limit = STATE_HEIGHT / 2;
  const at = values.map((value, i) => {
    const x = Math.round(left + (width * i) / (values.length - 1));
    const y = Math.round(middle - Math.max(-limit, Math.min(limit, SCALE * value)));
    return `${x} ${y}`;
  });
  return `M${at.join('L')}`;
}

/** ‖forecast - solution‖ / ‖solution‖ at each step. */
function errors(forecast: NdArray, solution: NdArray): number[] {
  return Array.from({ length: solution.shape[0]! }, (_, step) => {
    const exact = stateAt(solution, step);
    const own = stateAt(forecast, step);
    const sum = (values: readonly number[]) =>
      values.reduce((all, value) => all + value * value, 0);
    return Math.sqrt(sum(own.map((value, i) => value - exact[i]!)) / sum(exact));
  });
}

const legend = (lines: readonly Line[], y: number): string =>
  lines
    .map(({ name, colour }, i) => {
      const x = 8 + 190 * i;
      const line = `<path d="M${x} ${y - 4}h24" class="${colour}" fill="none" stroke-width="2"/>`;
      return line + text(x + 30, y, name);
    })
    .join('\n');

/** The picture that moves: states above, the error so far below. */
export function moving(lines: readonly Line[], every: number): string {
  const [solution] = lines as [Line];
  const last = solution.trajectory.shape[0]! - 1;
  const steps = Array.from({ length: last / every + 1 }, (_, i) => i * every);
  const animate = (name: string, values: readonly string[]) =>
    `<animate attributeName="${name}" dur="${SECONDS}s" repeatCount="indefinite" values="${values.join(';')}"/>`;
  const middle = TOP + STATE_HEIGHT / 2;
  const states = lines.map(({ colour, trajectory }) => {
    const paths = steps.map((step) => path(stateAt(trajectory, step), 8, WIDTH - 16, middle));
    return `<path d="${paths[0]}" class="${colour}" fill="none" stroke-width="2">${animate('d', paths)}</path>`;
  });
  const x = (step: number) => Math.round(8 + ((WIDTH - 16) * step) / last);
  const y = (error: number) => Math.round(ERROR_TOP + ERROR_HEIGHT * (1 - Math.min(error, 1)));
  const curves = lines.slice(1).map(({ colour, trajectory }) => {
    const at = errors(trajectory, solution.trajectory).map(
      (error, step) => `${x(step)} ${y(error)}`,
    );
    return `<path d="M${at.join('L')}" class="${colour}" fill="none" stroke-width="2"/>`;
  });
  const bottom = ERROR_TOP + ERROR_HEIGHT;
  const now = steps.map((step) => String(x(step)));
  const body = [
    legend(lines, 18),
    ...states,
    text(8, ERROR_TOP - 10, 'error, from 0 to 1, over 100 steps', 'class="faint-text"'),
    `<path d="M8 ${ERROR_TOP}V${bottom}H${WIDTH - 8}" class="faint"/>`,
    ...curves,
    `<line x1="8" x2="8" y1="${ERROR_TOP}" y2="${bottom}" class="ink">${animate('x1', now)}${animate('x2', now)}</line>`,
  ];
  return picture(
    WIDTH,
    bottom + 8,
    'A wave as the solver and two networks step it',
    body.join('\n'),
  );
}

/** The same without movement: states at some steps, side by side. */
export function still(lines: readonly Line[], steps: readonly number[]): string {
  const width = WIDTH / steps.length;
  const middle = TOP + STATE_HEIGHT / 2;
  const body = steps.flatMap((step, i) => [
    text(i * width + 8, TOP + STATE_HEIGHT + 20, `step ${step}`, 'class="faint-text"'),
    ...lines.map(({ colour, trajectory }) => {
      const d = path(stateAt(trajectory, step), i * width + 8, width - 16, middle);
      return `<path d="${d}" class="${colour}" fill="none" stroke-width="2"/>`;
    }),
  ]);
  const title = 'A wave after some steps by the solver and by two networks';
  return picture(WIDTH, TOP + STATE_HEIGHT + 32, title, [legend(lines, 18), ...body].join('\n'));
}
