/**
 * The adapter on which the WebGPU suites run. Without one they are skipped, aloud; with CI=true or
 * APEBENCH_INSTALL=1 that is a failure.
 */

import { adapterInfo, adapterName } from '../../src/backends/webgpu/adapters.js';
import { configure } from '../../src/core/index.js';

const ADVICE =
  'no WebGPU adapter: on Debian, `apt-get install chromium` brings a software one, which ' +
  '`npm test` then finds (APEBENCH_INSTALL=1 npm test installs it)';

export async function adapterOrReason(): Promise<{ adapter: string; skip: string | false }> {
  const info = await adapterInfo();
  if (info) return { adapter: adapterName(info), skip: false };
  // Of two stacks each has one, or is not asked to run anything.
  if (process.env.CI || process.env.APEBENCH_INSTALL || larger) throw new Error(ADVICE);
  return { adapter: 'none', skip: ADVICE };
}

/** Why larger cases are skipped on a stack that leaves them to a quicker one. */
export const LARGER = 'a larger case, which the quicker stack runs';

/**
 * Why larger cases are skipped here, false where they are not: of two stacks that run the same suites
 * (test/everywhere/gpu-stacks.test.ts) the quicker one has them.
 */
export const larger: string | false = process.env.APEBENCH_GPU_CASES === 'smaller' && LARGER;

/**
 * Has every thread of the WASM backend fail at its start, so that nothing can fall back on it in
 * silence.
 */
export function forbidWasm(): void {
  const worker = `throw new Error('the WASM backend is not to be used here')`;
  configure({
    assets: { 'worker.js': new URL(`data:text/javascript,${encodeURIComponent(worker)}`) },
  });
}
