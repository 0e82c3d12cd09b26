/** Adam: shaders/optimizer.wgsl, for any number of tensors in one dispatch. */

import { sizeOf } from '../../../arrays.js';
import type { AdamAttrs } from '../../../graph/index.js';
import type { Place } from '../../lowering/instructions.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { foldText } from './tree-sum.js';

/** A tensor [seeds, length] of parameters and what its step reads and makes. */
interface Parameter {
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

/** Inputs of an update for each tensor, and the number of outputs. */
const INPUTS = 4;
const OUTPUTS = 3;

/** Tensor number t that an update steps. */
function parameterOf(c: GpuContext, t: number): Parameter {
  const { inputs, outputs } = c.node;
  const { shape } = outputs[OUTPUTS * t];
  const input = (i: number) => c.input(INPUTS * t + i);
  const output = (i: number) => c.output(OUTPUTS * t + i);
  return {
    seeds: shape[0],
    length: sizeOf(shape.slice(1)),
    parts: inputs[INPUTS * t + 1].size / sizeOf(shape),
    gradient: input(1),
    parameter: input(0),
    moments: [input(2), input(3)],
    results: [output(0), output(1), output(2)],
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

/** One step of all parameters: inputs p, g, m, v of each, then lr, c1, c2. */
export function adam(c: GpuContext): void {
  const count = c.node.outputs.length / OUTPUTS;
  const parameters = Array.from({ length: count }, (_, t) => parameterOf(c, t));
  const scalars = [0, 1, 2].map((i) => c.input(INPUTS * count + i));
  // A dispatch finds its tensors by numbers, and so in one buffer.
  for (const some of c.inOneBuffer ? [parameters] : parameters.map((p) => [p])) {
    update(c, some, scalars);
  }
}

/** One step of parameters in one dispatch. */
function update(c: GpuContext, parameters: readonly Parameter[], scalars: readonly Place[]): void {
  const { b1, b2, eps } = c.node.attrs as AdamAttrs;
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
  c.dispatch({
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
  return ${foldText('mem4', parts)};
}`,
        )
        .join('\n\n'),
      FIND: cases.join(' else '),
    },
    workgroups: groupsOf(elements),
    operands: [
      ...scalars,
      ...kinds.flat().flatMap((p) => [p.parameter, p.gradient, ...p.moments, ...p.results]),
    ],
  });
}
