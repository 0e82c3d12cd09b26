/**
 * Two stacks of WebGPU that share nothing: Dawn with SwiftShader, in Node, and wgpu with naga and
 * llvmpipe, in Deno. Both run the suites of test/parity and test/golden that need a GPU.
 */

import { type ExecFileException, execFile } from 'node:child_process';
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

interface End {
  readonly stdout: string;
  readonly stderr: string;
  /** How it ended badly; null where it did not. */
  readonly error: ExecFileException | null;
}

function run(
  stack: Stack,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<End> {
  const [program, ...rest] = words;
  // The one would have Node report to this process, the other is for Dawn.
  const { NODE_TEST_CONTEXT: _, LD_LIBRARY_PATH: libraries = '', ...own } = process.env;
  const forDawn = stack === DAWN ? { LD_LIBRARY_PATH: libraries } : {};
  const options = {
    cwd: ROOT,
    env: { ...own, ...forDawn, ...stack.env, ...env },
    maxBuffer: 1 << 28,
    timeout: TIMEOUT_MS,
  };
  return new Promise((resolve) => {
    execFile(program!, rest, options, (error, stdout, stderr) =>
      resolve({ stdout, stderr, error }),
    );
  });
}

/** The name of a stack's adapter, or why there is none. */
export async function adapterOf(stack: Stack): Promise<{ adapter: string } | { missing: string }> {
  const absent = [stack.run[0]!, stack.env.VK_DRIVER_FILES].find(
    (file) => file !== undefined && !existsSync(file),
  );
  if (absent !== undefined) return { missing: `there is no ${absent}` };
  const { stdout, stderr } = await run(stack, [...stack.run, 'test/everywhere/gpu-adapter.ts']);
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
async function runSuite(stack: Stack, suite: string, smaller: boolean): Promise<SuiteRun> {
  const started = performance.now();
  const env: Record<string, string> = smaller ? { APEBENCH_GPU_CASES: 'smaller' } : {};
  const { stdout, stderr, error } = await run(stack, [...stack.test, suite], env);
  const seconds = (performance.now() - started) / 1000;
  const said = `${stdout}\n${stderr}`;
  // Drivers may fail while a process ends, when all has been told.
  const isTold = error !== null && !error.killed && !!error.signal && /^1\.\.\d+$/m.test(stdout);
  const fault = error === null || isTold ? undefined : error.message;
  return { cases: casesOf(stdout), seconds, said, fault };
}

/** Starts with the first suite; one follows the other. */
export function runSuites(
  stack: Stack,
  suites: readonly string[],
  smaller: boolean,
): Map<string, Promise<SuiteRun>> {
  let last: Promise<unknown> = Promise.resolve();
  return new Map(
    suites.map((suite) => {
      const run = last.then(() => runSuite(stack, suite, smaller));
      last = run;
      return [suite, run];
    }),
  );
}
