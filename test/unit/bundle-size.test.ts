/**
 * What a page loads stays small. The sizes are of files compressed by gzip, as servers send them.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const contents = (file: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../dist/${file}`, import.meta.url)));

/** The files and what scripts among them import at once, in the same folder; not what on demand. */
function loaded(files: readonly string[], all = new Set<string>()): Set<string> {
  for (const file of files) {
    if (all.has(file)) continue;
    all.add(file);
    if (!file.endsWith('.js')) continue;
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const imports = contents(file)
      .toString()
      .matchAll(/(?:from|import)"\.\/([^"]+)"/g);
    loaded(
      [...imports].map(([, name]) => folder + name),
      all,
    );
  }
  return all;
}

const kilobytes = (files: readonly string[]): number =>
  [...loaded(files)].reduce((sum, file) => sum + gzipSync(contents(file)).length / 1000, 0);

/** The file that is loaded with the first GPU: of those that scripts load on demand. */
const ofGpu = readdirSync(fileURLToPath(new URL('../../dist/browser', import.meta.url))).filter(
  (name) =>
    name.startsWith('shared-') && contents(`browser/${name}`).includes('createComputePipeline'),
);

const LOADED: [what: string, limit: number, files: string[]][] = [
  // The promise: library with core under 300 kB (230 before it had all 60 scenarios, 240 before it
  // had all networks and ways of training, 280 before it checked options, records and files, and
  // read tables of any size). What is added should have a reason.
  ['the library on WASM', 300, ['index.js', 'worker.js', 'core-shared.wasm', 'core.wasm']],
  ['the library on WebGPU', 240, ['index.js', ...ofGpu, 'core.wasm', 'shaders.json']],
];

for (const [what, limit, files] of LOADED) {
  test(`${what} takes less than ${limit} kB`, (t) => {
    const size = kilobytes(files.map((file) => `browser/${file}`));
    t.diagnostic(`${size.toFixed(1)} kB`);
    assert.equal(ofGpu.length, 1);
    assert.ok(size < limit, `${size.toFixed(1)} kB`);
  });
}

/** Where the files of the page's one version lie. */
const version = readdirSync(fileURLToPath(new URL('../../dist/web', import.meta.url)), {
  withFileTypes: true,
}).find((entry) => entry.isDirectory())!.name;

/** The scripts and styles that a page names: what its own script will import is among them. */
const namedBy = (page: string): string[] =>
  [
    ...contents(`web/${page}`)
      .toString()
      .matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g),
  ].map(([, name]) => name);

const OF_PAGE: [what: string, limit: number, files: string[]][] = [
  [
    'an article before its <ape-experiment> computes',
    60,
    ['ape-experiment.js', `${version}/style.css`],
  ],
  // What the page has when it computes with threads, without what is loaded on demand.
  [
    'the page',
    400,
    [
      'index.html',
      ...namedBy('index.html'),
      ...['compute.js', 'worker.js', 'core.wasm', 'core-shared.wasm'].map(
        (name) => `${version}/${name}`,
      ),
    ],
  ],
];

for (const [what, limit, files] of OF_PAGE) {
  test(`${what} takes less than ${limit} kB`, (t) => {
    const size = kilobytes(files.map((file) => `web/${file}`));
    t.diagnostic(`${size.toFixed(1)} kB`);
    assert.ok(size < limit, `${size.toFixed(1)} kB`);
  });
}

test('what an <ape-experiment> draws with takes less than 50 kB, with its first picture', (t) => {
  const entry = `web/${version}/ape-experiment.js`;
  const atOnce = loaded([entry]);
  const onDemand = [...atOnce].flatMap((file) =>
    [
      ...contents(file)
        .toString()
        .matchAll(/import\("\.\/([^"]+)"\)/g),
    ].map(([, name]) => `web/${version}/${name}`),
  );
  assert.ok(onDemand.length > 0);
  const size = kilobytes([entry, ...onDemand]) - kilobytes([entry]);
  t.diagnostic(`${size.toFixed(1)} kB`);
  assert.ok(size < 50, `${size.toFixed(1)} kB`);
});
