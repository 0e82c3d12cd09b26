/**
 * Our own work against our own work: what more threads, seeds side by side, and the relaxed build
 * are worth.
 */

import { seedsTask, type Task, tasks } from '../src/profiling/index.js';

export interface Comparison {
  key: string;
  title: string;
  /** The ratio is that of the first's median to the second's. */
  one: Side;
  other: Side;
}

interface Side {
  task: Task;
  /** The threads that were asked for, if nothing stands here. */
  threads?: number;
  relaxedSimd?: boolean;
}

const taskOf = (key: string): Task => tasks.find((task) => task.key === key) as Task;
const burgers2d = taskOf('burgers-2d');
const trainConv = taskOf('train-conv');

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
  {
    key: 'relaxed',
    title: `${trainConv.title}, relaxed SIMD against plain`,
    one: { task: trainConv, relaxedSimd: true },
    other: { task: trainConv },
  },
];
