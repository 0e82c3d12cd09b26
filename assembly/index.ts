/**
 * The export surface of the core, nothing else. What a function does is said where it lives;
 * src/core/exports.ts holds the same list as TypeScript sees it.
 */

export { heapBase } from './schedule/memory';
export { beginSeed, beginTurn, runInstruction, runSteps, setWorker } from './schedule/run';
export { convScratchBytes, paddedRowBytes } from './kernels/conv-host';
export { elementwiseScratchBytes } from './kernels/elementwise';
export { peak } from './kernels/peak';
export {
  fftPlanBytes,
  fftPlanInit,
  fftProductBytes,
  fftScratchBytes,
  transformHost,
} from './fft/host';
export { erfinv } from './math/erfinv';
export { exp, expm1, log, log1p, pow, sigmoid, tanh } from './math/exponential';
export { cos, sin, tan } from './math/trigonometric';
export { randomIntegers, randomNormal, randomUniform } from './random/draws';
export { randomPermutation, randomPermutationScratch } from './random/permutation';
export { randomBits, randomFoldIn, randomSplit } from './random/threefry';
export { scanConfig } from './config/scanner';
