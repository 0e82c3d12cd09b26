/** One table of all tasks: a row for every place in which a task was measured. */

import type { BackendRow, OpDistance, TaskReport } from '../../profiling/index.js';
import { threeDigits } from '../number-format.js';
import { downloadCsv, downloadJson } from './bench-files.js';
import type { BenchModel, MeasuredTask } from './bench-model.js';
import { placeName } from './place-name.js';

const percent = (part: number) => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
const tiny = (part: number) => (part === 0 ? '0' : part.toExponential(1));
const ulps = (count: number) => (count < 10 ? count.toFixed(1) : count.toFixed(0));

interface Column {
  readonly head: string;
  readonly cell: (row: BackendRow, report: TaskReport) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'ms', cell: ({ msPerStep }) => threeDigits(msPerStep) },
  { head: 'middle half', cell: spread },
  { head: 'ratio', cell: (row, { rows }) => threeDigits(rows[0]!.msPerStep / row.msPerStep) },
  { head: 'GFLOP/s', cell: ({ gflops }) => threeDigits(gflops) },
  { head: 'of peak', cell: ({ shareOfPeak }) => percent(shareOfPeak) },
  { head: 'first run, ms', cell: ({ firstRunMs }) => firstRunMs.toFixed(0) },
  { head: 'MiB', cell: ({ memoryBytes }) => threeDigits(memoryBytes / 2 ** 20) },
  { head: 'apart', cell: apart },
];

export function BenchTable({ bench }: { bench: BenchModel }) {
  const tasks = bench.tasks.value;
  return (
    <section aria-labelledby="steps-heading">
      <div class="bench-head">
        <h2 id="steps-heading">Time of a step</h2>
        {!bench.isMeasuring.value && (
          <div class="downloads">
            <button type="button" onClick={() => void downloadCsv(bench)}>
              CSV
            </button>
            <button type="button" onClick={() => void downloadJson(bench)}>
              JSON
            </button>
          </div>
        )}
      </div>
      <div class="bench-scroll">
        <table id="bench-table">
          <thead>
            <tr>
              <th scope="col">Where</th>
              {COLUMNS.map(({ head }) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          {tasks.map((task) => (
            <TaskRows key={task.task} task={task} bench={bench} />
          ))}
        </table>
      </div>
      <p class="note">
        Median over the steps of a run, and between what values the middle half of all measurements
        lies. Ratio: how many times as fast as in the first row of the task. Convolutions count as
        direct sums; Winograd needs less arithmetic, so it may pass 100 % of the measured peak.
        First run: from nothing to its end, compiling included. Apart: the largest difference of a
        result from that of the first row, as a part of the largest number, and in its units in the
        last place (ulp).
      </p>
    </section>
  );
}

function TaskRows({
  task: { task, title, report },
  bench,
}: {
  task: MeasuredTask;
  bench: BenchModel;
}) {
  const rows = report?.rows ?? [];
  const slowest = Math.max(...rows.map(({ msPerStep }) => msPerStep));
  const places = bench.places.value;
  const wrong = rows.flatMap(({ check }) => (check === null || check.matches ? [] : [check]));
  const ops = rows.flatMap(({ backend, opDistances }) =>
    backend === 'webgpu' && opDistances !== null ? opDistances : [],
  );
  return (
    <tbody data-task={task} aria-busy={report === null}>
      <tr class="task-head">
        <th scope="rowgroup" colSpan={COLUMNS.length + 1}>
          <code>{task}</code> <span>{title}</span>{' '}
          <span>
            {report === null ? 'measuring …' : `${threeDigits(report.mflopPerStep)} MFLOP a step`}
          </span>
          {wrong.map(({ name, value, expected }) => (
            <p key={name} class="error">
              {name} is {value}, not {expected}
            </p>
          ))}
          {ops.length > 0 && <Ops distances={ops} />}
        </th>
      </tr>
      {rows.map((row, i) => (
        <tr key={placeName(places[i]!)}>
          <th scope="row">
            {placeName(places[i]!)}
            <span
              class={`bar ${row.backend}`}
              aria-hidden="true"
              style={{ width: `${(100 * row.msPerStep) / slowest}%` }}
            />
          </th>
          {COLUMNS.map(({ head, cell }) => (
            <td key={head} data-head={head}>
              {cell(row, report!)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function Ops({ distances }: { distances: readonly OpDistance[] }) {
  return (
    <details class="ops">
      <summary>Each op by itself on WebGPU</summary>
      <ul>
        {distances.map(({ op, relative, ulp }) => (
          <li key={op}>
            {op} {tiny(relative)} ({ulps(ulp)} ulp)
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Of the steps, half of which took as long as this. */
function spread({ quartilesMs }: BackendRow, { stepsPerRun }: TaskReport): string {
  return quartilesMs.map((ms) => threeDigits(ms / stepsPerRun)).join(' – ');
}

function apart({ distance }: BackendRow): string {
  if (distance === null) return '–';
  if (distance.relative === 0) return 'same bits';
  return `${tiny(distance.relative)} (${ulps(distance.ulp)} ulp)`;
}
