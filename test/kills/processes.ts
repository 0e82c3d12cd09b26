/** Looking for processes, where there is a /proc. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';

export const noProc = !existsSync('/proc/self/stat') && 'there is no /proc to find processes in';

/** The processes that a process has started and that live. */
export function childrenNow(parent: number): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // Behind the name, which may hold anything, the state and the parent.
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(ppid) === parent && state !== 'Z' ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

/** The same, once there are so many. */
export async function childrenOf(parent: number, count: number): Promise<number[]> {
  for (;;) {
    const children = childrenNow(parent);
    if (children.length >= count) return children;
    await later(50);
  }
}

export const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** Waits until processes have ended; throws where one is there after some seconds. */
export async function gone(pids: readonly number[], seconds = 10): Promise<void> {
  const until = Date.now() + 1000 * seconds;
  while (pids.some(isThere)) {
    if (Date.now() > until) throw new Error(`processes are left: ${pids.filter(isThere).join()}`);
    await later(50);
  }
}
