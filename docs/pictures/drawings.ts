/** The drawings of docs/training.md and docs/how-it-works.md, by the names of their files. */

import { arrow, box, compared, label } from './boxes.js';
import { picture } from './theme.js';

const GAP = 120;
const at = (step: number): number => 60 + GAP * step;
const steps = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A row of states, the arrows between them named. */
function chain(
  y: number,
  states: readonly string[],
  by: string,
  first = 0,
  colour = 'ink',
): string[] {
  return states.flatMap((name, i) => {
    const x = at(first + i);
    const reached =
      i === 0
        ? []
        : [arrow([x - GAP + 28, y], [x - 28, y], colour), label(x - GAP / 2, y - 12, by)];
    return [...reached, box(x, y, name)];
  });
}

/** A cross on an arrow: no gradient passes. */
const cut = (x: number, y: number): string =>
  `<path d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" class="two" stroke-width="2"/>`;

function supervisedDrawing(): string {
  const body = [
    ...chain(40, ['u₀', 'û₁', 'û₂', 'û₃'], 'net'),
    ...[1, 2, 3].map((step) => compared(at(step), 56, 104)),
    ...[1, 2, 3].map((step) => box(at(step), 120, `u${'₀₁₂₃'[step]}`)),
    label(at(0), 120, 'data'),
    cut(at(1) + GAP / 2, 40),
    cut(at(2) + GAP / 2, 40),
    label(at(2) - GAP / 2, 66, 'cut_bptt', 'two-fill'),
  ];
  return picture(
    500,
    150,
    'Supervised: three unrolled steps, each compared with the data',
    body.join('\n'),
  );
}

function divertedDrawing(): string {
  const body = [
    ...chain(40, ['u₀', 'û₁', 'û₂', 'û₃'], 'net'),
    ...[0, 1, 2].flatMap((step) => [
      arrow([at(step) + 14, 56], [at(step + 1) - 28, 114], 'one'),
      box(at(step + 1), 120, step === 0 ? 'P(u₀)' : `P(û${'₀₁₂'[step]})`, 62),
      compared(at(step + 1), 56, 104),
    ]),
    label(at(0), 120, 'solver'),
    cut(at(1) + 40, 80),
    cut(at(2) + 40, 80),
    label(at(0) - 6, 84, 'cut_div_chain', 'two-fill'),
  ];
  return picture(
    500,
    150,
    'Diverted chain: each step compared with one of the solver from the same state',
    body.join('\n'),
  );
}

function mixedDrawing(): string {
  const body = [
    ...chain(40, ['u₀', 'û₁', 'û₂'], 'net'),
    arrow([at(2) + 28, 40], [at(3) - 28, 40], 'one'),
    label(at(2) + GAP / 2, 28, 'P'),
    box(at(3), 40, 'P(û₂)'),
    ...[1, 2, 3].map((step) => compared(at(step), 56, 104)),
    ...[1, 2, 3].map((step) => box(at(step), 120, `u${'₀₁₂₃'[step]}`)),
    label(at(0), 120, 'data'),
  ];
  return picture(
    500,
    150,
    'Mixed chain: two steps of the network, then one of the solver, each compared with the data',
    body.join('\n'),
  );
}

function residuumDrawing(): string {
  const pairs = [0, 1, 2].flatMap((step) => {
    const middle = at(step) + GAP / 2;
    return [
      arrow([at(step) + 10, 56], [middle - 12, 104], 'one'),
      arrow([at(step + 1) - 10, 56], [middle + 12, 104], 'one'),
      box(middle, 120, `r${'₁₂₃'[step]} → 0`, 70),
    ];
  });
  const body = [...chain(40, ['u₀', 'û₁', 'û₂', 'û₃'], 'net'), ...pairs];
  return picture(
    500,
    150,
    'Residuum: each two successive states are put into the equation',
    body.join('\n'),
  );
}

function programDrawing(): string {
  const stages = ['functions of tensors', 'program', 'with gradients', 'optimised'];
  const where = stages.map((_, i) => 90 + 180 * i);
  const words = ['trace', 'differentiate', 'passes'];
  const body = [
    ...stages.map((name, i) => box(where[i]!, 40, name, 140)),
    ...words.flatMap((word, i) => [
      arrow([where[i]! + 70, 40], [where[i + 1]! - 70, 40]),
      label(where[i]! + 90, 14, word),
    ]),
    arrow([where[3]! - 30, 56], [where[2]!, 104], 'one'),
    arrow([where[3]! + 10, 56], [where[3]!, 104], 'two'),
    box(where[2]! - 20, 120, 'words and a memory plan', 180),
    box(where[3]!, 120, 'dispatches of WGSL', 140),
    label(where[2]! - 20, 150, 'WebAssembly: one call, many steps'),
    label(where[3]!, 150, 'WebGPU'),
    label(where[0]! + 40, 120, 'Everything above is the same for both.'),
  ];
  return picture(720, 166, 'From functions of tensors to what a backend runs', body.join('\n'));
}

function memoryDrawing(): string {
  const bars: [row: number, from: number, to: number, name: string][] = [
    [0, 0, 12, 'parameters, moments, data'],
    [1, 0, 9, 'activations that backward reads'],
    [2, 1, 3, 'a'],
    [2, 4, 6, 'b'],
    [2, 7, 11, 'gradient'],
    [3, 2, 5, 'c'],
    [3, 9, 12, 'update'],
  ];
  const body = bars.map(([row, from, to, name]) => {
    const x = 100 + 48 * from;
    const width = 48 * (to - from) - 3;
    const y = 16 + 34 * row;
    return (
      `<rect x="${x}" y="${y}" width="${width}" height="28" rx="4" class="box"/>` +
      label(x + width / 2, y + 14, name, 'text')
    );
  });
  body.push(
    label(50, 30, 'address'),
    arrow([50, 44], [50, 140]),
    label(400, 172, 'instructions of a step'),
    arrow([480, 172], [672, 172]),
  );
  return picture(
    700,
    190,
    'A memory plan: what is never alive at once shares memory',
    body.join('\n'),
  );
}

function sumDrawing(): string {
  const chunks = steps(0, 3);
  const x = (chunk: number) => 90 + 140 * chunk;
  const body = [
    ...chunks.flatMap((chunk) => [
      box(x(chunk), 30, `samples ${2 * chunk}, ${2 * chunk + 1}`, 120),
      arrow([x(chunk), 45], [x(chunk), 76]),
      box(x(chunk), 91, `s${'₀₁₂₃'[chunk]}`),
    ]),
    ...[0, 1].flatMap((pair) => {
      const middle = (x(2 * pair) + x(2 * pair + 1)) / 2;
      return [
        arrow([x(2 * pair), 106], [middle - 14, 136]),
        arrow([x(2 * pair + 1), 106], [middle + 14, 136]),
        box(middle, 151, pair === 0 ? 's₀ + s₁' : 's₂ + s₃', 80),
      ];
    }),
    arrow([160, 166], [286, 198]),
    arrow([440, 166], [314, 198]),
    box(300, 212, '(s₀ + s₁) + (s₂ + s₃)', 170),
    label(612, 30, '… to 18, 19'),
    label(612, 91, '… to s₉'),
    label(470, 212, 'and so on, to one sum'),
  ];
  return picture(670, 236, 'A sum over a batch: chunks in order, then a tree', body.join('\n'));
}

/** All of them. */
export const drawings = (): Readonly<Record<string, string>> => ({
  'way-supervised': supervisedDrawing(),
  'way-diverted': divertedDrawing(),
  'way-mixed': mixedDrawing(),
  'way-residuum': residuumDrawing(),
  'how-program': programDrawing(),
  'how-memory': memoryDrawing(),
  'how-sums': sumDrawing(),
});
