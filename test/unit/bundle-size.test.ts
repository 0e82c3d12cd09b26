/**
 * What a page loads stays small. The sizes are of files compressed by gzip, as servers send them.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const kilobytes = (files: readonly string[]): number =>
  files
    .map((file) => readFileSync(fileURLToPath(new URL(`../../dist/${file}`, import.meta.url))))
    .reduce((sum, bytes) => sum + gzipSync(bytes).length / 1000, 0);

const LOADED: [what: string, limit: number, files: string[]][] = [
  // The promise: library with core under 300 kB (230 before it had all 60 scenarios, 240 before it
  // had all networks and ways of training, 280 before it checked options, records and files, and
  // read tables of any size). What is added should have a reason.
  ['the library on WASM', 300, ['index.js', 'worker.js', 'core-shared.wasm', 'core.wasm']],
  ['the library on WebGPU', 240, ['index.js', 'core.wasm', 'shaders.json']],
];

for (const [what, limit, files] of LOADED) {
  test(`${what} takes less than ${limit} kB`, (t) => {
    const size = kilobytes(files.map((file) => `browser/${file}`));
    t.diagnostic(`${size.toFixed(1)} kB`);
    assert.ok(size < limit, `${size.toFixed(1)} kB`);
  });
}

test('an article loads less than 60 kB for its <ape-experiment> before it computes', (t) => {
  const size = kilobytes(['web/ape-experiment.js', 'web/style.css']);
  t.diagnostic(`${size.toFixed(1)} kB`);
  assert.ok(size < 60, `${size.toFixed(1)} kB`);
});
