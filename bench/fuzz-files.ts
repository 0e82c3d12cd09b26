/**
 * `npx tsx bench/fuzz-files.ts [--files 100000] [--seed TEXT] [--first N]`: reads so many damaged
 * files, as `npm test` does with 500, and ends at the first for which a reader has no word.
 */

import { parseArgs } from 'node:util';
import { readDamaged } from '../test/cases/damaged-files.js';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now()) },
    first: { type: 'string', default: '0' },
  },
});
const [files, first] = [Number(values.files), Number(values.first)];
const PIECE = 1000;

console.log(`seed ${values.seed}`);
const sum = { read: 0, refused: 0 };
for (let i = first; i < first + files; i += PIECE) {
  const { read, refused } = await readDamaged(values.seed, Math.min(PIECE, first + files - i), i);
  sum.read += read;
  sum.refused += refused;
}
console.log(`${files} files: ${sum.read} read, ${sum.refused} refused in a word`);
