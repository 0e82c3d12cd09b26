/** What a bench has found, as files. */

import type { Column } from '../../tables/index.js';
import { download } from '../download.js';
import type { BenchModel } from './bench-model.js';
import { gpuText, placeName } from './place-name.js';

const encode = (text: string) => new TextEncoder().encode(text);

/** The reports as they are, with what they were made on. */
export function downloadJson(bench: BenchModel): void {
  const { version, isolated, gpu } = bench.machine;
  const { milliseconds, experiment } = bench.form.peek();
  const content = {
    version,
    browser: navigator.userAgent,
    isolated,
    gpu: gpu && gpuText(gpu),
    milliseconds: Number(milliseconds),
    experiment: experiment || null,
    places: bench.places.peek(),
    tasks: reportsOf(bench),
  };
  download('bench.json', encode(`${JSON.stringify(content, null, 2)}\n`), 'application/json');
}

/** A row for every task in every place. */
export async function downloadCsv(bench: BenchModel): Promise<void> {
  const { Table } = await import('../../tables/index.js');
  const places = bench.places.peek();
  const rows = reportsOf(bench).flatMap((report) =>
    report.rows.map((row, i) => ({ report, row, place: places[i]! })),
  );
  type Row = (typeof rows)[number];
  const text = (of: (row: Row) => string): Column => ({ type: 'text', values: rows.map(of) });
  const numbers = (of: (row: Row) => number): Column => ({
    type: 'float',
    values: Float64Array.from(rows, of),
  });
  const perStep = (of: (row: Row['row']) => number) =>
    numbers(({ report, row }) => of(row) / report.stepsPerRun);
  const table = new Table([
    ['task', text(({ report }) => report.task)],
    ['title', text(({ report }) => report.title)],
    ['place', text(({ place }) => placeName(place))],
    ['build', text(({ place }) => place.build)],
    ['threads', numbers(({ place }) => place.threads)],
    ['ms_per_step', perStep(({ medianMs }) => medianMs)],
    ['ms_first_quartile', perStep(({ quartilesMs }) => quartilesMs[0])],
    ['ms_third_quartile', perStep(({ quartilesMs }) => quartilesMs[1])],
    ['ms_least', perStep(({ minMs }) => minMs)],
    ['measurements', numbers(({ row }) => row.measurements)],
    ['ratio', numbers(({ report, row }) => report.rows[0]!.msPerStep / row.msPerStep)],
    ['gflops', numbers(({ row }) => row.gflops)],
    ['share_of_peak', numbers(({ row }) => row.shareOfPeak)],
    ['first_run_ms', numbers(({ row }) => row.firstRunMs)],
    ['memory_bytes', numbers(({ row }) => row.memoryBytes)],
    ['relative_distance', numbers(({ row }) => row.distance?.relative ?? Number.NaN)],
    ['ulp', numbers(({ row }) => row.distance?.ulp ?? Number.NaN)],
  ]);
  download('bench.csv', encode(table.toCsv()), 'text/csv');
}

const reportsOf = (bench: BenchModel) =>
  bench.tasks.peek().flatMap(({ report }) => (report === null ? [] : [report]));
