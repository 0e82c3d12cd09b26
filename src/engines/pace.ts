/** How fast this machine is, learned from the experiments of a study. */

import type { Need } from './need.js';
import { plannedSeconds } from './placement.js';

/** How many times as large one number is as the other. */
const ratio = (a: number, b: number): number => (a > b ? a / b : b / a);

/** Seconds of experiments, from those of others that are like them. */
export class Pace {
  private readonly seen = new Map<Need, { factors: number; weight: number }>();
  private readonly known = new Map<Need, number>();

  /** That an experiment, or `part` of it, took so many seconds on so many threads. */
  learn(need: Need, threads: number, seconds: number, part = 1): void {
    const { factors, weight } = this.seen.get(need) ?? { factors: 0, weight: 0 };
    const factor = seconds / (part * plannedSeconds(need, threads));
    this.seen.set(need, { factors: factors + part * factor, weight: weight + part });
    this.known.clear();
  }

  /** Seconds of an experiment. */
  secondsOf(need: Need, threads = 1): number {
    let factor = this.known.get(need);
    if (factor === undefined) {
      factor = this.factorOf(need);
      this.known.set(need, factor);
    }
    return factor * plannedSeconds(need, threads);
  }

  /** Those of similar size count most. */
  private factorOf({ flopPerUpdate }: Need): number {
    let [factors, weights] = [0, 0];
    for (const [need, { factors: sum, weight }] of this.seen) {
      const apart = ratio(need.flopPerUpdate + 1, flopPerUpdate + 1);
      factors += sum / (apart * apart);
      weights += weight / (apart * apart);
    }
    return weights > 0 ? factors / weights : 1;
  }
}
