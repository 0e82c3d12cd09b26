/**
 * WGSL of micro-ops, the steps of an elementwise chain. Functions that are none of WGSL's own are
 * in shaders/prelude.wgsl.
 */

import type { Micro, MicroName } from '../../graph/index.js';

/** A number as WGSL writes it, to the bit. */
export function literal(x: number): string {
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
  // Not max, which may make 0 of NaN.
  relu: (a) => `select(${a}, Element(0.0), ${a} < Element(0.0))`,
  tanh: (a) => `tanhSafe(${a})`,
  sigmoid: (a) => `sigmoid(${a})`,
  gelu: (a) => `gelu(${a})`,
  swish: (a) => `swish(${a})`,
  scale: (a, _, number) => `${a} * ${number}`,
  offset: (a, _, number) => `${a} + ${number}`,
  power: (a, _, number) => `power(${a}, ${number})`,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  max: (a, b) => `larger(${a}, ${b})`,
  reluGrad: (y, g) => `select(Element(0.0), ${g}, ${y} > Element(0.0))`,
  tanhGrad: (y, g) => `${g} * (1.0 - ${y} * ${y})`,
  sigmoidGrad: (y, g) => `${g} * ${y} * (1.0 - ${y})`,
  geluGrad: (x, g) => `geluGrad(${x}, ${g})`,
  swishGrad: (x, g) => `swishGrad(${x}, ${g})`,
};

/** Statements that make the registers of a chain from number `first` on, r0, r1, … */
export function microLines(code: readonly Micro[], first: number): string[] {
  const register = (r: number) => (r < 0 ? '' : `r${r}`);
  return code.map(({ name, a, b, number }, m) => {
    const text = EXPRESSIONS[name](register(a), register(b), literal(number));
    return `  let r${first + m} = ${text};`;
  });
}
