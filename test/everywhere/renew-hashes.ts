/**
 * `npx tsx test/everywhere/renew-hashes.ts` writes src/selftest/hashes.ts anew: after a change of
 * numbers that was meant, and stands in the changelog under "Numbers".
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { selfTest } from '../../src/selftest/index.js';

const results = await selfTest();
const lines = results.map(
  ({ name, hash }) => `  ${JSON.stringify(name).replaceAll('"', "'")}:\n    '${hash}',`,
);
writeFileSync(
  fileURLToPath(new URL('../../src/selftest/hashes.ts', import.meta.url)),
  `/**
 * SHA-256 of what each case comes to, by its name: written by test/everywhere/renew-hashes.ts, and
 * met by every engine.
 */

export const HASHES: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
