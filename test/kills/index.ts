/**
 * `npx tsx test/kills [COUNT [SEED [PARALLEL]]]` kills 500 runs, or so many, and tells what of each
 * kind were killed; `npx tsx test/kills studies [COUNT [SEED]]` does so with processes of studies.
 * `npm run build` must have been before.
 */

import seedrandom from 'seedrandom';
import { canTrace, kill } from './kills.js';
import { killStudies } from './studies.js';

const [first, ...others] = process.argv.slice(2);
const isStudies = first === 'studies';
const numbers = (isStudies ? others : process.argv.slice(2)).map(Number);
const [count = 500, seed = 0, parallel = 2] = numbers;
const random = seedrandom(String(seed));
let done = 0;
const onKill = (label: string) => console.log(`${++done}/${count}: ${label}`);

if (isStudies) {
  const counts = await killStudies(count, { random, each: 1, onKill });
  console.log('every study went on to the same files, and no others. Killed:', counts);
} else {
  if (!canTrace()) console.log('strace is not there: runs are killed at random moments alone');
  const { counts, left } = await kill(count, { random, parallel, onKill });
  console.log('every run went on to the same files, and no others. Killed:', counts);
  console.log('when it was killed, it left', left);
}
