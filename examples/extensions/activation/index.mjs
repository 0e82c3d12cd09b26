// `leaky_relu`: x where it is positive, x / 10 where it is not.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --net "Conv;8;2;leaky_relu"

import { activationExtensions, ops } from 'apebench';

activationExtensions.leaky_relu = () => (x) =>
  ops.sub(ops.relu(x), ops.scale(ops.relu(ops.scale(x, -1)), 0.1));
