/**
 * The progress of training: bars on a terminal, plain lines elsewhere, both on stderr.
 */

import { MultiBar, type SingleBar } from 'cli-progress';
import type { LocalStanding, RunEvent } from '../engines/index.js';
import type { Output } from './output.js';

type Progress = Extract<RunEvent, { kind: 'progress' }>['progress'];

/** Plain lines come no more often than this. */
const LINE_SECONDS = 10;

/** `1 h 02 min`, `3 min 20 s`, `4 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  if (h > 0) return `${h} h ${two(min)} min`;
  return min > 0 ? `${min} min ${two(s)} s` : `${s} s`;
}

/** The mean of the seeds' losses, three digits. */
function lossText(losses: readonly number[]): string {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return Number.isFinite(mean) ? mean.toPrecision(3) : 'not finite';
}

interface Watched {
  /** When the first progress came, and how far it was then (a run may go on from a checkpoint). */
  readonly since: number;
  readonly from: number;
  lastLine: number;
  bar?: SingleBar;
}

export class ProgressView {
  private readonly runs = new Map<string, Watched>();
  private readonly labels = new Map<string, string>();
  /** The bars on the terminal, as long as something trains. */
  private bars: MultiBar | undefined;
  /** That of the whole study. */
  private head: SingleBar | undefined;
  private lastStanding = -LINE_SECONDS;

  constructor(private readonly output: Output) {}

  /** What an experiment is called in its bar and lines. */
  label(name: string, label: string): void {
    this.labels.set(name, label);
  }

  update(name: string, { update, total, losses }: Progress): void {
    if (this.output.quiet) return;
    const now = performance.now() / 1000;
    const run = this.runs.get(name) ?? { since: now, from: update, lastLine: -LINE_SECONDS };
    this.runs.set(name, run);
    const done = update - run.from;
    const left = done > 0 ? duration(((now - run.since) / done) * (total - update)) : '…';
    const loss = lossText(losses);
    const label = this.labels.get(name) ?? name;
    if (process.stderr.isTTY) {
      this.bars ??= makeBars();
      run.bar ??= this.bars.create(total, update, { label, loss, left });
      run.bar.update(update, { label, loss, left });
    } else if (now - run.lastLine >= LINE_SECONDS || update === total) {
      run.lastLine = now;
      this.output.note(`  ${update}/${total} updates, loss ${loss}, ${left} left: ${label}`);
    }
  }

  /** How far a study is: a bar above the others. */
  standing({ of, done, running, failed, secondsLeft }: LocalStanding): void {
    if (this.output.quiet || running === 0) return;
    const left = duration(secondsLeft);
    const now = performance.now() / 1000;
    if (process.stderr.isTTY) {
      this.bars ??= makeBars();
      const texts = { running, failed, left };
      this.head ??= this.bars.create(of, done, texts, { format: HEAD });
      this.head.update(done, texts);
    } else if (now - this.lastStanding >= LINE_SECONDS) {
      this.lastStanding = now;
      const counts = `${done} of ${of} done, ${running} running, ${failed} failed`;
      this.output.note(`${counts}, about ${left} left`);
    }
  }

  /** Takes away the bar of a run that is over. */
  end(name: string): void {
    const bar = this.runs.get(name)?.bar;
    this.runs.delete(name);
    if (this.runs.size === 0 && this.head === undefined) this.close();
    else if (bar !== undefined) this.bars?.remove(bar);
  }

  /** A line above the bars. */
  say(line: string): void {
    if (this.bars === undefined) this.output.note(line);
    else this.bars.log(`${line}\n`);
  }

  /** Takes away all bars and leaves the terminal as it was. */
  close(): void {
    this.bars?.update();
    this.bars?.stop();
    this.bars = undefined;
    this.head = undefined;
  }
}

const HEAD =
  '  {bar} {value}/{total} experiments | {running} running, {failed} failed | {left} left';

function makeBars(): MultiBar {
  return new MultiBar({
    stream: process.stderr,
    format: '  {bar} {value}/{total} updates | loss {loss} | {left} left | {label}',
    barsize: 20,
    hideCursor: true,
    clearOnComplete: true,
    fps: 5,
  });
}
