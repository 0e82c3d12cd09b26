/**
 * `npx tsx test/kills [COUNT [SEED [PARALLEL]]]` kills 500 runs, or so many, and tells what of each
 * kind were killed; `npm run build` must have been before.
 */

import seedrandom from 'seedrandom';
import { canTrace, kill } from './kills.js';

const [count = 500, seed = 0, parallel = 2] = process.argv.slice(2).map(Number);
if (!canTrace()) console.log('strace is not there: runs are killed at random moments alone');
let done = 0;
const { counts, left } = await kill(count, {
  random: seedrandom(String(seed)),
  parallel,
  onKill: (label) => console.log(`${++done}/${count}: ${label}`),
});
console.log('every run went on to the same files, and no others. Killed:', counts);
console.log('when it was killed, it left', left);
