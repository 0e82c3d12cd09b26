/**
 * WGSL of an elementwise chain: the addresses of its inputs by broadcasting, then one line for each
 * micro-op.
 */

import { sizeOf } from '../../../arrays.js';
import type { ElementwiseAttrs } from '../../../graph/index.js';
import { joinAxes, stridesOf } from '../../lowering/axes.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { microLines } from '../micro-ops.js';
import type { Viewed } from '../passes/view-slices.js';
import { lanesOf } from '../vectors.js';

export function elementwise(c: GpuContext): void {
  const { code, shape, views } = c.node.attrs as ElementwiseAttrs & Viewed;
  const { inputs } = c.node;
  const { extents, strides } = joinAxes(
    shape,
    inputs.map((t, k) => stridesOf(t.shape, views?.[k]?.shape)),
  );
  const operands = [...inputs.map((_, k) => c.input(k)), c.output(0)];
  const inner = extents.length - 1;
  /** Whether input k has a number for each along the last axis, or one for all. */
  const moves = (k: number) => strides[k][inner] !== 0;
  const vectored = inputs.map((_, k) => k).filter(moves);
  const lanes = vectored.every((k) => strides[k][inner] === 1)
    ? lanesOf(
        [
          extents[inner],
          ...vectored.flatMap((k) => [views?.[k]?.start ?? 0, ...strides[k].slice(0, inner)]),
        ],
        [...vectored.map((k) => operands[k]), operands[inputs.length]],
      )
    : 1;
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
    const start = views?.[k] ? [`${views[k].start}u`] : [];
    const address = [`numberAt(${k}u)`, ...start, ...terms].join(' + ');
    lines.push(`  let a${k} = ${address};`);
    const lane = lanes > 1 && !moves(k) ? `[a${k} % VECTOR]` : '';
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
