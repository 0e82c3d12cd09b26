// `npm run build:gpu-bundle`: makes dist/gpu-bundle, which runs the WebGPU tests, the bench and
// every command on a Linux machine that has a GPU's driver and nothing else: no Node, no network.
// Wants `npm run build` to be done.
//
//   run                 unpacks the other file and runs what is in it; see there
//   bundle.tar.gz       node, launch.mjs, lib/ (the Vulkan loader and the C++ library, for where there are none), and as in the
//                       repository package.json, dist/, node_modules/ (what is no tool), and src/ and test/ in plain JavaScript

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const OUT = 'dist/gpu-bundle';
const MAX_MIB = 50;
const DAWN = path.join('node_modules/webgpu/dist', `${process.platform}-${process.arch}`);
const LIBRARY_FOLDERS = ['/usr/lib64', '/usr/lib', '/lib', '/usr/lib/chromium'].flatMap(
  (folder) => [
    path.join(folder, process.arch === 'x64' ? 'x86_64-linux-gnu' : 'aarch64-linux-gnu'),
    folder,
  ],
);

process.chdir(path.join(import.meta.dirname, '../..'));
if (process.platform !== 'linux') throw new Error('the bundle is made on Linux, for Linux');

const room = mkdtempSync(path.join(tmpdir(), 'apebench-bundle-'));
try {
  copyNode();
  copyLibraries();
  copyProduct();
  await translateTests();
  pack();
} finally {
  rmSync(room, { recursive: true });
}

/** Node as it runs here, without its debugging symbols where they can be taken off. */
function copyNode() {
  const node = path.join(room, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  spawnSync('strip', [node]);
}

function copyLibraries() {
  const needed = { vulkan: ['libvulkan.so.1'], 'c++': ['libstdc++.so.6', 'libgcc_s.so.1'] };
  for (const [folder, names] of Object.entries(needed)) {
    mkdirSync(path.join(room, 'lib', folder), { recursive: true });
    for (const name of names) {
      const found = LIBRARY_FOLDERS.map((at) => path.join(at, name)).find(existsSync);
      if (!found)
        throw new Error(`${name} is not on this machine: install it (libvulkan1, libstdc++6)`);
      copyFileSync(found, path.join(room, 'lib', folder, name));
    }
  }
}

function copyProduct() {
  copyFileSync(path.join(import.meta.dirname, 'launch.mjs'), path.join(room, 'launch.mjs'));
  if (!existsSync('dist/cli.js')) throw new Error('dist/ is empty: run `npm run build` first');
  const isNeeded = (file) => ![OUT, 'dist/types', 'dist/web/docs'].includes(file);
  cpSync('dist', path.join(room, 'dist'), { recursive: true, filter: isNeeded });
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  for (const [folder, { dev, link }] of Object.entries(packages)) {
    // The workspace of the documents is no package of npm's.
    if (!folder.startsWith('node_modules/') || dev || link) continue;
    const isWanted = (file) =>
      !file.startsWith('node_modules/webgpu/dist/') || file.startsWith(DAWN);
    cpSync(folder, path.join(room, folder), { recursive: true, filter: isWanted });
  }
}

/** Each file by itself, so that all stand where they stand in the repository. */
async function translateTests() {
  const sources = ['src', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => path.join(folder, name)),
  );
  // What both languages read.
  const shared = [
    ...['opcodes', 'heads'].map((name) => `assembly/schedule/${name}.ts`),
    ...readdirSync('assembly/kernels/arguments').map(
      (name) => `assembly/kernels/arguments/${name}`,
    ),
  ];
  await build({
    entryPoints: [...sources, ...shared],
    outdir: room,
    outbase: '.',
    format: 'esm',
    target: 'es2022',
  });
  for (const part of ['fixtures', 'counts.json']) {
    const goldens = path.join('test/golden', part);
    cpSync(goldens, path.join(room, goldens), { recursive: true });
  }
  const manifest = readFileSync('package.json', 'utf8');
  writeFileSync(path.join(room, 'package.json'), manifest.replace(/(\.\/src\/.*)\.ts"/g, '$1.js"'));
}

function pack() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  copyFileSync(path.join(import.meta.dirname, 'run'), path.join(OUT, 'run'));
  const archive = path.resolve(OUT, 'bundle.tar.gz');
  const { status, stderr } = spawnSync('tar', ['-czf', archive, '.'], {
    cwd: room,
  });
  if (status !== 0) throw new Error(`tar failed: ${stderr}`);
  const bytes = readdirSync(OUT).reduce(
    (sum, name) => sum + statSync(path.join(OUT, name)).size,
    0,
  );
  const mib = (bytes / 2 ** 20).toFixed(1);
  if (bytes >= MAX_MIB * 2 ** 20) {
    rmSync(OUT, { recursive: true });
    throw new Error(`the bundle has ${mib} MiB; it must be less than ${MAX_MIB}`);
  }
  console.log(`${OUT}: ${mib} MiB`);
}
