/** `apebench doctor`: what this machine offers, and what to install. */

import { availableParallelism } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { type AdapterInfo, adapterAdvice, adapterName, listAdapters } from '../backends/index.js';
import { coreModule, hasRelaxedSimd } from '../core/index.js';
import { runtime } from '../platform/runtime.js';
import { VERSION } from '../version.js';
import { outputOf, outputOptions } from './options.js';

interface Finding {
  readonly what: string;
  readonly found: string;
  readonly ok: boolean;
  readonly advice?: string;
  /** Of a GPU: all that it says of itself. */
  readonly adapter?: AdapterInfo;
  /** What drivers said when there was no GPU to be had. */
  readonly said?: readonly string[];
}

/** The oldest versions that are tried, as `[major, minor]`. */
const OLDEST = { Node: [20, 19], Deno: [2, 0], Bun: [1, 2] } as const;

/** What runs this command. */
function program(): Finding {
  const { name, version, engine } = runtime();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, oldestMinor] = OLDEST[name];
  const ok = major > oldest || (major === oldest && minor >= oldestMinor);
  const advice = `install ${name} ${oldest}.${oldestMinor} or newer`;
  const found = `${version} (${engine}), ${process.platform} ${process.arch}`;
  return { what: name, found, ok, ...(ok ? {} : { advice }) };
}

/** `(func (result v128) (i8x16.splat (i32.const 0)))`: valid where there is SIMD. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
];

function simd(): Finding {
  const ok = typeof WebAssembly !== 'undefined' && WebAssembly.validate(Uint8Array.from(SIMD));
  const advice = 'nothing runs without it; Node 20.19 or newer has it, without --jitless';
  return { what: 'WebAssembly SIMD', found: ok ? 'yes' : 'no', ok, ...(ok ? {} : { advice }) };
}

function relaxedSimd(): Finding {
  const ok = hasRelaxedSimd();
  return { what: 'relaxed SIMD', found: ok ? 'yes' : 'no (not needed)', ok: true };
}

function threads(): Finding {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const ok = memory.buffer instanceof SharedArrayBuffer;
    return { what: 'shared memory', found: ok ? 'yes' : 'no', ok: true };
  } catch {
    return { what: 'shared memory', found: 'no: one thread for each experiment', ok: true };
  }
}

async function core(): Promise<Finding> {
  try {
    await coreModule();
    return { what: 'WASM core', found: 'yes', ok: true };
  } catch (error) {
    const advice = 'build it with `npm run build`, or install the package again';
    return { what: 'WASM core', found: `no: ${(error as Error).message}`, ok: false, advice };
  }
}

/** Limits that decide what fits, with their units. */
const SHOWN_LIMITS: readonly [limit: string, words: string][] = [
  ['maxStorageBufferBindingSize', 'bytes in one buffer'],
  ['maxStorageBuffersPerShaderStage', 'buffers for a kernel'],
  ['maxComputeWorkgroupStorageSize', 'bytes of workgroup memory'],
  ['maxComputeInvocationsPerWorkgroup', 'invocations in a workgroup'],
];

/** Features that compute can make use of. */
const SHOWN_FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'];

function adapterFinding(adapter: AdapterInfo): Finding {
  const { software, limits, features } = adapter;
  const sizes = SHOWN_LIMITS.map(
    ([limit, words]) => `${limits[limit]?.toLocaleString('en-US')} ${words}`,
  );
  const has = SHOWN_FEATURES.filter((feature) => features.includes(feature));
  const name = software
    ? `${adapterName(adapter)}, in software: only with --backend webgpu`
    : adapterName(adapter);
  return {
    what: 'GPU',
    found: [name, sizes.join(', '), `features: ${has.join(', ') || 'none'}`].join('\n'),
    ok: true,
    adapter,
  };
}

/** The adapters, the one that is taken first. */
async function gpus(): Promise<Finding[]> {
  const { adapters, said } = await listAdapters();
  if (adapters.length > 0) return adapters.map(adapterFinding);
  const advice = await adapterAdvice();
  return [{ what: 'GPU', found: 'none: everything runs on WASM', ok: true, advice, said }];
}

/** A finding as text; further lines stand under the first. */
function lines({ what, found, ok }: Finding, width: number): string {
  const [first, ...rest] = found.split('\n');
  const indent = ' '.repeat(width + 4);
  const mark = ok ? ' ' : '!';
  return [`${mark} ${what.padEnd(width)}  ${first}`, ...rest.map((line) => indent + line)].join(
    '\n',
  );
}

export const doctorCommand: CommandModule<object, { json: boolean; quiet: boolean }> = {
  command: 'doctor',
  describe: 'what this machine offers, and what to install',
  builder: (yargs: Argv) =>
    outputOptions(yargs) as unknown as Argv<{ json: boolean; quiet: boolean }>,
  handler: async (args) => {
    const findings: Finding[] = [
      { what: 'apebench', found: VERSION, ok: true },
      program(),
      { what: 'cores', found: String(availableParallelism()), ok: true },
      simd(),
      threads(),
      relaxedSimd(),
      await core(),
      ...(await gpus()),
    ];
    const width = Math.max(...findings.map(({ what }) => what.length));
    const advice = findings.flatMap((finding) => finding.advice ?? []);
    const text = findings.map((finding) => lines(finding, width));
    if (advice.length > 0) text.push('', ...advice.map((line) => `- ${line}`));
    outputOf(args).result(text.join('\n'), findings);
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  },
};
