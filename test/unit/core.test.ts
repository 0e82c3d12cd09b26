/** The loader of the core, its scratch memory and where its files lie. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { configure, readAsset } from '../../src/core/assets.js';
import { assetUrl, core, coreModule, loadCore } from '../../src/core/index.js';

test('core() before loadCore() says what to do', () => {
  assert.throws(
    () => core(),
    /not loaded yet: whatever computes loads it, as `await random\.split/,
  );
});

test('loadCore() gives one core per thread', async () => {
  const loaded = await loadCore();
  assert.equal(await loadCore(), loaded);
  assert.equal(core(), loaded);
});

test('the core imports its memory alone and exports what CoreExports lists', async () => {
  const module = await coreModule();
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { module: 'env', name: 'memory', kind: 'memory' },
  ]);
  const source = readFileSync(new URL('../../src/core/exports.ts', import.meta.url), 'utf8');
  const [body] = source.match(/interface CoreExports \{[\s\S]*?\n\}/)!;
  const listed = body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm);
  assert.deepEqual(
    WebAssembly.Module.exports(module)
      .map((entry) => entry.name)
      .sort(),
    Array.from(listed, (match) => match[1]).sort(),
  );
});

test('scratch blocks nest, are aligned, and are taken back when the user throws', async () => {
  const { withScratch, memory } = await loadCore();
  const address = (bytes: number): number => withScratch(bytes, (ptr) => ptr);
  const first = address(8);
  withScratch(5, (outer) => {
    assert.equal(outer, first);
    withScratch(5, (inner) => assert.equal(inner, outer + 16));
  });
  assert.throws(() =>
    withScratch(100, () => {
      throw new Error('inside');
    }),
  );
  const large = 3 * 65536;
  withScratch(large, (ptr) => assert.ok(memory.buffer.byteLength >= ptr + large + 64));
  assert.equal(address(8), first);
});

test('a reserved block stays, and is refused inside a scratch block', async () => {
  const { withScratch, reserve } = await loadCore();
  const kept = reserve(40);
  assert.equal(reserve(8), kept + 48);
  withScratch(8, (ptr) => assert.equal(ptr, kept + 64));
  assert.throws(() => withScratch(8, () => reserve(8)), /inside withScratch/);
});

test('configure({ assets }) moves all assets, or one', () => {
  const beside = assetUrl('worker.js').href;
  configure({ assets: 'https://example.org/files' });
  assert.equal(assetUrl('core.wasm').href, 'https://example.org/files/core.wasm');
  configure({ assets: { 'core.wasm': 'https://example.org/a.wasm' } });
  assert.equal(assetUrl('core.wasm').href, 'https://example.org/a.wasm');
  assert.equal(assetUrl('worker.js').href, beside);
  configure({});
  assert.equal(assetUrl('worker.js').href, beside);
});

test('assets that are not where configure says are a UserError that says so', async () => {
  configure({ assets: 'file:///no/such/folder' });
  try {
    await assert.rejects(readAsset('core.wasm'), {
      name: 'UserError',
      message: /^cannot read file:.*core\.wasm: no such file or folder; configure\(\{ assets \}\)/,
    });
  } finally {
    configure({});
  }
});

test('assets that the network does not give are named, and what is no core', async () => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/page/')) response.end('<p>page</p>');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const own = `http://127.0.0.1:${port}`;
  try {
    for (const [assets, says] of [
      ['ftp://x.invalid/', /cannot read ftp:\/\/x\.invalid\/core-relaxed\.wasm: fetch failed/],
      [`${own}/none`, /\/none\/core-relaxed\.wasm: status 404; configure\(\{ assets \}\) names/],
      [`${own}/page`, /core-relaxed\.wasm is not the WASM core \(.*\); configure\(\{ assets \}\)/],
    ] as const) {
      configure({ assets });
      await assert.rejects(coreModule('core-relaxed.wasm'), { name: 'UserError', message: says });
    }
  } finally {
    configure({});
    server.close();
  }
});
