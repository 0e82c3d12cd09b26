/**
 * `npx tsx test/damage [COUNT [SEED [FIRST]]]` reads 100,000 damaged files, or so many, and ends at
 * the first for which a reader has no word.
 */

import { readDamaged } from './damaged-files.js';

const PIECE = 1000;

const [count = '100000', seed = String(Date.now()), first = '0'] = process.argv.slice(2);
const end = Number(first) + Number(count);
const sum = { read: 0, refused: 0 };
console.log(`seed ${seed}`);
for (let i = Number(first); i < end; i += PIECE) {
  const { read, refused } = await readDamaged(seed, Math.min(PIECE, end - i), i);
  sum.read += read;
  sum.refused += refused;
}
console.log(`${count} files: ${sum.read} read, ${sum.refused} refused in a word`);
