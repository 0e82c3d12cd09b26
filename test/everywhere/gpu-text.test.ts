/** How runs of the suites on two stacks are read and laid side by side. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAWN, WGPU } from './gpu-stacks.js';
import { stacksText } from './stacks-text.js';
import { casesOf } from './tap.js';

const NODE = `TAP version 13
# Subtest: ops on WebGPU (SwiftShader)
    # Subtest: conv: 12 cases
    ok 1 - conv: 12 cases
      ---
      duration_ms: 7
      ...
    # Subtest: conv, the others: 30 cases
    ok 2 - conv, the others: 30 cases # SKIP a larger case
    # Subtest: by hand
    not ok 3 - by hand
    1..3
not ok 1 - ops on WebGPU (SwiftShader)
# Subtest: alone
ok 2 - alone
1..2
`;

const DENO = `TAP version 14
# ./test/parity/webgpu-ops.test.ts
# Subtest: ops on WebGPU (llvmpipe)
    ok 1 - conv: 12 cases
    ok 2 - conv, the others: 30 cases
    1..2
ok 1 - ops on WebGPU (llvmpipe)
1..1
`;

test('the cases of a run are its tests that have none below them', () => {
  assert.deepEqual(casesOf(NODE), [
    { name: 'conv: 12 cases', outcome: 'passed', count: 12 },
    { name: 'conv, the others: 30 cases', outcome: 'skipped', count: 30, why: 'a larger case' },
    { name: 'by hand', outcome: 'failed', count: 1 },
    { name: 'alone', outcome: 'passed', count: 1 },
  ]);
  assert.deepEqual(
    casesOf(DENO).map(({ name, outcome }) => [name, outcome]),
    [
      ['conv: 12 cases', 'passed'],
      ['conv, the others: 30 cases', 'passed'],
    ],
  );
});

test('a row for each suite, a column for each stack with its adapter', () => {
  const suite = 'test/parity/webgpu-ops.test.ts';
  const text = stacksText(
    [
      { stack: DAWN, adapter: 'A' },
      { stack: WGPU, adapter: 'B' },
    ],
    new Map([
      [DAWN, new Map([[suite, casesOf(NODE)]])],
      [WGPU, new Map([[suite, casesOf(DENO)]])],
    ]),
    [suite],
  );
  assert.deepEqual(text.split('\n'), [
    '| cases | Dawn (Node): A | wgpu (Deno): B |',
    '| --- | --- | --- |',
    '| webgpu-ops | 13 + 30 left out, 1 FAILED | 42 |',
    '| all | 13 + 30 left out, 1 FAILED | 42 |',
  ]);
});
