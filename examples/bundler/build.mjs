// Bundles main.js into the folder given, by default examples/bundler/dist, and puts beside the bundle
// what the library loads when it runs: its core, worker and shaders.

import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ASSETS = [
  'core.wasm',
  'core-shared.wasm',
  'core-relaxed.wasm',
  'core-shared-relaxed.wasm',
  'worker.js',
  'shaders.json',
];

const here = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? path.join(here, 'dist');

await build({
  entryPoints: [path.join(here, 'main.js')],
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});
mkdirSync(out, { recursive: true });
copyFileSync(path.join(here, 'index.html'), path.join(out, 'index.html'));
for (const asset of ASSETS) {
  const file = fileURLToPath(import.meta.resolve(`apebench/browser/${asset}`));
  copyFileSync(file, path.join(out, asset));
}
