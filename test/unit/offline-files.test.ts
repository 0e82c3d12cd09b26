/** What the service worker of the pages knows of its files, apart from what a browser does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cacheName,
  type FileSet,
  fileAt,
  isolated,
  isPage,
  outdated,
} from '../../src/web/offline/file-set.js';

const SCOPE = 'https://example.org/apebench/';
const VERSION = '0.1.0-0123456789';
const SET: FileSet = {
  version: VERSION,
  files: { 'index.html': '', 'bench.html': '', [`${VERSION}/page.js`]: '' },
};
const at = (address: string) => fileAt(new URL(address, SCOPE).href, SCOPE, SET);

test('an address means a file of the set, whatever follows its path', () => {
  assert.equal(at(''), 'index.html');
  assert.equal(at('index.html?net=Conv#train=one'), 'index.html');
  assert.equal(at(`${VERSION}/page.js?again`), `${VERSION}/page.js`);
});

test('a file of another version is known by its folder, and is no page', () => {
  const other = '0.2.0-beta.1-abcdefabcd/compute.js';
  assert.equal(at(other), other);
  assert.ok(!isPage(other));
  assert.ok(isPage('bench.html'));
});

test('what no version has is the server’s: other files, folders, origins', () => {
  const foreign = [
    'ape-experiment.js',
    'sw.js',
    'results/raw/a.csv',
    '2024-report/index.html',
    'toString',
    '/index.html',
    '/apebench',
    'https://other.example/apebench/index.html',
  ];
  for (const address of foreign) assert.equal(at(address), null, address);
});

test('the set before is kept for pages that are still open, older ones and no others go', () => {
  const name = (version: string, scope = SCOPE) => cacheName(scope, { ...SET, version });
  const [first, second] = [name('0.0.1-aaaaaaaaaa'), name('0.0.2-aaaaaaaaaa')];
  const own = name(VERSION);
  const elsewhere = name('0.0.1-aaaaaaaaaa', 'https://example.org/');
  assert.deepEqual(outdated([own], SCOPE, SET), []);
  assert.deepEqual(outdated([first, own], SCOPE, SET), []);
  const all = [first, 'another program', elsewhere, second, own];
  assert.deepEqual(outdated(all, SCOPE, SET), [first]);
});

test('a response gets the headers of isolation, and keeps its own and its bytes', async () => {
  const headers = { 'Content-Type': 'application/wasm', 'Cross-Origin-Embedder-Policy': 'none' };
  const response = isolated(new Response('bytes', { status: 203, headers }));
  assert.equal(response.status, 203);
  assert.equal(await response.text(), 'bytes');
  assert.deepEqual(Object.fromEntries(response.headers), {
    'content-type': 'application/wasm',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
});

test('what may not be looked into is handed on as it is', () => {
  const failed = Response.error();
  assert.equal(isolated(failed), failed);
});
