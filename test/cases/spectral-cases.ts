/** Cases of Fourier transforms and of what is done to spectral tensors. */

import { sizeOf } from '../../src/arrays.js';
import { type Band, modeShape } from '../../src/graph/ops/band.js';
import * as ops from '../../src/graph/ops/index.js';
import type { ModeMixAttrs } from '../../src/graph/ops/mode-mix.js';
import { modeMixWeightGrad } from '../../src/graph/ops/mode-mix-weight-grad.js';
import { onAxis, type PerAxis } from '../../src/graph/ops/per-axis.js';
import { emit } from '../../src/graph/tensor.js';
import { linearCombination } from '../../src/steppers/linear-combination.js';
import { any, type OpCase, opCase, randomArray } from './op-case.js';

const all: Band = { modes: null, cutoff: null };
const only = (modes: PerAxis): Band => ({ modes, cutoff: null });
const below = (cutoff: number): Band => ({ modes: null, cutoff });

const transforms: [number[], Band][] = [
  ...[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 26, 30, 32, 34, 48, 160].map(
    (n) => [[n], all] as [number[], Band],
  ),
  [[8], only(3)],
  [[8], only(5)],
  [[9], only(5)],
  [[32], only(12)],
  [[12], only(1)],
  [[16], below(5)],
  [[15], below(4)],
  [[10], below(0)],
  [[12], below(6)],
  [[12], { modes: 5, cutoff: 2 }],
  [[4, 6], all],
  [[5, 4], all],
  [[6, 5], all],
  [[3, 7], all],
  [[8, 8], only(3)],
  [[6, 9], only(2)],
  [[8, 6], only(4)],
  [[7, 8], only(4)],
  [[6, 8], only(5)],
  [[8, 6], below(2)],
  [[8, 8], { modes: 3, cutoff: 1 }],
  [[1, 8], only(1)],
  [[3, 40], all],
  [[6, 40], below(9)],
  [[12, 34], only(11)],
  [[60, 3], all],
  [[60, 3], below(20)],
  [[4, 3, 4], all],
  [[2, 5, 3], all],
  [[4, 6, 4], only(2)],
  [[4, 4, 5], only(3)],
  [[4, 5, 6], below(1)],
  [[1, 3, 6], only(1)],
  [[3, 1, 5], only(1)],
  [[6, 6, 6], { modes: 4, cutoff: 1 }],
  [[2, 3, 18], all],
  [[8, 6], only([2, 4])],
  [[3, 12], only([3, 5])],
  [[6, 9], { modes: [5, 2], cutoff: 2 }],
  [[4, 6, 5], only([1, 4, 3])],
  [[6, 2, 8], only([4, 1, 2])],
];

const label = (space: number[], { modes, cutoff }: Band) =>
  `[${space}]${modes === null ? '' : `, ${modes} modes`}${cutoff === null ? '' : `, |k| <= ${cutoff}`}`;

/** Both transforms add at most two numbers of each point. */
const termsOf = (space: number[]) => space.reduce((n, e) => n * e, 2);

const batches = (space: number[]) => (space.length === 1 && space[0] < 16 ? [2, 3, 2] : [1, 2, 1]);

export const rfftCases: OpCase[] = transforms.flatMap(([space, band]) => {
  const dims = space.length;
  const x = any(...batches(space), ...space);
  const rest = { linear: [0], terms: termsOf(space), size: 2 };
  return [
    opCase(`rfft of ${label(space, band)}`, [x], ([a]) => ops.rfft(a, dims, band), rest),
    opCase(
      `adjoint of irfft of ${label(space, band)}`,
      [x],
      ([a]) => emit('rfft', [a], { dims, ...band, doubled: true })[0],
      rest,
    ),
  ];
});

export const irfftCases: OpCase[] = transforms.flatMap(([space, band]) => {
  const X = any(...batches(space), 2, ...modeShape(space, band.modes));
  const rest = { linear: [0], terms: termsOf(space), size: 2 };
  return [
    opCase(`irfft to ${label(space, band)}`, [X], ([a]) => ops.irfft(a, space, band), rest),
    opCase(
      `adjoint of rfft of ${label(space, band)}`,
      [X],
      ([a]) => ops.irfft(a, space, { ...band, halved: true }),
      rest,
    ),
  ];
});

const products: [number[], number[]][] = [
  [
    [1, 2, 1, 2, 41, 26],
    [1, 1, 1, 2, 41, 26],
  ],
  [
    [2, 2, 3, 2, 5],
    [2, 2, 3, 2, 5],
  ],
  [
    [2, 3, 2, 2, 9],
    [1, 1, 1, 2, 9],
  ],
  [
    [1, 2, 1, 2, 81],
    [1, 1, 3, 2, 81],
  ],
  [
    [1, 2, 2, 2, 4, 3],
    [1, 1, 2, 2, 4, 3],
  ],
  [
    [1, 1, 2, 2, 3, 2, 3],
    [1, 1, 1, 2, 3, 2, 3],
  ],
  [
    [1, 2, 1, 2, 4],
    [1, 1, 1, 2, 1],
  ],
  // Modes that broadcast on some axes, of one operand and of both.
  [
    [1, 2, 2, 2, 4, 3],
    [1, 1, 1, 2, 4, 1],
  ],
  [
    [2, 1, 1, 2, 3, 1, 5],
    [1, 2, 2, 2, 1, 4, 5],
  ],
];

export const complexMulCases: OpCase[] = products.flatMap(([a, b]) =>
  [false, true].map((conjugate) =>
    opCase(
      `complexMul of [${a}] and [${b}]${conjugate ? ', conjugate' : ''}`,
      [any(...a), any(...b)],
      ([x, y]) => ops.complexMul(x, y, { conjugate }),
      { linear: [0, 1], terms: 40 },
    ),
  ),
);

type OperatorKind = 'plain' | 'real' | 'complex' | 'imaginary';

/** An operator `[C, 2, ...modes]` of a kind, or none. */
function operatorOf(kind: OperatorKind, name: string, modes: readonly number[], channels = 1) {
  if (kind === 'plain') return null;
  const size = sizeOf(modes);
  const planes = randomArray(name, channels * 2 * size);
  for (let at = 0; at < planes.length; at += 2 * size) {
    if (kind === 'real') planes.fill(0, at + size, at + 2 * size);
    if (kind === 'imaginary') planes.fill(0, at, at + size);
  }
  return planes;
}

/** The kinds of the terms of a sum: the usual ones of a time step, and others. */
const sums: OperatorKind[][] = [
  ['real', 'imaginary'],
  ['real', 'imaginary', 'imaginary'],
  ['real', 'imaginary', 'imaginary', 'imaginary'],
  ['real', 'imaginary', 'imaginary', 'imaginary', 'imaginary'],
  ['plain', 'imaginary'],
  ['plain', 'imaginary', 'imaginary'],
  ['plain', 'imaginary', 'imaginary', 'imaginary'],
  ['complex', 'complex'],
  ['imaginary', 'plain', 'real'],
  ['complex', 'plain', 'imaginary', 'real'],
];

/** Seeds, batch, channels and modes, fewer than fit into a vector or with a rest behind vectors. */
const spectra: number[][] = [
  [1, 1, 1, 3],
  [2, 3, 2, 9],
  [2, 1, 2, 4, 3],
  [1, 2, 3, 3, 2, 3],
];

const summations = [
  ...spectra.flatMap((shape) => sums.map((kinds) => ({ shape, kinds }))),
  // More than one thread takes, and more than one workgroup.
  { shape: [1, 1, 2, 1030], kinds: sums[2] },
  { shape: [1, 2, 2, 12, 87], kinds: sums[sums.length - 1] },
];

/**
 * Sums of spectra times constant operators, which backends make one op of. The terms read in turn
 * x, a range of y's channels, and channels of both, put together.
 */
export const spectralSumCases: OpCase[] = [
  ...summations.map(({ shape: [E, B, C, ...modes], kinds }) => {
    const name = `sum of ${kinds.join(', ')} on [${[E, B, C, 2, ...modes]}]`;
    return opCase(
      name,
      [any(E, B, C, 2, ...modes), any(E, B, C + 1, 2, ...modes)],
      ([x, y]) => {
        const last = ops.slice(y, 2, C, C + 1);
        const readings = [
          x,
          ops.slice(y, 2, 1, C + 1),
          ops.slice(ops.concat([last, x], 2), 2, 0, C),
        ];
        return linearCombination(
          kinds.map((kind, i) => ({
            spectrum: readings[i % 3],
            operator: operatorOf(kind, `${name} ${i}`, modes),
          })),
        );
      },
      // Two products of each term.
      { terms: 2 * kinds.length },
    );
  }),
  ...[true, false].map((inOrder) =>
    opCase(
      // Where the channels change places, none may be overwritten before it is read.
      `sum in a loop over its own carry, channels ${inOrder ? 'in order' : 'exchanged'}`,
      [any(1, 2, 2, 2, 5, 40)],
      ([x]) =>
        ops.repeat(2, { carry: [x] }, ([u]) => {
          const [first, second] = [ops.slice(u, 2, 0, 1), ops.slice(u, 2, 1, 2)];
          const spectrum = inOrder ? u : ops.concat([second, first], 2);
          return {
            carry: [
              linearCombination([
                { spectrum: u, operator: operatorOf('real', 'loop, real', [5, 40]) },
                { spectrum, operator: operatorOf('imaginary', 'loop, imaginary', [5, 40]) },
              ]),
            ],
          };
        }).carry,
      // Two turns of two products each.
      { linear: [0], terms: 4 },
    ),
  ),
];

/**
 * Sums with an operator of its own for each channel in all terms or in every other one, and of a
 * spectrum that all channels share.
 */
export const channelSumCases: OpCase[] = spectra
  .filter(([, , C]) => C > 1)
  .flatMap(([E, B, C, ...modes]) =>
    (['real', 'complex', 'imaginary'] as const).flatMap((kind) =>
      [true, false].map((all) => {
        const which = all ? kind : `${kind} and for all,`;
        const name = `sum of ${which} per channel on [${[E, B, C, 2, ...modes]}]`;
        return opCase(
          name,
          [any(E, B, C, 2, ...modes), any(E, B, 1, 2, ...modes)],
          ([x, shared]) =>
            linearCombination(
              [x, x, shared].map((spectrum, i) => ({
                spectrum,
                operator: operatorOf(kind, `${name} ${i}`, modes, all || i !== 1 ? C : 1),
              })),
            ),
          // Two products of each term, and the gradient of what is shared adds up the channels'.
          { terms: 6 * C },
        );
      }),
    ),
  );

/** Seeds, batch, channels in and out, modes, dims. */
const mixings: [number, number, [number, number], PerAxis, number][] = [
  [1, 1, [1, 1], 1, 1],
  [2, 3, [3, 3], 4, 1],
  [1, 21, [2, 2], 3, 1],
  [2, 70, [2, 2], 3, 1],
  [1, 2, [8, 8], 12, 1],
  [1, 2, [5, 5], 9, 1],
  [2, 2, [2, 2], 3, 2],
  [1, 2, [2, 2], 2, 3],
  [2, 11, [2, 5], 4, 1],
  [2, 3, [6, 1], 3, 1],
  [2, 2, [3, 2], 5, 2],
  [1, 2, [1, 3], 2, 3],
  [2, 2, [2, 3], [2, 5], 2],
  [1, 12, [3, 2], [4, 1], 2],
  [2, 2, [2, 3], [1, 2, 5], 3],
  [1, 3, [2, 2], [3, 1, 2], 3],
];

function mixing([e, b, [inward, outward], m, dims]: (typeof mixings)[number]) {
  const own = Array.from({ length: dims }, (_, axis) => onAxis(m, axis));
  const bands = modeShape(own, m);
  return {
    X: [e, b, inward, 2, ...bands],
    Y: [e, b, outward, 2, ...bands],
    w: [e, 2 ** (dims - 1), outward, inward, ...own],
    terms: 4 * Math.max(b, inward, outward),
    label: `${e} seeds, batch ${b}, ${inward} to ${outward} channels, ${m} modes, ${dims}D`,
  };
}

export const modeMixCases: OpCase[] = [
  ...mixings.flatMap((which) => {
    const { X, Y, w, terms, label } = mixing(which);
    const weights = [any(...w), any(...w)];
    return [
      opCase(
        `modeMix: ${label}`,
        [any(...X), ...weights],
        ([a, re, im]) => ops.modeMix(a, re, im),
        {
          linear: [0],
          terms,
        },
      ),
      opCase(
        `adjoint of modeMix: ${label}`,
        [any(...Y), ...weights],
        (xs) => emit<ModeMixAttrs>('modeMix', xs, { adjoint: true }),
        { linear: [0], terms },
      ),
    ];
  }),
  ...(
    [
      [[10], 4],
      [[8], 5],
      [[8, 6], 3],
      [[6, 8], 5],
      [[4, 4, 4], 3],
      [
        [6, 8],
        [2, 5],
      ],
      [
        [3, 8],
        [3, 2],
      ],
      [
        [2, 6, 4],
        [1, 4, 3],
      ],
    ] as [number[], PerAxis][]
  ).map(([space, m]) => {
    const dims = space.length;
    const w = [1, 2 ** (dims - 1), 2, 2, ...space.map((_, axis) => onAxis(m, axis))];
    const points = space.reduce((n, e) => n * e, 1);
    return opCase(
      `spectral convolution of [${space}], ${m} modes`,
      [any(1, 2, 2, ...space), any(...w), any(...w)],
      ([x, re, im]) =>
        ops.scale(
          ops.irfft(ops.modeMix(ops.rfft(x, dims, { modes: m }), re, im), space, { modes: m }),
          1 / points,
        ),
      { linear: [0], terms: 8 * points, size: 4 },
    );
  }),
];

export const modeMixWeightGradCases: OpCase[] = mixings.map((which) => {
  const { X, Y, w, terms, label } = mixing(which);
  return opCase(
    `modeMixWeightGrad: ${label}`,
    [any(...X), any(...Y)],
    ([a, b]) => modeMixWeightGrad(a, b, w),
    { linear: [0, 1], terms },
  );
});
