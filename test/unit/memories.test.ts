/** A worker's memories: who is unloaded leaves its own, cleared, to who comes next. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGE } from '../../src/backends/wasm/executor.js';
import { Memories } from '../../src/backends/wasm/memories.js';

const pagesOf = (memory: WebAssembly.Memory) => memory.buffer.byteLength / PAGE;

for (const shared of [false, true]) {
  const name = shared ? 'shared' : 'of one thread';

  test(`one after the other has the same memory, all zero: ${name}`, async () => {
    const memories = new Memories();
    const memory = await memories.take(20, shared);
    assert.equal(pagesOf(memory), 20);
    for (const pages of [20, 20, 17, 200, 256, 30]) {
      new Uint8Array(memory.buffer).fill(7);
      memories.giveBack(memory);
      assert.equal(await memories.take(pages, shared), memory);
      assert.ok(pagesOf(memory) >= pages);
      assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 0));
    }
    assert.equal(pagesOf(memory), 256);
  });

  test(`those that are there at once have one each: ${name}`, async () => {
    const memories = new Memories();
    const [a, b] = [await memories.take(20, shared), await memories.take(20, shared)];
    assert.notEqual(a, b);
    memories.giveBack(a);
    memories.giveBack(b);
    const again = [await memories.take(20, shared), await memories.take(20, shared)];
    assert.deepEqual(new Set(again), new Set([a, b]));
  });

  test(`no small one keeps the memory of a large one: ${name}`, async () => {
    const memories = new Memories();
    const large = await memories.take(300, shared);
    memories.giveBack(large);
    const small = await memories.take(20, shared);
    assert.equal(pagesOf(small), 20);
    assert.equal(await memories.take(500, shared), large);
    assert.equal(pagesOf(large), 500);
  });
}

test('a memory of all that WebAssembly has can be had', async () => {
  const memory = await new Memories().take(65536, false);
  assert.equal(pagesOf(memory), 65536);
});
