// Where threads wait for each other. Two words of shared memory: how many have arrived, and the number of times all have.

/**
 * Returns once `threads` threads have called it for the same place. A thread looks `spins` times (each takes about a nanosecond) before it
 * goes to sleep, from which it takes some 50 µs to wake.
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
  for (let i = 0; i < spins; i++) if (atomic.load<i32>(at, 4) != turn) return;
  // The expected value must be a plain operand: with an atomic load in its place V8's baseline compiler sleeps for ever.
  while (atomic.load<i32>(at, 4) == turn) atomic.wait<i32>(at + 4, turn, -1);
}
