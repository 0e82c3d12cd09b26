/**
 * The machine's measured peak: what SIMD multiplications and additions on registers alone reach.
 */

import { coreModule } from '../../core/index.js';
import type { Backend } from '../types.js';
import { coreOfOneThread } from './backend.js';
import { Connection } from './connection.js';
import { workersFor } from './executor.js';

/**
 * Floating-point operations a second of all threads of a backend that do nothing else at the same
 * time.
 */
export async function measureCorePeak({ threads, build }: Backend, ms: number): Promise<number> {
  const module = await coreModule(coreOfOneThread(build));
  const workers = Array.from({ length: workersFor(threads) }, () => new Connection(1));
  const all = (budgetMs: number) =>
    Promise.all(
      workers.map((worker) => worker.request({ kind: 'peak', module, budgetMs })),
    ) as Promise<number[]>;
  try {
    await all(200); // until every worker has started and the engine has optimised its code
    return (await all(ms)).reduce((sum, rate) => sum + rate, 0);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
