// The tasks of `npm start`, `npm test`, `npm run bench`, `npm run validate`, `npm run docs`, `npm run
// test:everywhere` and `npm run build:gpu-bundle`, which work on a fresh clone: they first install what package-lock.json asks
// for, if it is not there, and build.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

process.chdir(path.dirname(fileURLToPath(import.meta.url)));

const tasks = {
  start() {
    node('dist/quickstart.js');
  },
  test() {
    node(bin('@biomejs/biome'), 'check', '--error-on-warnings');
    node(bin('typescript', 'tsc'), '--noEmit');
    node('test/as-pect/run.mjs');
    if (process.env.CI || process.env.APEBENCH_INSTALL) {
      node('--import', 'tsx', 'test/everywhere/fetch.ts');
    }
    Object.assign(process.env, softwareGpu());
    node(
      ...['--import', 'tsx', '--test', '--test-reporter=spec'],
      ...[`--test-concurrency=${availableParallelism()}`, ...testFiles()],
    );
  },
  bench() {
    node('--import', 'tsx', 'bench/index.ts', ...process.argv.slice(3));
  },
  validate() {
    node('--import', 'tsx', 'bench/validate.ts', ...process.argv.slice(3));
  },
  everywhere() {
    node('--import', 'tsx', 'test/everywhere/index.ts');
  },
  docs() {
    node('--import', 'tsx', 'docs/gallery/index.ts');
  },
  'gpu-bundle'() {
    node('bench/gpu-bundle/build.mjs');
  },
};

const task = tasks[process.argv[2]];
if (!task) throw new Error(`usage: node setup.mjs ${Object.keys(tasks).join(' | ')}`);
install();
node('build.mjs');
task();

/**
 * What makes Dawn find the software adapter that Debian's chromium package holds, where no other
 * driver was named.
 */
function softwareGpu() {
  const folder = '/usr/lib/chromium';
  const driver = path.join(folder, 'vk_swiftshader_icd.json');
  if (process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) return {};
  if (!existsSync(driver)) return {};
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: libraries };
}

/** Runs `npm ci`, unless every package of the lock file is there in its version. */
function install() {
  const installed = packagesOf('node_modules/.package-lock.json');
  const missing = Object.entries(packagesOf('package-lock.json')).some(
    ([name, { version, optional }]) => name && !optional && installed[name]?.version !== version,
  );
  if (!missing) return;
  // The tools are development packages, and their binaries optional ones: needed, whatever npm's
  // settings leave out.
  const words = ['ci', '--include=dev', '--include=optional'];
  const npm = process.env.npm_execpath;
  if (npm) node(npm, ...words);
  else run('npm', words, { shell: process.platform === 'win32' });
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {};
}

/** Those that need a GPU are run by test/everywhere/gpu-stacks.test.ts, on each stack. */
function testFiles() {
  return readdirSync('test', { recursive: true })
    .filter((file) => file.endsWith('.test.ts') && !/^(parity|golden).webgpu-/.test(file))
    .map((file) => path.join('test', file))
    .sort();
}

/** The script behind a package's command. */
function bin(name, command = path.basename(name)) {
  const folder = path.join('node_modules', name);
  return path.join(
    folder,
    JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).bin[command],
  );
}

function node(...args) {
  run(process.execPath, args);
}

/** Runs a program to its end; if it fails, ends with its exit code. */
function run(program, args, options) {
  const { status, signal, error } = spawnSync(program, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}
