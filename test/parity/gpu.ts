// The adapter on which the WebGPU suites run. Without one they are skipped, aloud; in CI that is a failure.

import { adapterInfo } from '../../src/backends/webgpu/adapters.js';

const ADVICE =
  'no WebGPU adapter: on Debian, `apt-get install chromium` brings a software one, which `npm test` then finds ' +
  '(APEBENCH_INSTALL=1 npm test installs it)';

export async function adapterOrReason(): Promise<{ adapter: string; skip: string | false }> {
  const info = await adapterInfo();
  if (info) {
    const { vendor, architecture, description } = info;
    return { adapter: [vendor, architecture, description].filter(Boolean).join(' '), skip: false };
  }
  if (process.env.CI) throw new Error(ADVICE);
  return { adapter: 'none', skip: ADVICE };
}
