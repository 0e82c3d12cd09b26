/**
 * `npx tsx bench/fuzz-strings.ts [--strings 1000000] [--seed TEXT] [--first N]`: reads so many
 * strings made at random, as `npm test` does with 20,000, and ends at the first for which a reader
 * has no word.
 */

import { parseArgs } from 'node:util';
import { readRandom } from '../test/cases/random-strings.js';

const { values } = parseArgs({
  options: {
    strings: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now()) },
    first: { type: 'string', default: '0' },
  },
});

console.log(`seed ${values.seed}`);
const { read, refused } = await readRandom(
  values.seed,
  Number(values.strings),
  Number(values.first),
);
console.log(`${values.strings} strings: ${read} read, ${refused} refused in a word`);
