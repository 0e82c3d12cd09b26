/**
 * WebGPU in Node, through Dawn. Dawn and the drivers write warnings to stderr that no setting turns
 * off: of drivers that do not work, of a missing desktop. So a process of its own looks first, and
 * Dawn is loaded here only where that one found an adapter, with the environment in which it kept
 * silent.
 */

import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { GpuEntry } from './types.js';

/**
 * What Dawn is started with. Kernels write workgroup memory before they read it; zeroing it first
 * costs seconds in software adapters.
 */
const DAWN_OPTIONS = ['enable-dawn-features=disable_workgroup_init'];

const PROBE = `
const { create } = await import(process.argv[1]);
globalThis.dawn = create([]);
process.stdout.write((await dawn.requestAdapter()) ? 'found' : 'none');
`;
const PROBE_MS = 30_000;

/** What is said where the package was left out (`npm install --omit=optional`). */
const NO_DAWN = 'the optional npm package webgpu is not installed';

type Environment = Readonly<Record<string, string>>;

/** Dawn's object must never be collected: the process would die (webgpu 0.6.2). */
let entry: Promise<GpuEntry> | undefined;

/** Dawn, if there is an adapter; looked for once. */
export function findGpu(): Promise<GpuEntry> {
  entry ??= find();
  return entry;
}

async function find(): Promise<GpuEntry> {
  const dawn = address();
  if (dawn === undefined) return { gpu: undefined, said: [NO_DAWN] };
  const said = new Set<string>();
  let noisy: Environment | undefined;
  for (const environment of environments()) {
    const probe = await look(dawn, environment);
    for (const line of probe.said) said.add(line);
    if (probe.found && probe.said.length === 0) return { gpu: await load(environment), said: [] };
    if (probe.found) noisy ??= environment;
  }
  return { gpu: noisy && (await load(noisy)), said: [...said] };
}

/** Where the package is, which is optional; undefined where it was left out. */
function address(): string | undefined {
  try {
    return import.meta.resolve('webgpu');
  } catch {
    return undefined;
  }
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

/** Asks for an adapter in another process: whether there is one, and what was written to stderr. */
function look(dawn: string, environment: Environment): Promise<{ found: boolean; said: string[] }> {
  const words = ['--input-type=module', '--eval', PROBE, dawn];
  const options = { env: { ...process.env, ...environment }, timeout: PROBE_MS };
  return new Promise((resolve) => {
    execFile(process.execPath, words, options, (_, stdout, stderr) => {
      const said = stderr.split('\n').filter((line) => line.trim() !== '');
      resolve({ found: stdout === 'found', said });
    });
  });
}

async function load(environment: Environment): Promise<GPU> {
  Object.assign(process.env, environment);
  const { create } = await import('webgpu');
  return create(DAWN_OPTIONS);
}
