/** How long runs take. */

import type { Backend, Executable } from '../backends/index.js';
import type { Program } from '../graph/index.js';
import type { Workload } from './workload.js';

export interface Timing {
  medianMs: number;
  minMs: number;
  /** The first and the third quartile: half of the measurements lie between them. */
  quartilesMs: readonly [number, number];
  /** Measurements; short runs are measured several at a time. */
  measurements: number;
}

/** A measurement takes at least this long, so that what a request costs does not count. */
const PIECE_MS = 20;
/** On a GPU, where submits grow until they are as large as in a long run. */
const GPU_PIECE_MS = 200;
/**
 * Slow work is measured less than three times rather than for more than so many times the budget.
 */
const PATIENCE = 10;

/** A workload on a backend. */
export class Prepared {
  private constructor(
    readonly executable: Executable,
    private readonly program: Program,
  ) {}

  static async on(backend: Backend, { program, inputs }: Workload): Promise<Prepared> {
    const executable = await backend.compile(program);
    for (const [name, data] of Object.entries(inputs)) await executable.write(name, data);
    return new Prepared(executable, program);
  }

  async run(count: number): Promise<void> {
    if (this.executable.step + count > this.program.steps) await this.executable.seek(0);
    await this.executable.run(count);
  }

  /**
   * Times of one run in ms, taken for about `budgetMs` after a warm-up: at least three, or one if
   * that would take far longer.
   */
  async times(budgetMs: number): Promise<number[]> {
    const isGpu = this.executable.dispatches !== null;
    const pieceMs = isGpu ? Math.min(GPU_PIECE_MS, budgetMs) : PIECE_MS;
    let count = 1;
    const piece = async () => {
      const start = performance.now();
      await this.run(count);
      return (performance.now() - start) / count;
    };
    const warm = performance.now() + budgetMs / 4;
    do {
      const ms = await piece();
      count = Math.min(this.program.steps, Math.max(1, Math.ceil(pieceMs / ms)));
    } while (performance.now() < warm);
    const times: number[] = [];
    const start = performance.now();
    const goesOn = () => {
      const spent = performance.now() - start;
      return spent < budgetMs || (times.length < 3 && spent < PATIENCE * budgetMs);
    };
    do times.push(await piece());
    while (goesOn());
    return times;
  }
}

export function summarise(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  /** Between the two nearest measurements, in proportion. */
  const quantile = (part: number) => {
    const place = part * (sorted.length - 1);
    const below = Math.floor(place);
    const above = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (place - below) * (above - sorted[below]);
  };
  return {
    medianMs: quantile(0.5),
    minMs: sorted[0],
    quartilesMs: [quantile(0.25), quantile(0.75)],
    measurements: sorted.length,
  };
}
