// `box;WIDTH`: 1 on a piece of a line that lies anywhere, WIDTH of it wide, and 0 elsewhere.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --set "ic_config=box;0.25"

import { draws, initialConditionExtensions, UserError } from 'apebench';

initialConditionExtensions.box = (config, dims) => {
  const width = Number(config.split(';')[1]);
  if (dims !== 1) throw new UserError(`a box lies on a line, not in ${dims}D`);
  return {
    dims,
    // Of one channel: each is drawn by itself.
    numChannels: 1,
    generate(numPoints, key, options) {
      const [start] = draws.uniform(key, [1], 0, 1, options);
      return Float64Array.from({ length: numPoints }, (_, i) => {
        const behind = i / numPoints - start;
        return Number((behind < 0 ? behind + 1 : behind) < width);
      });
    },
  };
};
