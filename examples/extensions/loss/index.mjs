// `smooth;SCALE`: quadratic in errors e below SCALE s and linear above, s² (√(1 + (e/s)²) - 1). It
// stands behind the other fields of a training string.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --train "sup;2;smooth;0.1"

import { lossExtensions, ops } from 'apebench';

lossExtensions.smooth = (config) => {
  const scale = Number(config.split(';')[1]);
  // States are [seeds, batch, channels, ...space]; a loss has one number for each sample.
  return (prediction, target) => {
    const error = ops.scale(ops.sub(prediction, target), 1 / scale);
    const size = ops.addScalar(ops.sqrt(ops.addScalar(ops.square(error), 1)), -1);
    const ofState = size.shape.map((_, axis) => axis).slice(2);
    return ops.scale(ops.mean(size, ofState), scale * scale);
  };
};
