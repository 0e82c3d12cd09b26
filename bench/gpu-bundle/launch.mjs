// Runs in the unpacked bundle, on a machine that may have nothing but an NVIDIA driver: finds the
// Vulkan loader and the driver, then runs the tests, the bench, or any command of apebench.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = import.meta.dirname;
/** Where Vulkan's loader looks for the manifests of drivers. */
const MANIFEST_FOLDERS = ['/etc', '/usr/share', '/usr/local/etc', '/usr/local/share'].map(
  (folder) => `${folder}/vulkan/icd.d`,
);
/** Where containers put NVIDIA's libraries and its manifest, beside where the system looks. */
const DRIVER_FOLDERS = ['/usr/local/nvidia/lib64', '/usr/local/nvidia/lib'];
const CONTAINER_MANIFEST = '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json';
/** Either is the whole driver; the first one wants libraries of X11. */
const DRIVERS = ['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0'];

const env = { ...process.env };
env.XDG_RUNTIME_DIR ??= root;
findVulkan();

const words = process.argv.slice(2);
if (words.length === 0) process.exitCode = Math.max(apebench('doctor'), test(), apebench('bench'));
else process.exitCode = words[0] === 'test' ? test(...words.slice(1)) : apebench(...words);

/**
 * Fills in what the machine does not say by itself: the loader's library, and the driver's
 * manifest.
 */
function findVulkan() {
  if (!loads('libvulkan.so.1')) addLibraries(path.join(root, 'lib/vulkan'));
  if (env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES) return;
  if (MANIFEST_FOLDERS.some((folder) => namesIn(folder).some((name) => name.includes('nvidia')))) {
    return;
  }
  for (const folder of DRIVER_FOLDERS) if (existsSync(folder)) addLibraries(folder);
  const manifest = ownManifest() ?? (existsSync(CONTAINER_MANIFEST) ? CONTAINER_MANIFEST : null);
  if (manifest) Object.assign(env, { VK_DRIVER_FILES: manifest, VK_ICD_FILENAMES: manifest });
}

/** A manifest for NVIDIA's library, or null where it does not load. */
function ownManifest() {
  const library = DRIVERS.find(loads);
  if (!library) return null;
  const manifest = path.join(root, 'nvidia_icd.json');
  const driver = { library_path: library, api_version: '1.3.0' };
  writeFileSync(manifest, JSON.stringify({ file_format_version: '1.0.0', ICD: driver }));
  return manifest;
}

function addLibraries(folder) {
  env.LD_LIBRARY_PATH = [env.LD_LIBRARY_PATH, folder].filter(Boolean).join(':');
}

function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/**
 * Whether a library and all that it needs are there: Node then only complains that it is no module
 * of its own.
 */
function loads(library) {
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  const { stderr } = spawnSync(process.execPath, ['-e', script, library], { env });
  return String(stderr).includes('did not self-register');
}

/**
 * The WebGPU suites whose names hold one of the words, or all; flags are Node's. A missing adapter
 * fails.
 */
function test(...words) {
  const flags = words.filter((word) => word.startsWith('--'));
  const names = words.filter((word) => !word.startsWith('--'));
  const files = readdirSync(path.join(root, 'test'), { recursive: true })
    .filter((file) => /webgpu[^/]*\.test\.js$/.test(file) && !file.startsWith('browser'))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .map((file) => path.join('test', file))
    .sort();
  if (files.length === 0) throw new Error(`no suite is called ${names.join(' or ')}`);
  return node(['--test', '--test-reporter=spec', ...flags, ...files], { ...env, CI: 'true' });
}

function apebench(...words) {
  return node([path.join(root, 'dist/cli.js'), ...words], env, process.cwd());
}

/** Runs Node to its end and gives its exit code. */
function node(args, env, cwd = root) {
  const { status, error } = spawnSync(process.execPath, args, { cwd, env, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}
