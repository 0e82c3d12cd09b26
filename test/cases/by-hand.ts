/**
 * Tiny examples of every op whose results were worked out by hand, so that what an op does can be
 * read here, and so that an error which the reference interpreter shares with a backend comes to
 * light. An op without an example does not compile.
 */

import type { OpName } from '../../src/graph/index.js';
import { convGeometry } from '../../src/graph/ops/conv-geometry.js';
import { convInputGrad } from '../../src/graph/ops/conv-input-grad.js';
import { convWeightGrad } from '../../src/graph/ops/conv-weight-grad.js';
import { denseInputGrad } from '../../src/graph/ops/dense-input-grad.js';
import { denseWeightGrad } from '../../src/graph/ops/dense-weight-grad.js';
import { groupNormGrad, groupNormWeightGrad } from '../../src/graph/ops/group-norm-grad.js';
import * as ops from '../../src/graph/ops/index.js';
import { modeMixWeightGrad } from '../../src/graph/ops/mode-mix-weight-grad.js';
import { microExamples } from './by-hand-micros.js';
import { type Example, row, tensor } from './example.js';

/*
 * One channel of four points and three taps: y[n] = x[n-1] + 10 x[n] + 100 x[n+1], around the end.
 * With x = 1, 2, 3, 4 that is 4 + 10 + 200, 1 + 20 + 300, 2 + 30 + 400, 3 + 40 + 100.
 *
 * The cotangent g = 1, 0, 0, 2 goes back to x[n] through the same taps turned around,
 * g[n+1] + 10 g[n] + 100 g[n-1]: 10 + 200, 100, 2, 1 + 20. To the weights it goes as the sums over
 * all points of g[n] x[n-1], g[n] x[n], g[n] x[n+1]: 4 + 2·3, 1 + 2·4, 2 + 2·1; to the bias as
 * 1 + 2. These three are all that the ops below make of x, w and g: what one gives forward, the
 * others give as gradients.
 */
const points = [1, 2, 3, 4];
const taps = [1, 10, 100];
const cotangent = [1, 0, 0, 2];
const convolved = [214, 321, 432, 143];
const convolvedBack = [210, 100, 2, 21];
const ofTaps = [10, 9, 4];
/** With a bias of ½. */
const biased = [214.5, 321.5, 432.5, 143.5];

/*
 * Two inputs and two outputs: y₀ = x₀ + 10 x₁, y₁ = 100 x₀ + 1000 x₁, and biases ½ and ¼. With
 * x = 1, 2 that is 21 and 2100 before the biases; the cotangent g = 1, 2 goes back to x as
 * 1 + 2·100 and 10 + 2·1000, to the weights as the products g₀x₀, g₀x₁, g₁x₀, g₁x₁.
 */
const vector = tensor([1, 1, 2], 1, 2);
const matrix = [1, 10, 100, 1000];
const products = [1, 2, 2, 4];

/*
 * Two channels of one mode, X₀ = 1 and X₁ = i, and the matrix W = (1, 10; 100, 1000 + i):
 * Y₀ = 1 + 10i, Y₁ = 100 + (1000 + i) i = 99 + 1000i. With G = 1, i the gradient of X is
 * conj(W)ᵀ G: 1 + 100i and 10 + (1000 - i) i = 11 + 1000i; that of W is G_o conj(X_i): 1, -i, i, 1.
 */
const spectrum = [1, 0, 0, 1];
const realWeights = [1, 10, 100, 1000];
const imaginaryWeights = [0, 0, 0, 1];
const mixed = [1, 10, 99, 1000];
const mixedBack = [1, 100, 11, 1000];
const ofRealWeights = [1, 0, 0, 1];
const ofImaginaryWeights = [0, -1, 1, 0];
const mixShape = [1, 1, 2, 2, 1];

/*
 * Two points, 1 and 3, of mean 2 and variance 1: with eps = 3 they become x̂ = -½, ½, and r is ½.
 * Times 10 plus 1 that is -4, 6. The cotangent g = 1, 0 goes back to x as r (a - ⟨a⟩ - x̂ ⟨a x̂⟩) with
 * a = 10, 0: ½ (10 - 5 - ½ · 5/2) = 15/8 and the opposite; to the scale as g · x̂, to the bias as 1.
 */
const twoPoints = [1, 3];
const normalised = [-4, 6];
const normalisedBack = [1.875, -1.875];

export const byHand = {
  adam: [
    {
      about: 'one element',
      // m' = ½·1 + ½·2, v' = ¾·4 + ¼·4, p' = 1 - ½ · 2m' / (√(4v') + 2) = 1 - ½ · 3/6.
      inputs: [
        ...[1, 2, 1, 4].map((value) => tensor([1, 1], value)),
        ...[0.5, 2, 4].map((value) => tensor([1], value)),
      ],
      build: ([p, g, m, v, lr, c1, c2]) =>
        ops.adam(p, g, m, v, lr, c1, c2, { b1: 0.5, b2: 0.75, eps: 2 }),
      outputs: [0.75, 1.5, 4],
      gradient: /an optimiser step is not differentiated/,
    },
  ],
  complexMul: [
    {
      about: 'a product',
      // (1 + 2i)(3 + 4i) = -5 + 10i; g = 1 + 2i goes back as g (3 - 4i) and g (1 - 2i).
      inputs: [tensor([1, 1, 1, 2, 1], 1, 2), tensor([1, 1, 1, 2, 1], 3, 4)],
      build: ([a, b]) => [ops.complexMul(a, b)],
      outputs: [-5, 10],
      gradient: { cotangents: [1, 2], gradients: [11, 2, 5, 0] },
    },
    {
      about: 'a conjugate',
      // (1 + 2i)(3 - 4i) = 11 + 2i; g = 2i goes back as g (3 + 4i) and conj(g) (1 + 2i).
      inputs: [tensor([1, 1, 1, 2, 1], 1, 2), tensor([1, 1, 1, 2, 1], 3, 4)],
      build: ([a, b]) => [ops.complexMul(a, b, { conjugate: true })],
      outputs: [11, 2],
      gradient: { cotangents: [0, 2], gradients: [-8, 6, 4, -2] },
    },
  ],
  concat: [
    {
      about: 'two inputs',
      inputs: [row(1, 2), row(3)],
      build: (xs) => [ops.concat(xs, 3)],
      outputs: [1, 2, 3],
      gradient: { cotangents: [4, 5, 6], gradients: [4, 5, 6] },
    },
  ],
  conv: [
    {
      about: 'three taps and a bias',
      inputs: [row(...points), row(...taps), tensor([1, 1, 1], 0.5)],
      build: ([x, w, bias]) => [ops.conv(x, w, bias)],
      outputs: biased,
      gradient: { cotangents: cotangent, gradients: [...convolvedBack, ...ofTaps, 3] },
    },
    {
      about: 'two taps apart',
      // Two taps, the second two points on: y[n] = x[n] + 10 x[n+2].
      inputs: [row(...points), row(1, 10)],
      build: ([x, w]) => [ops.conv(x, w, null, { dilation: 2 })],
      outputs: [31, 42, 13, 24],
      gradient: { cotangents: cotangent, gradients: [1, 20, 10, 2, 9, 7] },
    },
    {
      about: 'two channels',
      // One tap, two channels of two points: x₀ + 10 x₁ and 100 x₀ + 1000 x₁.
      inputs: [tensor([1, 1, 2, 2], ...points), tensor([1, 2, 2, 1], ...matrix)],
      build: ([x, w]) => [ops.conv(x, w, null)],
      outputs: [31, 42, 3100, 4200],
      gradient: { cotangents: [1, 0, 0, 1], gradients: [1, 100, 10, 1000, 1, 3, 2, 4] },
    },
    {
      about: 'every second point',
      inputs: [row(...points), row(...taps)],
      build: ([x, w]) => [ops.conv(x, w, null, { stride: 2 })],
      outputs: [214, 432],
      gradient: { cotangents: [1, 2], gradients: [10, 102, 20, 201, 8, 7, 10] },
    },
    {
      about: 'a point between two',
      // Of 1, 0, 2, 0: 10, 1 + 200, 20, 2 + 100.
      inputs: [row(1, 2), row(...taps)],
      build: ([x, w]) => [ops.conv(x, w, null, { inputDilation: 2 })],
      outputs: [10, 201, 20, 102],
      gradient: { cotangents: cotangent, gradients: [210, 2, 4, 1, 2] },
    },
    {
      about: 'zeros beyond the ends',
      inputs: [row(...points), row(...taps)],
      build: ([x, w]) => [ops.conv(x, w, null, { boundary: 'zeros' })],
      outputs: [210, 321, 432, 43],
      gradient: { cotangents: cotangent, gradients: [10, 100, 2, 20, 6, 9, 2] },
    },
    {
      about: 'mirrored at the ends',
      // 2 before, 3 behind.
      inputs: [row(...points), row(...taps)],
      build: ([x, w]) => [ops.conv(x, w, null, { boundary: 'reflection' })],
      outputs: [212, 321, 432, 343],
      gradient: { cotangents: cotangent, gradients: [10, 101, 202, 20, 8, 9, 8] },
    },
    {
      about: 'the last point again',
      // 1 before, 4 behind.
      inputs: [row(...points), row(...taps)],
      build: ([x, w]) => [ops.conv(x, w, null, { boundary: 'edge' })],
      outputs: [211, 321, 432, 443],
      gradient: { cotangents: cotangent, gradients: [11, 100, 2, 220, 7, 9, 10] },
    },
    {
      about: 'a row of taps in the plane',
      // In each row x[n] + 10 x[n+1].
      inputs: [tensor([1, 1, 1, 2, 2], ...points), tensor([1, 1, 1, 1, 2], 1, 10)],
      build: ([x, w]) => [ops.conv(x, w, null)],
      outputs: [21, 12, 43, 34],
      gradient: { cotangents: [1, 0, 0, 0], gradients: [1, 10, 0, 0, 1, 2] },
    },
  ],
  convInputGrad: [
    {
      about: 'three taps',
      inputs: [row(...cotangent), row(...taps)],
      build: ([g, w]) => [convInputGrad(g, w, convGeometry([4], [3]))],
      outputs: convolvedBack,
      gradient: { cotangents: points, gradients: [...convolved, ...ofTaps] },
    },
  ],
  convWeightGrad: [
    {
      about: 'three taps and a bias',
      inputs: [row(...points), row(...cotangent)],
      build: ([x, g]) => convWeightGrad(x, g, convGeometry([4], [3]), [1, 1, 1]),
      outputs: [...ofTaps, 3],
      gradient: { cotangents: [...taps, 0.5], gradients: [...convolvedBack, ...biased] },
    },
  ],
  dense: [
    {
      about: 'a bias',
      inputs: [vector, tensor([1, 2, 2], ...matrix), tensor([1, 2], 0.5, 0.25)],
      build: ([x, w, bias]) => [ops.dense(x, w, bias)],
      outputs: [21.5, 2100.25],
      gradient: { cotangents: [1, 2], gradients: [201, 2010, ...products, 1, 2] },
    },
  ],
  denseInputGrad: [
    {
      about: 'one matrix',
      inputs: [vector, tensor([1, 2, 2], ...matrix)],
      build: ([g, w]) => [denseInputGrad(g, w)],
      outputs: [201, 2010],
      gradient: { cotangents: [1, 2], gradients: [21, 2100, ...products] },
    },
  ],
  denseWeightGrad: [
    {
      about: 'a bias',
      inputs: [vector, vector],
      build: ([x, g]) => denseWeightGrad(x, g, [1, 2]),
      outputs: [...products, 1, 2],
      gradient: { cotangents: [...matrix, 0.5, 0.25], gradients: [201, 2010, 21.5, 2100.25] },
    },
  ],
  elementwise: microExamples,
  gather: [
    {
      about: 'an offset',
      // Rows 1 and 0, and one on.
      inputs: [tensor([3, 1, 2], 1, 2, 3, 4, 5, 6), { ...tensor([1, 2], 1, 0), isIndex: true }],
      build: ([data, rows]) => [ops.gather(data, rows, 1)],
      outputs: [5, 6, 3, 4],
      gradient: /a data set is not differentiated/,
    },
  ],
  groupNorm: [
    {
      about: 'two points',
      inputs: [row(...twoPoints), tensor([1, 1], 10), tensor([1, 1], 1)],
      build: ([x, scale, bias]) => [ops.groupNorm(x, scale, bias, { eps: 3 })],
      outputs: normalised,
      gradient: { cotangents: [1, 0], gradients: [...normalisedBack, -0.5, 1] },
    },
  ],
  groupNormGrad: [
    {
      about: 'two points',
      // c = 1, 0 goes back to g as it comes, to the scale as Σ g P(c), to x as
      // -r (x̂ ⟨c P(a)⟩ + P(c) ⟨a x̂⟩ + P(a) ⟨c x̂⟩) with ⟨c P(a)⟩ = 15/16, ⟨a x̂⟩ = -5/2, ⟨c x̂⟩ = -1/4.
      inputs: [row(1, 0), row(...twoPoints), tensor([1, 1], 10)],
      build: ([g, x, scale]) => [groupNormGrad(g, x, scale, { groups: 1, eps: 3 })],
      outputs: normalisedBack,
      gradient: {
        cotangents: [1, 0],
        gradients: [...normalisedBack, 0.703125, -0.703125, 0.1875],
      },
    },
  ],
  groupNormWeightGrad: [
    {
      about: 'two points',
      inputs: [row(...twoPoints), row(1, 0)],
      build: ([x, g]) =>
        groupNormWeightGrad(x, g, { groups: 1, eps: 3, scaleShape: [1, 1], biasShape: [1, 1] }),
      outputs: [-0.5, 1],
      gradient: { cotangents: [10, 1], gradients: [...normalisedBack, ...normalised] },
    },
  ],
  irfft: [
    {
      about: 'four points',
      // x[n] = X₀ + 2 Re(X₁ iⁿ) + X₂ (-1)ⁿ of 10, -2 + 2i, -2: four times 1, 2, 3, 4.
      inputs: [tensor([1, 1, 1, 2, 3], 10, -2, -2, 0, 2, 0)],
      build: ([X]) => [ops.irfft(X, [4])],
      outputs: [4, 8, 12, 16],
      // Of x[1] = X₀ - 2 Im X₁ - X₂.
      gradient: { cotangents: [0, 1, 0, 0], gradients: [1, 0, -1, 0, -2, 0] },
    },
  ],
  modeMix: [
    {
      about: 'two channels',
      inputs: [
        tensor([1, 1, 2, 2, 1], ...spectrum),
        tensor(mixShape, ...realWeights),
        tensor(mixShape, ...imaginaryWeights),
      ],
      build: ([X, real, imaginary]) => [ops.modeMix(X, real, imaginary)],
      outputs: mixed,
      gradient: {
        cotangents: spectrum,
        gradients: [...mixedBack, ...ofRealWeights, ...ofImaginaryWeights],
      },
    },
  ],
  modeMixWeightGrad: [
    {
      about: 'two channels',
      inputs: [tensor([1, 1, 2, 2, 1], ...spectrum), tensor([1, 1, 2, 2, 1], ...spectrum)],
      build: ([X, G]) => modeMixWeightGrad(X, G, mixShape),
      outputs: [...ofRealWeights, ...ofImaginaryWeights],
      gradient: {
        cotangents: [...realWeights, ...imaginaryWeights],
        gradients: [...mixedBack, ...mixed],
      },
    },
  ],
  pad: [
    {
      about: 'both sides',
      inputs: [row(1, 2)],
      build: ([x]) => [ops.pad(x, 3, 1, 2)],
      outputs: [0, 1, 2, 0, 0],
      gradient: { cotangents: [3, 4, 5, 6, 7], gradients: [4, 5] },
    },
  ],
  repeat: [
    {
      about: 'powers',
      // Three times u ← a u: a³ x. Its derivatives are a³ and 3a² x.
      inputs: [row(2, 1), row(3, 2)],
      build: ([x, a]) => ops.repeat(3, { carry: [x] }, ([u]) => ({ carry: [ops.mul(u, a)] })).carry,
      outputs: [54, 8],
      gradient: { cotangents: [1, 10], gradients: [27, 80, 54, 120] },
    },
    {
      about: 'running sums',
      // 4, and then 1, 2 and 3 added to it: the last sum, and all of them. Each number is in those
      // from its turn on.
      inputs: [row(4), tensor([3, 1, 1, 1, 1], 1, 2, 3)],
      build: ([start, stack]) => {
        const inputs = { carry: [start], stacked: [stack] };
        const { carry, outputs } = ops.repeat(3, inputs, ([sum], [x]) => {
          const next = ops.add(sum, x);
          return { carry: [next], outputs: [next] };
        });
        return [...carry, ...outputs];
      },
      outputs: [10, 5, 7, 10],
      gradient: { cotangents: [1, 10, 100, 1000], gradients: [1111, 1111, 1101, 1001] },
    },
  ],
  reshape: [
    {
      about: 'rows',
      inputs: [row(1, 2, 3, 4)],
      build: ([x]) => [ops.reshape(x, [1, 2, 2])],
      outputs: [1, 2, 3, 4],
      gradient: { cotangents: [5, 6, 7, 8], gradients: [5, 6, 7, 8] },
    },
  ],
  rfft: [
    {
      about: 'four points',
      // 1 + 2 + 3 + 4, 1 - 2i - 3 + 4i, 1 - 2 + 3 - 4: real parts, then imaginary ones.
      inputs: [row(1, 2, 3, 4)],
      build: ([x]) => [ops.rfft(x, 1)],
      outputs: [10, -2, -2, 0, 2, 0],
      // Of Re X₀ = x[0] + x[1] + x[2] + x[3] and Im X₁ = x[3] - x[1].
      gradient: { cotangents: [1, 0, 0, 0, 1, 0], gradients: [1, 0, 1, 2] },
    },
  ],
  slice: [
    {
      about: 'the middle',
      inputs: [row(1, 2, 3, 4)],
      build: ([x]) => [ops.slice(x, 3, 1, 3)],
      outputs: [2, 3],
      gradient: { cotangents: [5, 6], gradients: [0, 5, 6, 0] },
    },
  ],
  stopGradient: [
    {
      about: 'a row',
      inputs: [row(1, 2)],
      build: ([x]) => [ops.stopGradient(x)],
      outputs: [1, 2],
      gradient: { cotangents: [3, 4], gradients: [0, 0] },
    },
  ],
  sum: [
    {
      about: 'rows',
      inputs: [tensor([1, 1, 2, 2], 1, 2, 3, 4)],
      build: ([x]) => [ops.sum(x, [3])],
      outputs: [3, 7],
      gradient: { cotangents: [5, 6], gradients: [5, 5, 6, 6] },
    },
  ],
} satisfies Record<OpName, Example[]>;
