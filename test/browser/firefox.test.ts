/**
 * Firefox, whose engine is another one: the reference run has its hash there, and a run of the page is
 * kept over a reload.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { REFERENCE_HASH } from '../golden/reference.js';
import { filesOfNode, TINY } from './experiment-page.js';
import { firefoxTest } from './firefox.js';
import { reportOf } from './report-of.js';

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  firefoxTest(
    `in Firefox ${where}, the reference run has the hash that it has in Node`,
    async (t) => {
      const result = await reportOf('/reference.html', isolated);
      t.diagnostic(result.get('engine')!);
      assert.match(result.get('engine')!, /Firefox\//);
      assert.equal(result.get('isolated'), String(isolated));
      assert.equal(result.get('hash'), REFERENCE_HASH, result.get('error') ?? '');
    },
  );
}

/** Of some seconds, so that it can be paused on its way. */
const HASH = TINY.replace('adam;60', 'adam;100000').replace('every=5', 'every=100');

firefoxTest(
  'in Firefox a run of the page goes on after a reload, to the bits of Node',
  async () => {
    const result = await reportOf(`/kept.html?${new URLSearchParams({ hash: HASH })}`, true);
    assert.equal(result.get('error'), null);
    assert.ok(Number(result.get('before')) > 0);
    assert.equal(result.get('after'), result.get('before'));
    const { weights } = await filesOfNode(HASH);
    assert.equal(result.get('hash'), createHash('sha256').update(weights).digest('hex'));
  },
);
