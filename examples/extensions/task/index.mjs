// `share;W`: the network's output and W of the coarse solver's, W P(u) + net(u).
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --task "share;0.5"

import { ops, taskExtensions } from 'apebench';

taskExtensions.share = (config) => {
  const share = Number(config.split(';')[1]);
  return {
    needsCoarse: true,
    emulator: (network, coarse) => (u) => ops.add(ops.scale(coarse(u), share), network(u)),
  };
};
