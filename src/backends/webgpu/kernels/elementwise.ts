/**
 * WGSL of an elementwise chain: the addresses of its inputs by broadcasting, then one line for each
 * micro-op.
 */

import { sizeOf } from '../../../arrays.js';
import type { ElementwiseAttrs } from '../../../graph/index.js';
import { joinAxes, stridesOf } from '../../lowering/axes.js';
import type { Place } from '../../lowering/instructions.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { microLines } from '../micro-ops.js';
import type { Viewed } from '../passes/view-slices.js';
import { type Lanes, lanesOf } from '../vectors.js';

/** The axes that a chain goes over, and where on them its operands lie; the last one is the result. */
interface Walk {
  /** Of the last axis. */
  extent: number;
  strides: readonly (readonly number[])[];
  starts: readonly number[];
  operands: readonly Place[];
}

/** Inputs that have one number for all of the last axis may lie anywhere. */
function lanesAlong({ extent, strides, starts, operands }: Walk): Lanes {
  const isShared = (k: number) => strides[k]?.at(-1) === 0;
  const moving = strides.filter((_, k) => !isShared(k));
  if (moving.some((of) => of.at(-1) !== 1)) return 1;
  return lanesOf(
    [extent, ...starts.filter((_, k) => !isShared(k)), ...moving.flatMap((of) => of.slice(0, -1))],
    operands.filter((_, k) => !isShared(k)),
  );
}

export function elementwise(c: GpuContext): void {
  const { code, shape, views } = c.node.attrs as ElementwiseAttrs & Viewed;
  const { inputs } = c.node;
  const { extents, strides } = joinAxes(
    shape,
    inputs.map((t, k) => stridesOf(t.shape, views?.[k]?.shape)),
  );
  const operands = [...inputs.map((_, k) => c.input(k)), c.output(0)];
  const inner = extents.length - 1;
  const starts = inputs.map((_, k) => views?.[k]?.start ?? 0);
  const lanes = lanesAlong({ extent: extents[inner], strides, starts, operands });
  const lines: string[] = [`  var rest = id * ${lanes}u;`];
  for (let axis = inner; axis >= 0; axis--) {
    const whole = axis === 0 ? 'rest' : `rest % ${extents[axis]}u`;
    lines.push(`  let i${axis} = ${whole};`);
    if (axis > 0) lines.push(`  rest = rest / ${extents[axis]}u;`);
  }
  inputs.forEach((_, k) => {
    const terms = strides[k].flatMap((stride, axis) => {
      if (stride === 0) return [];
      return [stride === 1 ? `i${axis}` : `i${axis} * ${stride}u`];
    });
    const address = [`numberAt(${k}u)`, `${starts[k]}u`, ...terms].join(' + ');
    lines.push(`  let a${k} = ${address};`);
    const lane = lanes > 1 && strides[k][inner] === 0 ? `[a${k} % VECTOR]` : '';
    lines.push(`  let r${k} = Element(mem${k}[a${k} / VECTOR]${lane});`);
  });
  lines.push(...microLines(code, inputs.length));
  lines.push(
    `  out${inputs.length}[at(${inputs.length}u) + id] = r${inputs.length + code.length - 1};`,
  );
  const count = sizeOf(shape) / lanes;
  c.dispatch({
    shader: 'elementwise',
    values: { COUNT: count, BODY: lines.join('\n') },
    workgroups: groupsOf(count),
    operands,
    lanes,
  });
}
