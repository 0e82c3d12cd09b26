// Adam: shaders/optimizer.wgsl, for one tensor of parameters or for all in one dispatch.

import { sizeOf } from '../../../graph/index.js';
import type { AdamAttrs } from '../../../graph/ops/adam.js';
import type { Place } from '../../lowering/instructions.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { foldText } from './tree-sum.js';

/** A tensor [seeds, length] of parameters and what its step reads and makes. */
export interface Parameter {
  seeds: number;
  length: number;
  /** The gradient is partial sums [seeds, parts, length], 1 where it is whole. */
  parts: number;
  gradient: Place;
  parameter: Place;
  moments: [Place, Place];
  /** Of the parameter and of the moments. */
  results: [Place, Place, Place];
}

/** What an adam node steps, by its second input or by the given partial sums of it. */
export function parameterOf(
  c: GpuContext,
  { gradient, parts }: { gradient: Place; parts: number } = { gradient: c.input(1), parts: 1 },
): Parameter {
  const { shape } = c.node.output;
  return {
    seeds: shape[0],
    length: sizeOf(shape.slice(1)),
    parts,
    gradient,
    parameter: c.input(0),
    moments: [c.input(2), c.input(3)],
    results: [c.output(0), c.output(1), c.output(2)],
  };
}

const kindOf = ({ seeds, length, parts }: Parameter) => `${seeds} ${length} ${parts}`;

/** The kinds of tensors, each with its tensors. */
function kindsOf(parameters: readonly Parameter[]): Parameter[][] {
  const kinds = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    const kind = kinds.get(kindOf(parameter)) ?? [];
    kind.push(parameter);
    kinds.set(kindOf(parameter), kind);
  }
  return [...kinds.values()];
}

/** One step for all the given parameters, 3 + 7 operands each. `scalars`: lr, c1, c2. */
export function adamStep(
  dispatch: GpuContext['dispatch'],
  { b1, b2, eps }: AdamAttrs,
  scalars: [Place, Place, Place],
  parameters: readonly Parameter[],
): void {
  const kinds = kindsOf(parameters);
  let elements = 0;
  let tensors = 0;
  const cases = kinds.map((kind, k) => {
    const { seeds, length, parts } = kind[0];
    const start = elements;
    const before = tensors;
    const size = seeds * length;
    elements += kind.length * size;
    tensors += kind.length;
    return `if (id < ${elements}u) {
    first = ${3 + 7 * before}u + (id - ${start}u) / ${size}u * 7u;
    j = (id - ${start}u) % ${size}u;
    g = gradient${k}(at(first + 1u) + j / ${length}u * ${length * parts}u + j % ${length}u);
  }`;
  });
  dispatch({
    shader: 'optimizer',
    values: {
      COUNT: elements,
      B1: b1,
      A1: 1 - b1,
      B2: b2,
      A2: 1 - b2,
      EPS: eps,
      FOLDS: kinds
        .map(
          ([{ length, parts }], k) => `fn gradient${k}(source: u32) -> f32 {
  const step: u32 = ${length};
  return ${foldText(parts)};
}`,
        )
        .join('\n\n'),
      FIND: cases.join(' else '),
    },
    workgroups: dispatch1d(elements),
    operands: [
      ...scalars,
      ...kinds.flat().flatMap((p) => [p.parameter, p.gradient, ...p.moments, ...p.results]),
    ],
  });
}

export function adam(c: GpuContext): void {
  const scalars: [Place, Place, Place] = [c.input(4), c.input(5), c.input(6)];
  adamStep(c.dispatch, c.node.attrs as AdamAttrs, scalars, [parameterOf(c)]);
}
