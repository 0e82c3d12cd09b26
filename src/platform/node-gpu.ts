/**
 * WebGPU in Node, through Dawn. Dawn and the drivers write warnings to stderr that no setting turns
 * off: of drivers that do not work, of a missing desktop. So a process of its own looks first, and
 * Dawn is loaded here only where that one found an adapter, with the environment in which it kept
 * silent. Whatever is in the way of that is told, and thrown by nothing.
 */

import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gpuAdvice, missingDrivers } from './gpu-advice.js';
import type { GpuEntry } from './types.js';

/**
 * What Dawn is started with. Kernels write workgroup memory before they read it; zeroing it first
 * costs seconds in software adapters.
 */
const DAWN_OPTIONS = ['enable-dawn-features=disable_workgroup_init'];

/** Says `found`, `none`, or why Dawn cannot be loaded; nothing where its process dies. */
const PROBE = `
const say = (text) => process.stdout.write(text);
try {
  const { create } = await import(process.argv[1]);
  globalThis.dawn = create([]);
} catch (error) {
  say(String(error?.message || 'it throws ' + String(error)));
}
if (globalThis.dawn) say((await dawn.requestAdapter()) ? 'found' : 'none');
`;
const PROBE_MS = 30_000;

/** What is said where the package was left out (`npm install --omit=optional`). */
const NO_DAWN = 'the optional npm package webgpu is not installed';

type Environment = Readonly<Record<string, string>>;

/** Dawn's object must never be collected: the process would die (webgpu 0.6.2). */
let entry: Promise<GpuEntry> | undefined;

/** Dawn, if there is an adapter; looked for once. */
export function findGpu(): Promise<GpuEntry> {
  entry ??= find().catch((error) => withoutDawn(String(error?.message ?? error)));
  return entry;
}

async function find(): Promise<GpuEntry> {
  const said = new Set<string>();
  let noisy: Environment | undefined;
  let broken: string | undefined;
  let isAnswered = false;
  const command = nodeCommand();
  if (command === null) return withoutNode();
  for (const environment of environments()) {
    const probe = await look(command, environment);
    for (const line of probe.said) said.add(line);
    if (probe.broken !== undefined) {
      broken ??= probe.broken;
      continue;
    }
    isAnswered = true;
    if (probe.found && probe.said.length === 0) return { gpu: await load(environment), said: [] };
    if (probe.found) noisy ??= environment;
  }
  if (noisy !== undefined) return { gpu: await load(noisy), said: [...said] };
  // One that fails beside some drivers alone answers without them.
  if (broken !== undefined && !isAnswered) return withoutDawn(broken);
  const missing = missingDrivers(process.env, existsSync);
  return { said: [...said], advice: gpuAdvice(process.platform, [...said], missing) };
}

/** No driver helps where Dawn itself does not work. */
function withoutDawn(reason: string): GpuEntry {
  const [why] = reason.split('\n');
  const cure = why === NO_DAWN ? 'npm install webgpu' : `the npm package webgpu, whole (${why})`;
  const advice = `for --backend webgpu: ${cure}, which brings Dawn`;
  return { said: [reason], why, advice };
}

/** No package helps where there is no Node to be started. */
function withoutNode(): GpuEntry {
  const why = `${process.execPath} is no Node, which looks for GPUs in a process of its own`;
  return { said: [why], why, advice: `for --backend webgpu: take Node (${why})` };
}

interface Command {
  file: string;
  env: Environment;
}

/** Starts Node: this program, or null where it is an application that has Node inside. */
function nodeCommand(): Command | null {
  const file = process.execPath;
  if ('electron' in process.versions) return { file, env: { ELECTRON_RUN_AS_NODE: '1' } };
  if (/^node(js)?\d*(\.exe)?$/i.test(path.basename(file))) return { file, env: {} };
  return null;
}

/**
 * Environments to try, the quietest first: without lavapipe, a driver in software that most
 * desktops have and Dawn may complain of; then with every driver. Vulkan's loader wants a folder
 * for sockets even where there is no desktop.
 */
function environments(): Environment[] {
  if (process.platform !== 'linux') return [{}];
  const common = { XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir() };
  const own = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_LOADER_DRIVERS_DISABLE'];
  if (own.some((name) => process.env[name] !== undefined)) return [common];
  return [{ ...common, VK_LOADER_DRIVERS_DISABLE: '*lvp*' }, common];
}

interface Probe {
  readonly found: boolean;
  /** What was written to stderr. */
  readonly said: string[];
  /** Why Dawn cannot be loaded, or how it failed. */
  readonly broken?: string;
}

const ANSWERS = ['found', 'none'];

/** How a process ended that gave no answer, from what `execFile` says of it. */
function endOf(error: ExecFileException | null): string {
  if (error?.killed) return `it gave no answer in ${PROBE_MS / 1000} seconds`;
  if (error?.signal) return `it dies of ${error.signal}`;
  if (typeof error?.code === 'string') return `Node cannot be started: ${error.code}`;
  return `it ends its process, with exit code ${error?.code ?? 0}`;
}

/** Where the package is, which is optional; its name where a bundle does not know its own place. */
function packageUrl(): string {
  try {
    return import.meta.resolve?.('webgpu') ?? 'webgpu';
  } catch {
    throw new Error(NO_DAWN);
  }
}

/** Asks for an adapter in another process. */
function look({ file, env }: Command, more: Environment): Promise<Probe> {
  const words = ['--input-type=module', '--eval', PROBE, packageUrl()];
  const options = { env: { ...process.env, ...env, ...more }, timeout: PROBE_MS };
  return new Promise((resolve) => {
    execFile(file, words, options, (error, stdout, stderr) => {
      const said = stderr.split('\n').filter((line) => line.trim() !== '');
      const broken = ANSWERS.includes(stdout) ? undefined : stdout || endOf(error);
      resolve({ found: stdout === 'found', said, broken });
    });
  });
}

async function load(environment: Environment): Promise<GPU> {
  Object.assign(process.env, environment);
  const { create } = await import('webgpu');
  return create(DAWN_OPTIONS);
}
