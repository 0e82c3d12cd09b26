// `MyConvNet;DEPTH[;ACTIVATION]`: the network of the original's documents, of 42 channels.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --net "MyConvNet;42"

import { arch, archExtensions } from 'apebench';

// An architecture that reads its config string by itself. The last field may name an activation,
// which then is `activation`.
archExtensions.MyConvNet = (config, numSpatialDims, _numPoints, numChannels, activation) => {
  const [, depth, named] = config.split(';');
  return arch.convNet({
    numSpatialDims,
    inChannels: numChannels,
    outChannels: numChannels,
    hiddenChannels: 42,
    depth: Number(depth),
    activation: named === undefined ? 'relu' : activation,
  });
};
