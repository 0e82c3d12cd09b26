/**
 * How fast this machine trains, from what it has trained in this browser, and how long something
 * else would take by that. An update of twice the operations takes about twice as long; more or
 * less, so that of several runs the one whose updates are most alike is asked. Where nothing has been
 * trained yet, some updates are measured once the first data are there.
 */

import { effect, signal } from '@preact/signals';
import type { RunCost } from '../../experiment/index.js';
import type { ComputeClient } from '../compute-client.js';
import type { Costed, FormModel } from '../form/form-model.js';
import { type FormState, toComputeOptions } from '../form/form-state.js';
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

/** About how many seconds a training takes, and whether by a run or by what was measured. */
export interface Estimate {
  readonly seconds: number;
  readonly isOfRun: boolean;
}

const KEY = 'apebench-speeds';
const MOST_REMEMBERED = 40;
/** A shorter run tells little of a longer one. */
const LEAST_SECONDS = 0.3;

export class Speeds {
  private readonly known = signal(remembered());
  /** Of places in which nothing has been trained. They are not remembered: a run knows better. */
  private readonly measured = signal<readonly Speed[]>([]);
  private readonly asked = new Set<string>();

  constructor(
    private readonly client: ComputeClient,
    form: FormModel,
    runs: Runs,
  ) {
    let watched: Run | null = null;
    effect(() => {
      const current = runs.current.value;
      if (watched !== null && watched !== current) this.learn(watched);
      watched = current;
    });
    effect(() => {
      const costed = form.costed.value;
      // Nothing may hold up the first data, nor a run.
      if (costed === null || form.sample.value === null || runs.current.value !== null) return;
      void this.measure(costed);
    });
  }

  /** How long the training takes; null as long as there is nothing to tell it by. */
  estimate({ state, cost }: Costed): Estimate | null {
    const ofRun = nearest(this.known.value, state, cost);
    const speed = ofRun ?? nearest(this.measured.value, state, cost);
    if (speed === null) return null;
    const times = cost.flopPerUpdate / speed.flopPerUpdate;
    return { seconds: cost.numUpdates * speed.secondsPerUpdate * times, isOfRun: ofRun !== null };
  }

  private async measure({ state, cost }: Costed): Promise<void> {
    const place = placeOf(state, cost);
    if (this.asked.has(place) || this.known.peek().some((speed) => speed.place === place)) return;
    this.asked.add(place);
    const options = { ...toComputeOptions(state), backend: cost.choice.backend };
    try {
      const speed = await this.client.measureSpeed(options);
      const net = kindOf(speed);
      this.measured.value = [...this.measured.peek(), { ...speed, place, net }];
    } catch {
      // What cannot be measured is told by a run.
    }
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

/** Of those there the one whose updates are most alike, of the same kind of network if there is one. */
function nearest(speeds: readonly Speed[], state: FormState, cost: RunCost): Speed | null {
  const place = placeOf(state, cost);
  const there = speeds.filter((speed) => speed.place === place);
  const alike = there.filter(({ net }) => net === kindOf(state));
  const distance = ({ flopPerUpdate }: Speed) =>
    Math.abs(Math.log(flopPerUpdate / cost.flopPerUpdate));
  const sorted = [...(alike.length > 0 ? alike : there)].sort((a, b) => distance(a) - distance(b));
  return sorted[0] ?? null;
}

const placeOf = ({ threads }: FormState, { choice }: RunCost) =>
  choice.backend === 'wasm' ? `wasm ${threads.trim()}` : choice.backend;

const kindOf = ({ net }: Pick<FormState, 'net'>) => net.split(';')[0]!.trim().toLowerCase();

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
