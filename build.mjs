// Builds everything under dist/:
//
//   core.wasm                 the AssemblyScript core (only if its sources are newer)
//   core-shared.wasm          the same, with memory that threads share
//   core-*relaxed.wasm        both with relaxed SIMD (fused multiply-add)
//   index.js worker.js        the library and its worker, for Node
//   cli.js quickstart.js      the command line and what `npm start` runs
//   shared-*.js               what these have in common
//   shaders.json              the texts of shaders/*.wgsl
//   browser/                  the library with what it loads on demand, its worker and the core, for a page
//   web/                      the pages that `apebench serve` shows, with all that they need (build-pages.mjs);
//                             with --docs, the site of the documents in web/docs, which the pages lead to then
//   types/                    declarations, of what users can import and what it needs
//
// What else lies there is of earlier builds, and removed; but for dist/gpu-bundle.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { layOutPages, PAGE_FILES } from './build-pages.mjs';

process.chdir(path.dirname(fileURLToPath(import.meta.url)));

const CORES = {
  simd: 'dist/core.wasm',
  shared: 'dist/core-shared.wasm',
  relaxed: 'dist/core-relaxed.wasm',
  'shared-relaxed': 'dist/core-shared-relaxed.wasm',
};
const SHADERS = 'dist/shaders.json';
const WORKER = 'src/backends/wasm/worker.ts';
// What is bundled together shares files: the two pages do. Bundles by themselves are of fewer and
// larger files, which are there sooner: so are the worker's and those of an article.
const PAGES = [
  {
    page: 'src/web/page.ts',
    bench: 'src/web/bench/bench-page.ts',
    style: 'src/web/style.css',
  },
  { compute: 'src/web/compute/index.ts' },
  { 'ape-experiment': 'src/web/element/ape-experiment.ts' },
  { worker: WORKER },
];
const LIBRARY = [{ index: 'src/index.ts' }, { worker: WORKER }];
const WITH_DOCS = process.argv.includes('--docs');
const KEPT = [...Object.values(CORES), 'dist/gpu-bundle'];

removeOld();
for (const [target, file] of Object.entries(CORES)) await buildCore(target, file);
packShaders();
await Promise.all([
  bundleForNode({ worker: WORKER }),
  bundleForNode(
    { index: 'src/index.ts', quickstart: 'src/cli/quickstart.ts', cli: 'src/cli/index.ts' },
    // A plugin's library is the command's own: both are of these shared modules.
    { splitting: true, chunkNames: 'shared-[hash]' },
  ),
  bundleForBrowser('dist/browser', LIBRARY),
  bundleForBrowser(PAGE_FILES, PAGES).then((outputs) => layOutPages(outputs, WITH_DOCS)),
]);
chmodSync('dist/cli.js', 0o755);
declareTypes();
if (WITH_DOCS) makeDocs();

/** The cores are looked at for their age. */
function removeOld() {
  mkdirSync('dist', { recursive: true });
  for (const name of readdirSync('dist').map((file) => path.join('dist', file)))
    if (!KEPT.includes(name)) rmSync(name, { recursive: true });
}

/**
 * Compiles one target of asconfig.json to `file`, unless it is newer than what it is made from; its
 * time is that of the start.
 */
async function buildCore(target, file) {
  const sources = readdirSync('assembly', { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('__tests__'))
    .map((name) => path.join('assembly', name));
  const inputs = [
    ...sources,
    'asconfig.json',
    'package-lock.json',
    'node_modules/assemblyscript/package.json',
  ];
  if (existsSync(file) && inputs.every((input) => statSync(input).mtimeMs < statSync(file).mtimeMs))
    return;

  const start = new Date();
  let binary;
  const { error } = await asc.main(['--target', target], {
    stdout: process.stdout,
    stderr: process.stderr,
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (error) {
    process.exitCode = 1;
    throw error;
  }
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, binary);
  utimesSync(unfinished, start, start);
  renameSync(unfinished, file);
}

function packShaders() {
  const files = readdirSync('shaders').filter((name) => name.endsWith('.wgsl'));
  const texts = files.map((name) => [
    path.basename(name, '.wgsl'),
    readFileSync(path.join('shaders', name), 'utf8'),
  ]);
  writeFileSync(SHADERS, JSON.stringify(Object.fromEntries(texts)));
}

function bundle(entryPoints, { define, ...options }) {
  return build({
    entryPoints,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    define: { __BUNDLED__: 'true', ...define },
    logLevel: 'warning',
    ...options,
  });
}

function bundleForNode(entryPoints, options) {
  return bundle(entryPoints, {
    outdir: 'dist',
    platform: 'node',
    conditions: ['node'],
    packages: 'external',
    // Classes print with their names, those too of which a bundle has two of one name.
    keepNames: true,
    ...options,
  });
}

/** Into one folder: bundles, and beside them the core and the shaders. What esbuild says of each file. */
async function bundleForBrowser(outdir, groups) {
  // csv-stringify asks Node's Buffer whether an option is bytes; its own bundle for browsers brings
  // the whole of that class along.
  const define = { 'Buffer.isBuffer': 'ArrayBuffer.isView', 'Buffer.from': 'Uint8Array.from' };
  // Its index brings six other generators along.
  const alias = { seedrandom: 'seedrandom/seedrandom.js' };
  const options = { platform: 'browser', conditions: ['browser'], minify: true, define, alias };
  // What is loaded on demand stands in files of its own, and so does what these share with the rest.
  const split = { splitting: true, chunkNames: 'shared-[hash]', metafile: true };
  const outputs = {};
  for (const entries of groups) {
    const { metafile } = await bundle(entries, { outdir, ...options, ...split });
    Object.assign(outputs, metafile.outputs);
  }
  for (const file of [...Object.values(CORES), SHADERS])
    copyFileSync(file, path.join(outdir, path.basename(file)));
  return outputs;
}

/** Declarations of what can be imported and, of the rest, only of what these import. */
function declareTypes() {
  const tsc = path.join('node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    process.exitCode = 1;
    return;
  }
  const needed = new Set();
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const waiting = Object.values(exports).flatMap(({ types }) => (types ? [path.join(types)] : []));
  while (waiting.length > 0) {
    const file = waiting.pop();
    if (needed.has(file)) continue;
    needed.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(
      /(?:from |import\()["'](\.[^"']*)\.js["']/g,
    ))
      waiting.push(path.join(path.dirname(file), `${name}.d.ts`));
  }
  for (const name of readdirSync('dist/types', { recursive: true })) {
    const file = path.join('dist/types', name);
    if (file.endsWith('.ts') && !needed.has(file)) rmSync(file);
  }
}

function makeDocs() {
  const words = ['--import', 'tsx', 'docs/site/index.ts', 'dist/web/docs'];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
