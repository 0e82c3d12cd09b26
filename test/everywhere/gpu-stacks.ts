/**
 * Two stacks of WebGPU that share nothing: Dawn with SwiftShader, in Node, and wgpu with naga and
 * llvmpipe, in Deno. Both run the suites of test/parity and test/golden that need a GPU.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DENO, LLVMPIPE } from './engines.js';
import { type Case, casesOf } from './tap.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Stack {
  readonly name: string;
  /** The words that stand before a suite's file, and before a script's. */
  readonly test: readonly string[];
  readonly run: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Of Deno: TypeScript as it stands, with `.js` in imports, and packages from node_modules. */
const DENO_FLAGS = [
  '-A',
  '--no-check',
  '--no-lock',
  '--unstable-webgpu',
  '--unstable-sloppy-imports',
];

/** Finds its adapter as all tests here do; `npm test` says where. */
export const DAWN: Stack = {
  name: 'Dawn (Node)',
  test: [process.execPath, '--import', 'tsx', '--test', '--test-reporter=tap'],
  run: [process.execPath, '--import', 'tsx'],
  env: {},
};

export const WGPU: Stack = {
  name: 'wgpu (Deno)',
  test: [DENO, 'test', ...DENO_FLAGS, '--reporter=tap'],
  run: [DENO, 'run', ...DENO_FLAGS],
  env: { VK_DRIVER_FILES: LLVMPIPE, VK_ICD_FILENAMES: LLVMPIPE, XDG_RUNTIME_DIR: tmpdir() },
};

/** The files of the suites. */
export function gpuSuites(): string[] {
  return ['test/golden', 'test/parity'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => /^webgpu-.*\.test\.ts$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
}

/** The longest suite takes some minutes. */
const TIMEOUT_MS = 30 * 60_000;

function start(stack: Stack, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [program, ...rest] = words;
  // The one would have Node report to this process, the other is for Dawn.
  const { NODE_TEST_CONTEXT: _, LD_LIBRARY_PATH: libraries = '', ...own } = process.env;
  const forDawn = stack === DAWN ? { LD_LIBRARY_PATH: libraries } : {};
  return spawnSync(program!, rest, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...own, ...forDawn, ...stack.env, ...env },
    maxBuffer: 1 << 28,
    timeout: TIMEOUT_MS,
  });
}

/** The name of a stack's adapter, or why there is none. */
export function adapterOf(stack: Stack): { adapter: string } | { missing: string } {
  const absent = [stack.run[0]!, stack.env.VK_DRIVER_FILES].find(
    (file) => file !== undefined && !existsSync(file),
  );
  if (absent !== undefined) return { missing: `there is no ${absent}` };
  const { stdout, stderr } = start(stack, [...stack.run, 'test/everywhere/gpu-adapter.ts']);
  const adapter = stdout.trim();
  if (adapter !== '') return { adapter };
  return { missing: ['it has no adapter', stderr.slice(-500).trim()].filter(Boolean).join(': ') };
}

export interface SuiteRun {
  readonly cases: readonly Case[];
  readonly seconds: number;
  readonly said: string;
  /** How it ended badly; undefined where it did not. */
  readonly fault: string | undefined;
}

/** Runs a suite to its end; `smaller` leaves the larger cases out. */
export function runSuite(stack: Stack, suite: string, smaller: boolean): SuiteRun {
  const started = performance.now();
  const env: Record<string, string> = smaller ? { APEBENCH_GPU_CASES: 'smaller' } : {};
  const { stdout, stderr, status, signal, error } = start(stack, [...stack.test, suite], env);
  const seconds = (performance.now() - started) / 1000;
  const said = `${stdout}\n${stderr}`;
  // Drivers may fail while a process ends, when all has been told.
  const isTold = error === undefined && signal !== null && /^1\.\.\d+$/m.test(stdout);
  const end = error ? error.message : `it ended with ${signal ?? status}`;
  const fault = status === 0 || isTold ? undefined : end;
  return { cases: casesOf(stdout), seconds, said, fault };
}
