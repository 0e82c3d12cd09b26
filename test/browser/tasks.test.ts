/** The three tasks of docs/tasks.md, in small: each can be done, and tells what is true. */

import assert from 'node:assert/strict';
import { Table } from '../../src/tables/index.js';
import { threeDigits } from '../../src/web/number-format.js';
import { browserTest } from './browser.js';
import { filesOfNode, withPages } from './experiment-page.js';
import { engineer, lecturer, NETWORKS, RESEARCHER, researcher, withFolder } from './tasks.js';

const SHORT = { updates: 60, points: 40 };

browserTest('a researcher compares three networks, and takes their tables along', () =>
  withPages(async (site) => {
    const read = await researcher(site, SHORT);
    assert.deepEqual(
      read.map(({ net }) => net),
      NETWORKS,
    );
    for (const { net, errors, csv } of read) {
      const hash = RESEARCHER(SHORT).replace('Conv;26;10;relu', net);
      assert.deepEqual(csv, (await filesOfNode(hash)).csv, net);
      const table = Table.fromCsv(csv.toString());
      const told = ['0001', '0010', '0100'].map((step) =>
        threeDigits(table.numbers(`mean_nRMSE_${step}`)[0]!),
      );
      assert.deepEqual(errors, told, net);
    }
  }),
);

browserTest('a lecturer shows a wave, two networks and what the class has painted', () =>
  withPages(async (site) => {
    const { painted } = await lecturer(site, SHORT);
    assert.ok(painted > 0, `the error is ${painted}`);
  }),
);

browserTest('an engineer holds WebGPU against WASM, measures both, and checks a folder', () =>
  withFolder(SHORT, (folder) =>
    withPages(async (site) => {
      const { difference, verified, places } = await engineer(site, SHORT, folder);
      assert.match(difference, /^differs from run 1 by up to [\d,]+ ulp$/);
      assert.equal(verified, 'agrees to the bit: all of it');
      assert.ok(
        places.some((place) => place.includes('WebAssembly')),
        String(places),
      );
      assert.ok(
        places.some((place) => place.includes('WebGPU')),
        String(places),
      );
    }),
  ),
);
