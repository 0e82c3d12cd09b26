// `error_at;POINT`: the mean over the batch of prediction minus reference, in the first channel at
// one point of a line.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --set "report_metrics=error_at;3"

import { metricExtensions, ops } from 'apebench';

metricExtensions.error_at = (config) => {
  const point = Number(config.split(';')[1]);
  return (pred, ref) => {
    const ofChannel = ops.slice(ops.sub(pred, ref), 2, 0, 1);
    return ops.mean(ops.slice(ofChannel, 3, point, point + 1), [1]);
  };
};
