/**
 * How fast this machine trains, from what it has trained in this browser, and how long something
 * else would take by that. An update of twice the operations takes about twice as long; more or
 * less, so that of several runs the one whose updates are most alike is asked.
 */

import { effect, signal } from '@preact/signals';
import type { RunCost } from '../../experiment/index.js';
import type { FormState } from '../form/form-state.js';
import type { Run } from '../runs/run.js';
import type { Runs } from '../runs/runs.js';

interface Speed {
  /** Backend and threads. */
  readonly place: string;
  /** What the network's string begins with: kinds of networks reach different speeds. */
  readonly net: string;
  readonly flopPerUpdate: number;
  readonly secondsPerUpdate: number;
}

const KEY = 'apebench-speeds';
const MOST_REMEMBERED = 40;
/** A shorter run tells little of a longer one. */
const LEAST_SECONDS = 0.3;

export class Speeds {
  private readonly known = signal(remembered());

  constructor(runs: Runs) {
    let watched: Run | null = null;
    effect(() => {
      const current = runs.current.value;
      if (watched !== null && watched !== current) this.learn(watched);
      watched = current;
    });
  }

  /** About how many seconds the training takes; null where no run of this machine tells. */
  secondsOf(state: FormState, cost: RunCost): number | null {
    const place = placeOf(state, cost);
    const there = this.known.value.filter((speed) => speed.place === place);
    const alike = there.filter(({ net }) => net === kindOf(state));
    const distance = ({ flopPerUpdate }: Speed) =>
      Math.abs(Math.log(flopPerUpdate / cost.flopPerUpdate));
    const [nearest] = [...(alike.length > 0 ? alike : there)].sort(
      (a, b) => distance(a) - distance(b),
    );
    if (nearest === undefined) return null;
    const times = cost.flopPerUpdate / nearest.flopPerUpdate;
    return cost.numUpdates * nearest.secondsPerUpdate * times;
  }

  private learn({ state, basis, pace }: Run): void {
    const [first, last] = [pace[0], pace.at(-1)];
    if (basis.cost === null || first === undefined || last === undefined) return;
    const seconds = last.seconds - first.seconds;
    if (seconds < LEAST_SECONDS || last.update === first.update) return;
    const speed: Speed = {
      place: placeOf(state, basis.cost),
      net: kindOf(state),
      flopPerUpdate: basis.cost.flopPerUpdate,
      secondsPerUpdate: seconds / (last.update - first.update),
    };
    // A later run of the same kind tells what is true now.
    const others = this.known.peek().filter((one) => !isSameKind(one, speed));
    this.known.value = [speed, ...others].slice(0, MOST_REMEMBERED);
    remember(this.known.peek());
  }
}

const placeOf = ({ threads }: FormState, { choice }: RunCost) =>
  choice.backend === 'wasm' ? `wasm ${threads.trim()}` : choice.backend;

const kindOf = ({ net }: FormState) => net.split(';')[0]!.trim().toLowerCase();

const isSameKind = (a: Speed, b: Speed) =>
  a.place === b.place && a.net === b.net && a.flopPerUpdate === b.flopPerUpdate;

/** Nothing where the browser keeps nothing, or keeps what is none of ours. */
function remembered(): readonly Speed[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isSpeed) : [];
  } catch {
    return [];
  }
}

function remember(speeds: readonly Speed[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(speeds));
  } catch {
    // A browser that keeps nothing learns anew next time.
  }
}

function isSpeed(value: unknown): value is Speed {
  const { place, net, flopPerUpdate, secondsPerUpdate } = (value ?? {}) as Partial<Speed>;
  const isPositive = (number: unknown) => typeof number === 'number' && number > 0;
  return (
    typeof place === 'string' &&
    typeof net === 'string' &&
    isPositive(flopPerUpdate) &&
    isPositive(secondsPerUpdate)
  );
}
