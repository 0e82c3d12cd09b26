/** One training run as the page wants it: watched, paused, stopped, and its files in memory. */

import { sha256 } from '#platform';
import type { Backend } from '../../backends/index.js';
import { StoppedError } from '../../errors.js';
import {
  type Experiment,
  MemoryStore,
  readExperiment,
  runChecked,
  type StudyEntry,
} from '../../study/index.js';
import { commit, keyedIn, rawPath, weightsPath } from '../../study/running/index.js';
import type { ComputeOptions, Finished, Outcome, TrainingEvent } from '../protocol.js';
import { readComputeOptions } from './compute-options.js';
import { downsample } from './downsample.js';
import { reportOf } from './error-report.js';
import { Gate } from './gate.js';
import { rolloutsOf, Snapshots } from './snapshots.js';

export class TrainingRun {
  private readonly gate = new Gate();
  private readonly stopper = new AbortController();

  constructor(
    private readonly entry: StudyEntry,
    private readonly options: ComputeOptions,
    /** For data and tests while the run is paused. */
    private readonly backend: Promise<Backend>,
    private readonly send: (event: TrainingEvent) => void,
  ) {}

  /** Holds the run up after the piece on which it works. */
  pause(): void {
    this.gate.close();
  }

  goOn(): void {
    this.gate.open();
  }

  stop(): void {
    this.stopper.abort();
    this.gate.open();
  }

  async run(): Promise<Outcome> {
    try {
      const experiment = await readExperiment(this.entry, readComputeOptions(this.options));
      return { kind: 'finished', result: await this.train(experiment) };
    } catch (error) {
      if (error instanceof StoppedError) return { kind: 'stopped' };
      return { kind: 'error', error: reportOf(error) };
    }
  }

  private async train(experiment: Experiment): Promise<Finished> {
    const { signal } = this.stopper;
    const snapshots = new Snapshots(experiment, await this.backend, signal, this.send);
    const every = experiment.scenarioObject.record_loss_every;
    this.send({ kind: 'phase', text: 'making the train data' });
    const { raw, table } = await runChecked(experiment, {
      signal,
      onNotice: (text) => this.send({ kind: 'phase', text }),
      onProgress: async ({ update, total, losses: last, recorded, readParams }) => {
        const curves = downsample({ losses: recorded, every });
        this.send({ kind: 'progress', update, total, last, ...curves });
        if (update < total) await snapshots.maybeTake(update, readParams);
        else this.send({ kind: 'phase', text: 'testing' });
        await this.gate.pass();
      },
    });
    const { name } = experiment;
    await snapshots.sendPictures(raw.numUpdates, raw.stepper);

    const store = new MemoryStore('page');
    const [keyed] = await keyedIn(store, [experiment], readComputeOptions(this.options));
    await commit(store, keyed!, { raw, table });
    const file = async (path: string) => (await store.read(path)) as Uint8Array<ArrayBuffer>;
    const weights = await file(weightsPath(name));
    const count = raw.updateSteps.length;
    const losses = raw.seeds.map((_, e) => raw.losses.data.slice(e * count, (e + 1) * count));
    const { backend, build, threads, trainSeconds, diverged } = raw.info;
    return {
      name,
      seeds: raw.seeds,
      ...downsample({ losses, every: experiment.scenarioObject.record_loss_every }),
      rollouts: rolloutsOf(raw.metrics),
      csv: await file(rawPath(name)),
      weights,
      sha256: await sha256(weights),
      computedOn: [backend, build, `${threads} ${threads === 1 ? 'thread' : 'threads'}`].join(', '),
      trainSeconds,
      diverged,
    };
  }
}
