/** The peers' tasks under the peers' names, and which of ours does the same work. */

import { type Task, tasks } from '../src/profiling/index.js';

export interface PeerTask {
  key: string;
  task: Task;
  /** Runs of ours for which the peers give a time. */
  runs: number;
}

const ours = (key: string): Task => tasks.find((task) => task.key === key) as Task;

export const peerTasks: readonly PeerTask[] = [
  { key: 'T1', task: ours('train-conv'), runs: 1 },
  { key: 'T2', task: ours('train-fno'), runs: 1 },
  { key: 'T3-UNet', task: ours('train-unet'), runs: 1 },
  { key: 'T3-Res', task: ours('train-res'), runs: 1 },
  { key: 'T3-Dil', task: ours('train-dil'), runs: 1 },
  { key: 'T4', task: ours('train-conv-2d'), runs: 1 },
  { key: 'T5', task: ours('train-conv-sup5'), runs: 1 },
  { key: 'T6', task: ours('rollout-conv'), runs: 1 },
  { key: 'T7-burgers1d', task: ours('burgers-1d'), runs: 1 },
  { key: 'T7-ns2d', task: ours('navier-stokes-2d'), runs: 1 },
  { key: 'T7-burgers3d', task: ours('burgers-3d'), runs: 1 },
  { key: 'T8', task: ours('train-minibatches'), runs: 10_000 },
];
