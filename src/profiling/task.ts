/** What is measured, and how much of it. */

import type { Check, Workload } from './workload.js';

export interface Task {
  key: string;
  size: 'full' | 'small';
  kind: 'training' | 'rollout' | 'solver';
  title: string;
  /** Steps of the emulator or solver in one run; 1 for training. */
  stepsPerRun: number;
  /** Runs from the inputs on, after which the check is read and backends are compared. */
  runs: number;
  check?: Check;
  /** Needs the core to be loaded. */
  build(): Workload | Promise<Workload>;
}

type Rest = Pick<Task, 'key' | 'title' | 'check' | 'build'> & Partial<Pick<Task, 'runs'>>;

export const training = (size: Task['size'], rest: Rest): Task => ({
  size,
  kind: 'training',
  stepsPerRun: 1,
  runs: 10,
  ...rest,
});

export const trajectory = (
  size: Task['size'],
  kind: 'rollout' | 'solver',
  stepsPerRun: number,
  rest: Rest,
): Task => ({ size, kind, stepsPerRun, runs: 1, ...rest });
