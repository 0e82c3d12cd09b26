/** Which trajectories the page compares, and what is there of them. */

import { computed, effect, signal } from '@preact/signals';
import { toEntry } from '../form/form-state.js';
import type { StepsOf, Trajectory, TrajectoryChoice } from '../protocol.js';
import type { Run } from '../runs/run.js';
import type { PageModel } from '../state/page-model.js';
import type { Point } from '../state/view-model.js';
import { errorLimit } from './error-scale.js';
import { type Group, groupsOf } from './groups.js';
import type { Field } from './paint-field.js';
import { type Loaded, TrajectoryLoader, type Wanted } from './trajectory-loader.js';

/** Runs that are drawn at once: more would neither fit into a glance nor into a task. */
export const MOST_ROWS = 6;

/** Where in time and space a value is told. */
export interface Place {
  readonly step: number;
  readonly point: Point;
}

export class PredictionModel {
  readonly loader: TrajectoryLoader;
  /** The newest of the runs that are drawn, counted from the newest of all. */
  readonly from = signal(0);
  readonly withCoarse = signal(false);
  readonly playing = signal(false);
  /** Where the pointer is. */
  readonly hover = signal<Place | null>(null);
  /** Runs that are ticked and have begun, the newest first. */
  readonly runs = computed(() => this.page.runs.shown.value.filter(hasBegun).reverse());
  /** In the order of the table of runs. */
  readonly drawn = computed(() => {
    const drawn = new Set(this.runs.value.slice(this.first, this.first + MOST_ROWS));
    return this.page.table.rows.value.filter((run) => drawn.has(run));
  });
  readonly groups = computed(() => groupsOf(this.drawn.value));
  /** The last time step of all references. */
  readonly lastStep = computed(() =>
    Math.max(0, ...this.groups.value.map((group) => lastStepOf(this.reference(group)))),
  );
  /** How many trajectories the set has in each group. */
  readonly count = computed(() => {
    const counts = this.groups.value.map((group) => {
      const loaded = this.loadedReference(group);
      return loaded !== undefined && 'count' in loaded ? loaded.count : undefined;
    });
    return Math.min(...counts.map((count) => count ?? Number.POSITIVE_INFINITY));
  });
  /** What is told: at the pointer, or at the place that is marked. */
  readonly place = computed<Place>(
    () => this.hover.value ?? { step: this.step.value, point: this.page.view.point.value },
  );
  readonly step = computed(() => Math.min(this.page.view.time.value, this.lastStep.value));

  constructor(readonly page: PageModel) {
    this.loader = new TrajectoryLoader(page.client);
  }

  /** How many that are newer are not drawn. */
  get first(): number {
    return Math.max(0, Math.min(this.from.value, this.runs.value.length - 1));
  }

  get choice(): TrajectoryChoice {
    return this.page.view.trajectory.value;
  }

  /** Keeps what is loaded in step with what is looked at, until what it returns is called. */
  start(): () => void {
    return effect(() => {
      for (const run of this.page.runs.all.value) this.takePictures(run);
      this.loader.want(this.groups.value.flatMap((group) => this.wantedOf(group)));
    });
  }

  private loaded(key: string): Loaded | undefined {
    return this.loader.loaded.value.get(key);
  }

  loadedReference(group: Group): Loaded | undefined {
    return this.loaded(referenceKey(group, this.choice));
  }

  reference(group: Group): Trajectory | null {
    return trajectoryOf(this.loadedReference(group));
  }

  coarse(group: Group): Loaded | undefined {
    return this.loaded(coarseKey(group, this.choice));
  }

  prediction(run: Run): Loaded | undefined {
    return this.loaded(runKey(run, this.choice));
  }

  /** Marks a place of a field. In 1D it has a time of its own, at which what plays then stops. */
  mark({ step, point }: Place, { trajectory }: Field): void {
    if (trajectory.dims === 1) {
      this.playing.value = false;
      this.page.view.time.value = step;
    }
    this.page.view.point.value = point;
  }

  /** The end of the scale of errors, which is that of all predictions beside one reference. */
  errorLimit(group: Group): number {
    const [low, high] = group.limits;
    const reference = this.reference(group);
    const loaded = [...group.runs.map((run) => this.prediction(run)), this.coarse(group)];
    const predictions = loaded.map(trajectoryOf).filter((one) => one !== null);
    if (reference === null) return (high - low) / 2;
    return errorLimit(predictions, reference, this.page.view.channel.value, (high - low) / 2);
  }

  private wantedOf(group: Group): Wanted[] {
    const { choice } = this;
    const entry = toEntry(group.state);
    const reference: Wanted = {
      key: referenceKey(group, choice),
      entry,
      steps: { by: 'reference' },
      choice,
    };
    const coarse: Wanted = { ...reference, key: coarseKey(group, choice), steps: { by: 'coarse' } };
    const runs = group.runs.map((run) => ({
      key: runKey(run, choice),
      entry: toEntry(run.state),
      steps: stepsOf(run, choice),
      choice,
      atLeast: run.result.value === null ? 0 : run.progress.peek().total,
    }));
    return [reference, ...runs, ...(this.withCoarse.value ? [coarse] : [])];
  }

  /** What a run sends of itself. A finished one can be asked again: that it sent is not kept. */
  private takePictures(run: Run): void {
    const pictures = run.pictures.value;
    if (pictures === null) return;
    const { update, of } = pictures;
    const key = runKey(run, of.choice);
    if (key === runKey(run, this.choice) && this.drawn.value.includes(run)) {
      const before = this.loader.loaded.peek().get(key);
      const trajectory = of.prediction;
      if (trajectoryOf(before) !== trajectory) this.loader.put(key, { trajectory, update });
    }
    if (run.result.value !== null) run.pictures.value = null;
  }
}

const hasBegun = ({ status, pictures }: Run): boolean => {
  if (status.value === 'waiting') return false;
  const hasEnded = status.value === 'failed' || status.value === 'stopped';
  return !hasEnded || pictures.value !== null;
};

const ofChoice = ({ set, number }: TrajectoryChoice): string => `${set} ${number}`;
const referenceKey = (group: Group, choice: TrajectoryChoice): string =>
  `reference ${ofChoice(choice)} ${group.key}`;
const coarseKey = (group: Group, choice: TrajectoryChoice): string =>
  `coarse ${ofChoice(choice)} ${group.key}`;
const runKey = (run: Run, choice: TrajectoryChoice): string => `${run.id} ${ofChoice(choice)}`;

/** How a run's network can be asked for a trajectory that it does not send by itself. */
function stepsOf(run: Run, choice: TrajectoryChoice): StepsOf | null {
  const result = run.result.value;
  if (result !== null) return { by: 'network', weights: result.weights };
  const isTraining = run.status.value === 'running' || run.status.value === 'paused';
  const sent = run.pictures.value?.of.choice;
  if (!isTraining || (sent !== undefined && ofChoice(sent) === ofChoice(choice))) return null;
  return { by: 'training' };
}

export function trajectoryOf(loaded: Loaded | undefined): Trajectory | null {
  return loaded !== undefined && 'trajectory' in loaded ? loaded.trajectory : null;
}

const lastStepOf = (trajectory: Trajectory | null): number =>
  trajectory === null ? 0 : (trajectory.frames - 1) * trajectory.every;
