// `largest_weight;EVERY`: the largest size of a parameter, every so many updates.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --set "callbacks=largest_weight;2"

import { callbackExtensions } from 'apebench';

const larger = (largest, weight) => Math.max(largest, Math.abs(weight));

callbackExtensions.largest_weight = (config) => () => ({
  name: 'largest_weight',
  every: Number(config.split(';')[1]),
  // One value for each seed; an array of `params` has those of all seeds, one behind the other.
  value: (params, numSeeds) =>
    Array.from({ length: numSeeds }, (_, seed) =>
      params.reduce((largest, all) => {
        const size = all.length / numSeeds;
        return all.subarray(seed * size, (seed + 1) * size).reduce(larger, largest);
      }, 0),
    ),
});
