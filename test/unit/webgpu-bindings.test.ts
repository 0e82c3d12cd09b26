/** How the buffers of a kernel are bound: what it only reads, read-only. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  bindOperands,
  declarations,
  FIRST_TENSORS,
  INTS,
  layoutEntries,
  type Stores,
} from '../../src/backends/webgpu/bindings.js';
import { expand } from '../../src/backends/webgpu/kernel.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';

/** The kinds of the bindings of what a kernel stores to: of the step counter, and of each slot. */
const kindsOf = (stores: Stores) =>
  [INTS, FIRST_TENSORS, FIRST_TENSORS + 1, FIRST_TENSORS + 2].flatMap(
    (binding) =>
      layoutEntries(stores).find((entry) => entry.binding === binding)?.buffer?.type ?? [],
  );

test('a buffer is bound read-only where nothing is stored to it', () => {
  const text = 'out2[at(2u)] = mem0[at(0u)] + mem1[at(1u)];';
  const apart = bindOperands(text, { shader: 'add', slots: [0, 1, 2] });
  assert.equal(apart.text, 'tensors2[at(2u)] = tensors0[at(0u)] + tensors1[at(1u)];');
  assert.deepEqual(kindsOf(apart.stores), [
    ...['read-only-storage', 'read-only-storage', 'read-only-storage', 'storage'],
  ]);
  const { INTS: ints, TENSORS: tensors } = declarations(apart.stores);
  assert.equal(ints, 'read');
  assert.deepEqual(String(tensors).match(/storage, \w+> tensors\d/g), [
    'storage, read> tensors0',
    'storage, read> tensors1',
    'storage, read_write> tensors2',
  ]);
  // The result lies where the second operand does.
  const { text: bound, stores } = bindOperands(text, { shader: 'add', slots: [0, 1, 1] });
  assert.equal(bound, 'tensors1[at(2u)] = tensors0[at(0u)] + tensors1[at(1u)];');
  assert.deepEqual(kindsOf(stores), ['read-only-storage', 'read-only-storage', 'storage']);
});

test('the step counter is stored to by what moves it on, alone', () => {
  const advance = readFileSync(new URL('../../shaders/advance.wgsl', import.meta.url), 'utf8');
  const { stores } = bindOperands(advance, { shader: 'advance', slots: [] });
  assert.deepEqual(kindsOf(stores), ['storage']);
  assert.equal(declarations(stores).INTS, 'read_write');
});

test('a kernel that names an operand that is none is refused', () => {
  assert.throws(
    () => bindOperands('out1[0u] = mem0[0u];', { shader: 'copy', slots: [0, null] }),
    /^Error: shaders\/copy\.wgsl names operand 1, which is none$/,
  );
});

test('of a sum of tensors in buffers of their own the result alone is bound to be written', () => {
  const extent = 1024;
  const program = trace({ steps: 1 }, (t) => {
    const [x, y] = ['x', 'y'].map((name) => t.input(name, [1, 1, 1, extent]));
    t.record('sum', ops.add(x, y));
  });
  const limits = { bindingBytes: 4 * extent, storageBuffers: 8, workgroups: 65535 };
  const { kernels } = lowerForGpu(program, null, 1, limits);
  const [kernel] = kernels;
  const { shader, values } = kernel;
  assert.equal(shader, 'elementwise');
  const file = new URL(`../../shaders/${shader}.wgsl`, import.meta.url);
  const { stores } = bindOperands(expand(readFileSync(file, 'utf8'), values, shader), kernel);
  assert.deepEqual(kindsOf(stores), [
    ...['read-only-storage', 'read-only-storage', 'read-only-storage', 'storage'],
  ]);
});
