// Our own work against our own work: what more threads, and seeds side by side, are worth.

import { seedsTask, type Task, tasks } from '../src/bench/index.js';

export interface Comparison {
  key: string;
  title: string;
  /** The ratio is that of the first's median to the second's. */
  one: { task: Task; threads: number };
  other: { task: Task; threads: number };
}

const burgers2d = tasks.find((task) => task.key === 'burgers-2d') as Task;

export const comparisons: readonly Comparison[] = [
  {
    key: 'seeds',
    title: 'training step of ten seeds on two threads, against one seed on one thread',
    one: { task: seedsTask(10), threads: 2 },
    other: { task: seedsTask(1), threads: 1 },
  },
  {
    key: 'rollout-2d',
    title: '2D rollout of one sample, diff_burgers, N=160, two threads against one',
    one: { task: burgers2d, threads: 2 },
    other: { task: burgers2d, threads: 1 },
  },
];
