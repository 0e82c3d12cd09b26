/** All tasks, by key. */

import { fullTasks } from './full-tasks.js';
import { smallTasks } from './small-tasks.js';
import type { Task } from './task.js';

export const tasks: readonly Task[] = [...fullTasks, ...smallTasks];

/**
 * What is measured where nothing else is asked for: the small tasks, if a GPU is done in software.
 */
export function tasksFor(software: boolean): Task[] {
  return tasks.filter(({ size }) => size === (software ? 'small' : 'full'));
}
