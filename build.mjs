// Builds everything under dist/:
//
//   core.wasm                 the AssemblyScript core (only if its sources are newer)
//   index.js worker.js        the library and its worker, for Node
//   cli.js quickstart.js      the command line and what `npm start` runs
//   browser/                  the library, its worker and the core, for a page
//   types/                    declarations

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

process.chdir(path.dirname(fileURLToPath(import.meta.url)));

const CORE = 'dist/core.wasm';
const LIBRARY = { index: 'src/index.ts', worker: 'src/backends/wasm/worker.ts' };

await buildCore();
await Promise.all([
  bundleForNode(LIBRARY),
  bundleForNode({ quickstart: 'src/cli/quickstart.ts' }),
  bundleForNode({ cli: 'src/cli/index.ts' }, { banner: { js: '#!/usr/bin/env node' } }),
  bundleForBrowser(),
]);
chmodSync('dist/cli.js', 0o755);
declareTypes();

/** Compiles the core, unless it is newer than what it is made from; its time is that of the start. */
async function buildCore() {
  const sources = readdirSync('assembly', { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('__tests__'))
    .map((file) => path.join('assembly', file));
  const inputs = [
    ...sources,
    'asconfig.json',
    'package-lock.json',
    'node_modules/assemblyscript/package.json',
  ];
  if (existsSync(CORE) && inputs.every((file) => statSync(file).mtimeMs < statSync(CORE).mtimeMs))
    return;

  const start = new Date();
  let binary;
  const { error } = await asc.main(['--target', 'simd'], {
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
  mkdirSync('dist', { recursive: true });
  const unfinished = `${CORE}.${process.pid}`;
  writeFileSync(unfinished, binary);
  utimesSync(unfinished, start, start);
  renameSync(unfinished, CORE);
}

function bundle(entryPoints, options) {
  return build({
    entryPoints,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    sourcemap: true,
    define: { __ASSET_BASE__: '"./"' },
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
    ...options,
  });
}

async function bundleForBrowser() {
  await bundle(LIBRARY, { outdir: 'dist/browser', platform: 'browser', conditions: ['browser'] });
  mkdirSync('dist/browser', { recursive: true });
  copyFileSync(CORE, 'dist/browser/core.wasm');
}

function declareTypes() {
  const tsc = path.join('node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
