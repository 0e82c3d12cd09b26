/**
 * Fetches what the tests of other engines and of browsers need and is missing: engines from npm, on
 * Debian and as root browsers, the GPU in software, and QEMU with libraries for ARM64. Says what could
 * not be had; the tests of that then say so, too.
 */

import { installFromDebian } from './debian.js';
import { fetchEngines, missingFromDebian } from './engines.js';

const say = (line: string) => console.error(line);

for (const packages of missingFromDebian()) installFromDebian(packages, say);
fetchEngines(say);
