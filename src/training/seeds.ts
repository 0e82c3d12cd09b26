/** Arrays of several seeds that stand side by side on a leading axis. */

/** One array with a leading seed axis from one array per seed. */
export function stackSeeds(perSeed: readonly ArrayLike<number>[]): Float64Array {
  const size = perSeed[0].length;
  const stacked = new Float64Array(perSeed.length * size);
  for (const [seed, values] of perSeed.entries()) stacked.set(values, seed * size);
  return stacked;
}

/** The part of an array with a leading seed axis that belongs to one seed. */
export function seedOf(values: Float64Array, seed: number, numSeeds: number): Float64Array {
  const size = values.length / numSeeds;
  return values.slice(seed * size, (seed + 1) * size);
}
