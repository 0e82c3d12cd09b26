/** Options that several commands share, and how their values are read. */

import type { Argv } from 'yargs';
import { MAX_THREADS, type Precision } from '../backends/index.js';
import { NOT_NEGATIVE } from '../checks.js';
import { parsePythonInteger, parsePythonNumber } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import type { RunOptions } from '../experiment/index.js';
import { EntryError } from '../study/index.js';
import { Output } from './output.js';

/** Taken by every command. */
export function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable on stdout' })
    .option('quiet', { type: 'boolean', default: false, describe: 'say nothing but the result' });
}

export function outputOf({ json, quiet }: { json: boolean; quiet: boolean }): Output {
  return new Output(json, quiet);
}

/** Taken by every command that computes. */
export function computeOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('backend', {
      type: 'string',
      choices: ['auto', 'wasm', 'webgpu'] as const,
      default: 'auto' as const,
      describe: 'where to compute',
    })
    .option('threads', {
      type: 'string',
      describe: `number of threads, at most ${MAX_THREADS} (as many as there are processors by default)`,
    })
    .option('precision', {
      type: 'string',
      choices: ['f32', 'f64'] as const,
      default: 'f32' as const,
      describe: 'precision of all arithmetic',
    })
    .option('relaxed-simd', {
      type: 'boolean',
      default: false,
      describe: 'fused multiply-add: faster, bits differ between processors',
    })
    .option('threefry-partitionable', {
      type: 'boolean',
      default: false,
      describe: 'random bits as in JAX since 0.5',
    });
}

/** What `computeOptions` was given. */
export interface ComputeArguments {
  backend: 'auto' | 'wasm' | 'webgpu';
  threads?: string;
  precision: Precision;
  'relaxed-simd': boolean;
  'threefry-partitionable': boolean;
}

/** The options of a run. Throws a `UserError` for what cannot be done here. */
export function runOptions(args: ComputeArguments, signal?: AbortSignal): RunOptions {
  if (args.backend === 'webgpu' && args.precision === 'f64') {
    throw new UserError('--precision f64 needs --backend wasm: WebGPU has no 64-bit numbers');
  }
  if (args.backend === 'webgpu' && args['relaxed-simd']) {
    throw new UserError('--relaxed-simd is a build of the WASM core: it needs --backend wasm');
  }
  return {
    backend: args.backend,
    threads:
      args.threads === undefined
        ? undefined
        : wholeNumber('--threads', args.threads, 1, MAX_THREADS),
    precision: args.precision,
    relaxedSimd: args['relaxed-simd'],
    partitionable: args['threefry-partitionable'],
    signal,
  };
}

/** Of commands that are given data, or make it. */
export const ALLOW_NON_FINITE = {
  type: 'boolean',
  default: false,
  describe: 'take data that is not finite as it is',
} as const;

/** Taken by commands that train. */
export function recomputeOption<T>(yargs: Argv<T>) {
  return yargs.option('recompute-every', {
    type: 'string',
    describe: 'keep only so many unrolled steps for the backward pass, recompute the others',
  });
}

/** What it was given. */
export const recomputeEvery = (given: string | undefined): number | undefined =>
  given === undefined ? undefined : wholeNumber('--recompute-every', given, 1);

/** Taken by commands that leave results. */
export function digestOption<T>(yargs: Argv<T>) {
  return yargs.option('digest-every', {
    type: 'string',
    describe: 'keep the SHA-256 of all that training changes every so many updates, for `verify`',
  });
}

/** What it was given. */
export const digestEvery = (given: string | undefined): number | undefined =>
  given === undefined ? undefined : wholeNumber('--digest-every', given, 1);

/** Of commands that keep checkpoints. */
export const CHECKPOINT_SECONDS = {
  type: 'string',
  describe: 'seconds from one checkpoint to the next (10 by default)',
} as const;

/** What it was given. */
export function checkpointSeconds(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const seconds = parsePythonNumber(given);
  if (seconds === undefined || !NOT_NEGATIVE.fits(seconds)) {
    const { allowed } = NOT_NEGATIVE;
    throw new UserError(`--checkpoint-seconds must be ${allowed}, not '${clipped(given)}'`);
  }
  return seconds;
}

/** A whole number as Python spells it (`10_000`), from `min` to `max`. */
export function wholeNumber(
  flag: string,
  text: string,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const value = parsePythonInteger(text) ?? Number.NaN;
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    const bounded = max < Number.MAX_SAFE_INTEGER;
    const least = min > Number.MIN_SAFE_INTEGER ? `, at least ${min}` : '';
    const range = bounded ? ` from ${min} to ${max}` : least;
    throw new UserError(`${flag} must be a whole number${range}, not '${clipped(text)}'`);
  }
  return value;
}

/** Throws a `UserError` where options that have no meaning beside another one are given. */
export function refuseBeside(option: string, args: object, others: readonly string[]): void {
  const given = others.find((name) => (args as Record<string, unknown>)[name] !== undefined);
  if (given !== undefined) throw new UserError(`--${given} can't stand beside --${option}`);
}

/** The option that sets attributes of the scenario. */
export function setOption<T>(yargs: Argv<T>) {
  return yargs.option('set', {
    type: 'string',
    array: false,
    describe: 'an attribute of the scenario, as key=value; may be given several times',
  });
}

/** The attributes of all `--set key=value`, in order, their values as text. */
export function readSet(given: string | readonly string[] | undefined): Record<string, string> {
  const pairs = given === undefined ? [] : typeof given === 'string' ? [given] : given;
  const attributes = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut < 1) throw new UserError(`--set wants key=value, not '${clipped(pair)}'`);
    const key = pair.slice(0, cut).trim();
    if (attributes.has(key)) throw new UserError(`--set gives '${clipped(key)}' twice`);
    attributes.set(key, pair.slice(cut + 1));
  }
  return Object.fromEntries(attributes);
}

/** As `readSet`, for an entry whose own keys have options of their own. */
export function readEntrySet(
  given: string | readonly string[] | undefined,
  ownKeys: readonly string[],
): Record<string, string> {
  const attributes = readSet(given);
  for (const key of ownKeys) {
    if (Object.hasOwn(attributes, key)) throw new UserError(`--set ${key}: use ${flagOf(key)}`);
  }
  return attributes;
}

/** Awaits `read`; an error about a key of an entry says which option is wrong. */
export async function namingFlags<T>(
  ownKeys: readonly string[],
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof EntryError)) throw error;
    const { key, reason, memory } = error;
    const flag = ownKeys.includes(key) ? flagOf(key) : `--set ${clipped(key)}`;
    throw Object.assign(new UserError(`${flag}: ${reason}`), { key, memory });
  }
}

const flagOf = (key: string) => `--${key.replace('_', '-')}`;

/** What is wrong with an option, which may be a key of an entry. */
const about = (name: string, wrong: string): UserError =>
  Object.assign(new UserError(`--${name} ${wrong}`), { key: name });

/** Throws a `UserError` unless each of these options has a value. */
export function requireOptions(args: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (args as Record<string, unknown>)[name];
    if (value === undefined) throw about(name, 'is missing');
    if (value === '') throw about(name, 'is empty');
  }
}
