// WGSL of an elementwise chain: the addresses of its inputs by broadcasting, then one line for each micro-op.

import { sizeOf } from '../../graph/index.js';
import type { ElementwiseAttrs, Micro, MicroName } from '../../graph/ops/elementwise.js';
import { joinAxes } from '../wasm/elementwise.js';
import { dispatch1d, type GpuContext } from './kernel.js';

/** A number as WGSL writes it, to the bit. */
function literal(x: number): string {
  const rounded = Math.fround(x);
  if (!Number.isFinite(rounded)) throw new Error(`${x} is no number that a kernel can hold`);
  const text = String(rounded);
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

const EXPRESSIONS: Record<MicroName, (a: string, b: string, number: string) => string> = {
  copy: (a) => a,
  neg: (a) => `-${a}`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `sign(${a})`,
  square: (a) => `${a} * ${a}`,
  sqrt: (a) => `sqrt(${a})`,
  relu: (a) => `max(${a}, 0.0)`,
  tanh: (a) => `tanhSafe(${a})`,
  sigmoid: (a) => `sigmoid(${a})`,
  gelu: (a) => `gelu(${a})`,
  swish: (a) => `swish(${a})`,
  scale: (a, _, number) => `${a} * ${number}`,
  offset: (a, _, number) => `${a} + ${number}`,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  reluGrad: (y, g) => `select(0.0, ${g}, ${y} > 0.0)`,
  tanhGrad: (y, g) => `${g} * (1.0 - ${y} * ${y})`,
  sigmoidGrad: (y, g) => `${g} * ${y} * (1.0 - ${y})`,
  geluGrad: (x, g) => `geluGrad(${x}, ${g})`,
  swishGrad: (x, g) => `swishGrad(${x}, ${g})`,
};

export function elementwise(c: GpuContext): void {
  const { code, shape } = c.node.attrs as ElementwiseAttrs;
  const { inputs } = c.node;
  const { extents, strides } = joinAxes(
    shape,
    inputs.map((t) => t.shape),
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
    lines.push(`  let r${k} = mem[${[`at(${k}u)`, ...terms].join(' + ')}];`);
  });
  const name = (register: number) => `r${register}`;
  code.forEach(({ name: op, a, b, number }: Micro, m) => {
    const text = EXPRESSIONS[op](name(a), b < 0 ? '' : name(b), literal(number));
    lines.push(`  let r${inputs.length + m} = ${text};`);
  });
  lines.push(`  mem[at(${inputs.length}u) + id] = ${name(inputs.length + code.length - 1)};`);
  const count = sizeOf(shape);
  c.dispatch({
    shader: 'elementwise',
    values: { COUNT: count, BODY: lines.join('\n') },
    workgroups: dispatch1d(count),
    operands: [...inputs.map((_, i) => c.input(i)), c.output(0)],
  });
}
