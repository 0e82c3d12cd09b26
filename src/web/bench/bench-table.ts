/** The table of a bench: a group of rows for every task, one row for every backend. */

import type { BackendFacts, BackendRow, TaskReport } from '../../profiling/index.js';
import { element } from '../elements.js';
import { threeDigits, withPrefix } from '../number-format.js';

const NAMES: Readonly<Record<string, string>> = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

export const backendName = (backend: string): string => NAMES[backend] ?? backend;

const percent = (part: number) => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
const tiny = (part: number) => (part === 0 ? '0' : part.toExponential(1));
const ulps = (count: number) => (count < 10 ? count.toFixed(1) : count.toFixed(0));

interface Column {
  readonly head: string;
  readonly cell: (row: BackendRow) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'ms / step', cell: ({ msPerStep }) => threeDigits(msPerStep) },
  { head: 'GFLOP/s', cell: ({ gflops }) => threeDigits(gflops) },
  { head: 'of peak', cell: ({ shareOfPeak }) => percent(shareOfPeak) },
  { head: 'first run, ms', cell: ({ firstRunMs }) => firstRunMs.toFixed(0) },
  { head: 'MiB', cell: ({ memoryBytes }) => threeDigits(memoryBytes / 2 ** 20) },
];

/** What a backend is, in a tile. */
export function backendTile(facts: BackendFacts): HTMLElement {
  const { backend, build, precision, threads, peakGflops } = facts;
  const cores = backend === 'wasm' ? `, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : '';
  return element(
    'div',
    {},
    element('dt', {}, `${backendName(backend)}: ${build}, ${precision}${cores}`),
    element('dd', {}, `${threeDigits(peakGflops)} GFLOP/s`),
    element('dd', { class: 'hint' }, 'measured peak'),
  );
}

/** The place of a task that is yet to be measured or being measured. */
export function pendingTask(task: string, title: string): HTMLElement {
  return element(
    'article',
    { class: 'task pending', 'data-task': task, 'aria-busy': 'true' },
    element('h3', {}, task),
    element('p', { class: 'note' }, title),
  );
}

export function taskTable(report: TaskReport): HTMLElement {
  const { task, title, rows, mflopPerStep } = report;
  const slowest = Math.max(...rows.map(({ msPerStep }) => msPerStep));
  const head = ['on', ...COLUMNS.map((column) => column.head)];
  const parts: Node[] = [
    element('h3', {}, task),
    element('p', { class: 'note' }, `${title}; ${withPrefix(mflopPerStep * 1e6, 'FLOP')} a step`),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text))),
      ),
      element('tbody', {}, ...rows.map((row) => tableRow(row, slowest))),
    ),
    ...rows.flatMap(({ check }) =>
      check === null || check.matches
        ? []
        : [
            element(
              'p',
              { class: 'error' },
              `${check.name} is ${check.value}, not ${check.expected}`,
            ),
          ],
    ),
    ...comparison(report),
  ];
  return element('article', { class: 'task', 'data-task': task }, ...parts);
}

function tableRow(row: BackendRow, slowest: number): HTMLElement {
  const cells = COLUMNS.map(({ head, cell }) => element('td', { 'data-head': head }, cell(row)));
  const bar = element('span', { class: `bar ${row.backend}`, 'aria-hidden': 'true' });
  bar.style.width = `${(100 * row.msPerStep) / slowest}%`;
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, backendName(row.backend), bar),
    ...cells,
  );
}

/** How much faster the second backend is, and how far its numbers are from those of the first. */
function comparison({ rows, runs, stepsPerRun }: TaskReport): HTMLElement[] {
  const [first, ...others] = rows;
  return others.flatMap(({ backend, msPerStep, distance, opDistances }) => {
    const ratio = first!.msPerStep / msPerStep;
    const name = backendName(backend);
    const speed =
      ratio >= 1
        ? `${threeDigits(ratio)} times as fast`
        : `${threeDigits(1 / ratio)} times as slow`;
    if (distance === null) return [element('p', {}, `${name} is ${speed}.`)];
    const steps = runs * stepsPerRun;
    const apart = `${tiny(distance.relative)} of the largest number (${ulps(distance.ulp)} ulp)`;
    const text = `${name} is ${speed}. After ${steps} ${steps === 1 ? 'step' : 'steps'} the results differ by at most ${apart}.`;
    const ops = (opDistances ?? []).map(({ op, relative, ulp }) =>
      element('li', {}, `${op} ${tiny(relative)} (${ulps(ulp)} ulp)`),
    );
    const details = element(
      'details',
      { class: 'ops' },
      element('summary', {}, 'Each op by itself'),
      element('ul', {}, ...ops),
    );
    return [element('p', { class: 'distance' }, text), details];
  });
}
