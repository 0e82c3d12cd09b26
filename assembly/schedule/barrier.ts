// Where threads wait for each other. Two words of shared memory: how many have arrived, and the number of times all have.

/** Turns of spinning before a thread goes to sleep: about 20 µs, several times what a wake-up takes. */
const SPINS: i32 = 4000;

/** Returns once `threads` threads have called it for the same place. */
export function barrier(at: usize, threads: i32): void {
  if (!ASC_FEATURE_THREADS || threads == 1) return;
  const turn = atomic.load<i32>(at, 4);
  if (atomic.add<i32>(at, 1) + 1 == threads) {
    atomic.store<i32>(at, 0);
    atomic.add<i32>(at, 1, 4);
    atomic.notify(at + 4, -1);
    return;
  }
  for (let i = 0; i < SPINS; i++) if (atomic.load<i32>(at, 4) != turn) return;
  // The expected value must be a plain operand: with an atomic load in its place V8's baseline compiler sleeps for ever.
  while (atomic.load<i32>(at, 4) == turn) atomic.wait<i32>(at + 4, turn, -1);
}
