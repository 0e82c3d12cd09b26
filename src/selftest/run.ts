/** Runs the cases and compares their bits with those that every engine has come to. */

import { sha256 } from '#platform';
import { MemoryStore, runStudy } from '../study/index.js';
import { VERSION } from '../version.js';
import { SELF_TEST_CASES, type SelfTestCase } from './cases.js';
import { HASHES } from './hashes.js';

export interface SelfTestOptions {
  /** All that there are where it is not given. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Those whose names hold this text. */
  readonly only?: string;
  /** Called after each case. */
  readonly onCase?: (result: CaseResult, done: number, total: number) => void;
}

export interface CaseResult {
  readonly name: string;
  /** SHA-256 of its table and its weights. */
  readonly hash: string;
  readonly agrees: boolean;
}

/** The results of the cases, in their order. */
export async function selfTest(options: SelfTestOptions = {}): Promise<CaseResult[]> {
  const { only = '', onCase, ...rest } = options;
  const cases = SELF_TEST_CASES.filter(({ name }) => name.includes(only));
  const results: CaseResult[] = [];
  for (const one of cases) {
    const hash = await hashOf(one, rest);
    const result = { name: one.name, hash, agrees: hash === HASHES[one.name] };
    results.push(result);
    onCase?.(result, results.length, cases.length);
  }
  return results;
}

/** What came of it, to be reported as it stands. */
export function reportLine(results: readonly CaseResult[], place: string): string {
  const differing = results.filter(({ agrees }) => !agrees);
  const names = differing.map(({ name }) => name).join(' | ');
  const outcome = `${results.length - differing.length} of ${results.length} cases agree to the bit`;
  return `apebench ${VERSION}: ${outcome} on ${place}${names && `; not: ${names}`}`;
}

async function hashOf(
  { entry, precision, partitionable }: SelfTestCase,
  { threads, signal }: SelfTestOptions,
): Promise<string> {
  const store = new MemoryStore('selftest');
  const { names } = await runStudy([entry], {
    store,
    backend: 'wasm',
    ...(threads === undefined ? {} : { threads }),
    ...(signal === undefined ? {} : { signal }),
    ...(precision === undefined ? {} : { precision }),
    ...(partitionable === undefined ? {} : { partitionable }),
  });
  const files = [`raw/${names[0]}.csv`, `network_weights/${names[0]}.safetensors`];
  const parts = await Promise.all(files.map(async (file) => sha256((await store.read(file))!)));
  return sha256(new TextEncoder().encode(parts.join('\n')));
}
