/**
 * Where threads wait for each other. Two words of shared memory: how many have arrived, and the
 * number of times all have.
 */

/** Waits in a row that ended in sleep, before the thread stops looking for long. */
const VAIN_WAITS = 3;
/**
 * One of so many waits is a long one even then, to notice that the others run at the same time
 * again.
 */
const PROBE = 16;
/** Looks of the other waits. */
const FEW_LOOKS = 1000;

/** Waits in a row, until now, that ended in sleep. */
let vain: i32 = 0;
/** Where this thread sleeps, and the number at which it does. */
let place: usize = 0;
let asleepAt: i32 = 0;

/**
 * Returns once `threads` threads have called it for the same place. A thread looks `spins` times
 * (each takes about a nanosecond) before it goes to sleep, from which it takes some 50 µs to wake.
 * Where that is in vain again and again, as when the others have to run on the same processor, it
 * looks on few times only: to look on would keep them from running.
 */
export function barrier(at: usize, threads: i32, spins: i32): void {
  if (!ASC_FEATURE_THREADS || threads == 1) return;
  const turn = atomic.load<i32>(at, 4);
  if (atomic.add<i32>(at, 1) + 1 == threads) {
    atomic.store<i32>(at, 0);
    atomic.add<i32>(at, 1, 4);
    atomic.notify(at + 4, -1);
    return;
  }
  const looks = vain < VAIN_WAITS || vain % PROBE == 0 ? spins : min(spins, FEW_LOOKS);
  for (let i = 0; i < looks; i++) {
    if (atomic.load<i32>(at, 4) != turn) {
      vain = 0;
      return;
    }
  }
  vain++;
  // V8's baseline compiler (that of Node 20) may lose what is in registers where it waits: a thread
  // that a late notification wakes then went on alone, or slept for ever. Globals are in memory.
  place = at;
  asleepAt = turn;
  while (atomic.load<i32>(place, 4) == asleepAt) atomic.wait<i32>(place + 4, asleepAt, -1);
}
