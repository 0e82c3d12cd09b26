/** The page's worker: everything that computes. It starts the library's own workers. */

import { expose, transfer } from 'comlink';
import { type Backend, createBackend } from '../../backends/index.js';
import { readExperiment, type StudyEntry, writeNpy } from '../../study/index.js';
import type { BenchChoice, BenchEvent } from '../bench/bench-protocol.js';
import type {
  Checked,
  Compute,
  ComputeOptions,
  Finished,
  GivenFile,
  PaintSource,
  PaintStates,
  Preview,
  StepsOf,
  TrainingEvent,
  TrajectoryChoice,
} from '../protocol.js';
import { check } from './check.js';
import { compareRuns } from './compare-runs.js';
import { describeChoices, describeMachine } from './describe.js';
import { reportOf } from './error-report.js';
import { FolderCheck } from './folder-check.js';
import { PaintedRollout } from './painted-rollout.js';
import { Predictions } from './predictions.js';
import { makePreview } from './preview.js';
import { release } from './release.js';
import { amplitudeSpectrum } from './spectrum.js';
import { readStoredRun } from './stored.js';
import { TrainingRun } from './training.js';
import type { Save } from './training-checkpoints.js';

class PageCompute implements Compute {
  /** For previews, and for tests while a network trains. */
  private backend: Promise<Backend> | null = null;
  private lastPreview = new AbortController();
  private run: TrainingRun | null = null;
  private readonly predictions = new Predictions();
  private folder = new FolderCheck('');
  private benchStopper = new AbortController();
  private selfTestStopper = new AbortController();
  /** Of its own, since the other one may be busy with the tests of a training for long. */
  private paintBackend: Promise<Backend> | null = null;
  private painted: PaintedRollout | null = null;

  choices = async () => describeChoices();

  machine = () => describeMachine();

  check = (entry: StudyEntry, options: ComputeOptions): Promise<Checked> => check(entry, options);

  async measureSpeed(options: ComputeOptions) {
    const { measureSpeed } = await import('./measure-speed.js');
    return measureSpeed(options);
  }

  async preview(entry: StudyEntry): Promise<Preview | null> {
    this.lastPreview.abort();
    this.lastPreview = new AbortController();
    const { signal } = this.lastPreview;
    // It starts while the experiment is read, which may be the first to hear of a failure.
    const backend = this.ownBackend();
    backend.catch(() => {});
    try {
      const { scenarioObject } = await readExperiment(entry);
      const means = { backend: await backend, signal };
      const preview = await makePreview(scenarioObject, means);
      return transfer(preview, [preview.picture.values.buffer]);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  async predict(entry: StudyEntry, steps: StepsOf, choice: TrajectoryChoice) {
    const answer = await this.predictions.predict(entry, steps, choice, this.run);
    if (answer === null || 'error' in answer) return answer;
    return transfer(answer, [answer.trajectory.values.buffer]);
  }

  stopPredicting = async () => this.predictions.stop();

  spectra = async (fields: readonly Float32Array<ArrayBuffer>[], dims: number) =>
    fields.map((field) => {
      const points = Math.round(field.length ** (1 / dims));
      return amplitudeSpectrum(field, dims, points);
    });

  async stored(csv: string, vlim: string | null) {
    try {
      return await readStoredRun(csv, vlim);
    } catch (error) {
      return { error: reportOf(error) };
    }
  }

  async train(
    entry: StudyEntry,
    options: ComputeOptions,
    watch: (event: TrainingEvent) => void,
    from: Uint8Array | null = null,
    save?: Save,
  ) {
    this.run = new TrainingRun(entry, options, this.ownBackend(), watch, { from, save });
    try {
      return await this.run.run();
    } finally {
      this.run = null;
      release(watch);
      release(save);
    }
  }

  keep = async () => this.run?.keep();

  async importRuns(files: readonly GivenFile[]) {
    const { importRuns } = await import('./import-runs.js');
    return importRuns(files);
  }

  async exportRun(result: Finished) {
    const { packRun } = await import('./run-archive.js');
    return transferred(await packRun(result));
  }

  compare = async (run: Finished, other: Finished) => compareRuns(run, other);

  pause = async () => this.run?.pause();

  goOn = async () => this.run?.goOn();

  stop = async () => this.run?.stop();

  verify(folder: string, files: readonly GivenFile[]) {
    this.folder.stop();
    this.folder = new FolderCheck(folder);
    return this.folder.verify(files);
  }

  async rerun(name: string, slices: boolean, watch: (update: number, total: number) => void) {
    try {
      return await this.folder.rerun(name, slices, watch);
    } finally {
      release(watch);
    }
  }

  stopRerun = async () => this.folder.stop();

  async bench(choice: BenchChoice, watch: (event: BenchEvent) => void) {
    this.benchStopper = new AbortController();
    // What measures is loaded where it is asked for.
    const { benchForPage } = await import('./bench.js');
    try {
      return await benchForPage(choice, this.benchStopper.signal, watch);
    } finally {
      release(watch);
    }
  }

  stopBench = async () => this.benchStopper.abort();

  async selfTest(watch: (done: number, total: number) => void) {
    this.selfTestStopper = new AbortController();
    const { selfTestForPage } = await import('./self-test.js');
    try {
      return await selfTestForPage(this.selfTestStopper.signal, watch);
    } finally {
      release(watch);
    }
  }

  stopSelfTest = async () => this.selfTestStopper.abort();

  async paintOpen(source: PaintSource) {
    try {
      this.paintBackend ??= createBackend({ backend: 'wasm', threads: 1 });
      const opened = await PaintedRollout.open(source, await this.paintBackend);
      await this.painted?.close();
      this.painted = opened;
      return opened.stage;
    } catch (error) {
      return { error: reportOf(error) };
    }
  }

  async paintSteps(from: PaintStates, count: number) {
    const steps = await this.opened().steps(from, count);
    const { reference, prediction } = steps;
    return transfer(steps, [reference.buffer, ...(prediction === null ? [] : [prediction.buffer])]);
  }

  paintTestState = () => this.opened().testState();

  paintSmooth = async (values: Float32Array, modes: number) => this.opened().smooth(values, modes);

  npy = async (data: Float32Array, shape: readonly number[]) => writeNpy({ data, shape });

  private opened(): PaintedRollout {
    if (this.painted === null) throw new Error('nothing is painted');
    return this.painted;
  }

  private ownBackend(): Promise<Backend> {
    this.backend ??= createBackend({ backend: 'wasm' });
    return this.backend;
  }
}

/** Hands bytes over, which are then the page's alone. */
const transferred = (bytes: Uint8Array<ArrayBuffer>) => transfer(bytes, [bytes.buffer]);

expose(new PageCompute());
