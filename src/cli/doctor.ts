/** `apebench doctor`: what this machine offers, and what to install. */

import { availableParallelism } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { adapterInfo } from '../backends/index.js';
import { coreModule, hasRelaxedSimd } from '../core/index.js';
import { VERSION } from '../version.js';
import { outputOf, outputOptions } from './options.js';

interface Finding {
  readonly what: string;
  readonly found: string;
  readonly ok: boolean;
  readonly advice?: string;
}

/** `(func (result v128) (i8x16.splat (i32.const 0)))`: valid where there is SIMD. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
];

function simd(): Finding {
  const ok = WebAssembly.validate(Uint8Array.from(SIMD));
  const advice = 'nothing runs without it; Node 20.19 or newer has it';
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

async function adapters(): Promise<Finding> {
  const what = 'GPU';
  const info = await adapterInfo();
  if (info === null) {
    const advice =
      "for --backend webgpu: a driver with Vulkan, Metal or Direct3D 12; Debian's chromium package has one in software";
    return { what, found: 'no adapter', ok: true, advice };
  }
  const { description, vendor, architecture, software } = info;
  const name = [vendor, architecture, description].filter(Boolean).join(', ');
  return { what, found: software ? `${name} (in software)` : name, ok: true };
}

export const doctorCommand: CommandModule<object, { json: boolean; quiet: boolean }> = {
  command: 'doctor',
  describe: 'what this machine offers, and what to install',
  builder: (yargs: Argv) =>
    outputOptions(yargs) as unknown as Argv<{ json: boolean; quiet: boolean }>,
  handler: async (args) => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const current = major > 20 || (major === 20 && minor >= 19);
    const findings: Finding[] = [
      { what: 'apebench', found: VERSION, ok: true },
      {
        what: 'Node',
        found: `${process.versions.node} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}`,
        ok: current,
        ...(current ? {} : { advice: 'install Node 20.19 or newer' }),
      },
      { what: 'cores', found: String(availableParallelism()), ok: true },
      simd(),
      threads(),
      relaxedSimd(),
      await core(),
      await adapters(),
    ];
    const width = Math.max(...findings.map(({ what }) => what.length));
    const lines = findings.map(({ what, found, ok }) => {
      return `${ok ? ' ' : '!'} ${what.padEnd(width)}  ${found}`;
    });
    const advice = findings.flatMap((finding) => finding.advice ?? []);
    const text = advice.length === 0 ? lines : [...lines, '', ...advice.map((a) => `- ${a}`)];
    outputOf(args).result(text.join('\n'), findings);
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  },
};
