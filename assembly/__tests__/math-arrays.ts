/**
 * The SIMD functions over whole arrays and the f32 scalars, as a module of their own for
 * test/unit/math.test.ts. Arrays are multiples of 16 bytes.
 */

import { vexp, vgelu, vgeluGrad, vsigmoid, vswish, vswishGrad, vtanh } from '../math/simd';

export { erfinv32, log1p32 } from '../math/erfinv';

export const EXP = 0;
export const TANH = 1;
export const SIGMOID = 2;
export const GELU = 3;
export const SWISH = 4;
export const GELU_GRAD = 5;
export const SWISH_GRAD = 6;

// @ts-ignore: decorator
@inline
function apply<T>(name: i32, x: v128): v128 {
  const one = v128.splat<T>(<T>1);
  switch (name) {
    case EXP: return vexp<T>(x);
    case TANH: return vtanh<T>(x);
    case SIGMOID: return vsigmoid<T>(x);
    case GELU: return vgelu<T>(x);
    case SWISH: return vswish<T>(x);
    case GELU_GRAD: return vgeluGrad<T>(x, one);
    default: return vswishGrad<T>(x, one);
  }
}

// @ts-ignore: decorator
@inline
function map<T>(name: i32, x: usize, y: usize, count: i32): void {
  const end = x + <usize>count * sizeof<T>();
  for (; x < end; x += 16, y += 16) v128.store(y, apply<T>(name, v128.load(x)));
}

export function map32(name: i32, x: usize, y: usize, count: i32): void {
  map<f32>(name, x, y, count);
}

export function map64(name: i32, x: usize, y: usize, count: i32): void {
  map<f64>(name, x, y, count);
}
