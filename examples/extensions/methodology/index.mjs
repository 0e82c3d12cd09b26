// `last;STEPS`: unrolled steps of which the last alone is compared with the data.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --train "last;2"

import { methodologyExtensions, supervised } from 'apebench';

methodologyExtensions.last = (config) => {
  const steps = Number(config.split(';')[1]);
  return supervised(steps, {
    timeLevelWeights: Array.from({ length: steps }, (_, t) => Number(t === steps - 1)),
  });
};
