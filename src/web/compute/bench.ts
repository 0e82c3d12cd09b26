/** The worker of the page of the bench. */

import { expose } from 'comlink';
import { UserError } from '../../errors.js';
import { bench, contenders, tasks, tasksFor } from '../../profiling/index.js';
import type {
  BenchChoice,
  BenchCompute,
  BenchEvent,
  BenchOutcome,
} from '../bench/bench-protocol.js';
import { readComputeOptions } from './compute-options.js';
import { reportOf } from './error-report.js';
import { release } from './release.js';

class PageBench implements BenchCompute {
  private stopper = new AbortController();

  async bench(choice: BenchChoice, watch: (event: BenchEvent) => void): Promise<BenchOutcome> {
    this.stopper = new AbortController();
    const { signal } = this.stopper;
    try {
      const ofSize = tasks.filter(({ size }) => size === choice.tasks);
      if (ofSize.length === 0 && choice.tasks !== 'auto') {
        throw new UserError('the tasks must be auto, full or small');
      }
      const { backends, software, leftOut } = await contenders(readComputeOptions(choice));
      const chosen = ofSize.length > 0 ? ofSize : tasksFor(software);
      await bench({
        tasks: chosen,
        backends,
        budgetMs: choice.milliseconds,
        signal,
        onBackends: (facts) => {
          watch({
            kind: 'backends',
            backends: facts,
            leftOut,
            tasks: chosen.map(({ key }) => key),
          });
        },
        onTask: ({ key: task, title }, report) => {
          watch(
            report === null ? { kind: 'measuring', task, title } : { kind: 'measured', report },
          );
        },
      });
      return { kind: 'finished' };
    } catch (error) {
      if (signal.aborted) return { kind: 'stopped' };
      return { kind: 'error', message: reportOf(error).message };
    } finally {
      release(watch);
    }
  }

  stop = async () => this.stopper.abort();
}

expose(new PageBench());
