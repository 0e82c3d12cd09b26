/**
 * `npx tsx bench/report.ts [COUNT]`: how long the report of so many tiny experiments takes, 1,000 by
 * default, of 40 settings with 5 networks, trained in 5 ways.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reportPage } from '../src/report/index.js';
import { openStore } from '../src/study/index.js';
import { storeResult } from '../test/cases/stored-study.js';

const NETS = ['Conv;8;3;relu', 'Res;8;2;relu', 'UNet;4;1;relu', 'FNO;6;4;1;gelu', 'Pure;5'];
const TRAINS = ['one', 'sup;2', 'sup;3', 'div;2', 'div;3'];

const count = Number(process.argv[2] ?? 1000);
const folder = await mkdtemp(path.join(tmpdir(), 'apebench-report-'));
try {
  const store = openStore(folder);
  for (let i = 0; i < count; i++) {
    const [net, train] = [NETS[i % 5]!, TRAINS[Math.floor(i / 5) % 5]!];
    const kwargs = { advection_gamma: 1 + Math.floor(i / 25) / 10 };
    const error = (seed: number, step: number) => ((1 + (i % 25)) / 1000) * step * (1 + seed / 9);
    await storeResult(store, { net, train, kwargs, error, steps: 50 });
  }
  const start = performance.now();
  let pictures = 0;
  const { page, summary } = await reportPage(store, {}, async () => {
    pictures++;
  });
  const seconds = (performance.now() - start) / 1000;
  const memory = process.memoryUsage().rss / 1e6;
  console.log(
    `${summary.experiments} experiments in ${summary.sections} sections: ${seconds.toFixed(1)} s, ` +
      `${pictures} pictures, page of ${(page.length / 1e6).toFixed(1)} MB, ${memory.toFixed(0)} MB of memory`,
  );
} finally {
  await rm(folder, { recursive: true });
}
