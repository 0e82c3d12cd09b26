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

export function elementwise(c: GpuContext): void {
  const { code, shape, views } = c.node.attrs as ElementwiseAttrs & Viewed;
  const { inputs } = c.node;
  const { extents, strides } = joinAxes(
    shape,
    inputs.map((t, k) => stridesOf(t.shape, views?.[k]?.shape)),
  );
  const lines: string[] = ['  var rest = id;'];
  for (let axis = extents.length - 1; axis >= 0; axis--) {
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
    lines.push(`  let r${k} = mem${k}[${[`at(${k}u)`, ...start, ...terms].join(' + ')}];`);
  });
  lines.push(...microLines(code, inputs.length));
  lines.push(
    `  out${inputs.length}[at(${inputs.length}u) + id] = r${inputs.length + code.length - 1};`,
  );
  const count = sizeOf(shape);
  c.dispatch({
    shader: 'elementwise',
    values: { COUNT: count, BODY: lines.join('\n') },
    workgroups: groupsOf(count),
    operands: [...inputs.map((_, i) => c.input(i)), c.output(0)],
  });
}
