/**
 * Chains of elementwise micro-ops over broadcast inputs, interpreted block by block: each micro-op
 * runs over a block of a row before the next one does, so that what passes between them stays in
 * the first-level cache.
 *
 * The output is seen as rows of contiguous elements. An input's row is contiguous too, or one value
 * for the whole row.
 */

import {
  vgelu, vgeluGrad, vsigmoid, vswish, vswishGrad, vtanh,
} from '../math/simd';
import { vpower } from '../math/simd-power';
import { int, num, ptr, scratch } from '../schedule/args';
import {
  ELEMENTWISE_BLOCK, MICRO_ABS, MICRO_ADD, MICRO_COPY, MICRO_DIV, MICRO_GELU, MICRO_GELU_GRAD,
  MICRO_MAX, MICRO_MUL, MICRO_NEG, MICRO_OFFSET, MICRO_POWER, MICRO_RELU, MICRO_RELU_GRAD, MICRO_SCALE, MICRO_SIGMOID,
  MICRO_SIGMOID_GRAD, MICRO_SIGN, MICRO_SQRT, MICRO_SQUARE, MICRO_SUB, MICRO_SWISH,
  MICRO_SWISH_GRAD, MICRO_TANH, MICRO_TANH_GRAD,
} from '../schedule/opcodes';
import {
  Elementwise, ElementwiseInput, ElementwiseMicro, MICRO_WORDS,
} from './arguments/elementwise';

// @ts-ignore: decorator
@inline
function apply<T>(code: i32, x: v128, y: v128, number: v128): v128 {
  const zero = v128.splat<T>(<T>0);
  const one = v128.splat<T>(<T>1);
  switch (code) {
    case MICRO_NEG: return v128.neg<T>(x);
    case MICRO_ABS: return v128.abs<T>(x);
    case MICRO_SIGN:
      return v128.sub<T>(
        v128.and(one, v128.gt<T>(x, zero)),
        v128.and(one, v128.lt<T>(x, zero)),
      );
    case MICRO_SQUARE: return v128.mul<T>(x, x);
    case MICRO_SQRT: return v128.sqrt<T>(x);
    // One instruction where `max` is six; NaN stays NaN.
    case MICRO_RELU: return v128.pmax<T>(x, zero);
    case MICRO_TANH: return vtanh<T>(x);
    case MICRO_SIGMOID: return vsigmoid<T>(x);
    case MICRO_GELU: return vgelu<T>(x);
    case MICRO_SWISH: return vswish<T>(x);
    case MICRO_SCALE: return v128.mul<T>(x, number);
    case MICRO_OFFSET: return v128.add<T>(x, number);
    case MICRO_POWER: return vpower<T>(x, number);
    case MICRO_ADD: return v128.add<T>(x, y);
    case MICRO_SUB: return v128.sub<T>(x, y);
    case MICRO_MUL: return v128.mul<T>(x, y);
    case MICRO_DIV: return v128.div<T>(x, y);
    case MICRO_MAX: return v128.max<T>(x, y);
    case MICRO_RELU_GRAD: return v128.and(y, v128.gt<T>(x, zero));
    case MICRO_TANH_GRAD: return v128.mul<T>(y, v128.sub<T>(one, v128.mul<T>(x, x)));
    case MICRO_SIGMOID_GRAD: return v128.mul<T>(y, v128.mul<T>(x, v128.sub<T>(one, x)));
    case MICRO_GELU_GRAD: return vgeluGrad<T>(x, y);
    case MICRO_SWISH_GRAD: return vswishGrad<T>(x, y);
    default: return x;
  }
}

// @ts-ignore: decorator
@inline
function sweep<T>(code: i32, a: usize, b: usize, number: T, out: usize, bytes: usize): void {
  const c = v128.splat<T>(number);
  for (let n: usize = 0; n < bytes; n += 16) {
    v128.store(out + n, apply<T>(code, v128.load(a + n), v128.load(b + n), c));
  }
}

/**
 * The same of functions that take many operations one after the other: two vectors at a time, so
 * that one has something to do while the other waits (1.6 times as fast).
 */
// @ts-ignore: decorator
@inline
function sweepPairs<T>(code: i32, a: usize, b: usize, out: usize, bytes: usize): void {
  const none = v128.splat<T>(<T>0);
  let n: usize = 0;
  for (const pairs = bytes & ~31; n < pairs; n += 32) {
    const first = apply<T>(code, v128.load(a + n), v128.load(b + n), none);
    const second = apply<T>(code, v128.load(a + n, 16), v128.load(b + n, 16), none);
    v128.store(out + n, first);
    v128.store(out + n, second, 16);
  }
  for (; n < bytes; n += 16) {
    v128.store(out + n, apply<T>(code, v128.load(a + n), v128.load(b + n), none));
  }
}

/** Runs one micro-op over a block. */
function run<T>(code: i32, a: usize, b: usize, number: T, out: usize, bytes: usize): void {
  switch (code) {
    case MICRO_COPY: sweep<T>(MICRO_COPY, a, a, number, out, bytes); break;
    case MICRO_NEG: sweep<T>(MICRO_NEG, a, a, number, out, bytes); break;
    case MICRO_ABS: sweep<T>(MICRO_ABS, a, a, number, out, bytes); break;
    case MICRO_SIGN: sweep<T>(MICRO_SIGN, a, a, number, out, bytes); break;
    case MICRO_SQUARE: sweep<T>(MICRO_SQUARE, a, a, number, out, bytes); break;
    case MICRO_SQRT: sweep<T>(MICRO_SQRT, a, a, number, out, bytes); break;
    case MICRO_RELU: sweep<T>(MICRO_RELU, a, a, number, out, bytes); break;
    case MICRO_TANH: sweepPairs<T>(MICRO_TANH, a, a, out, bytes); break;
    case MICRO_SIGMOID: sweepPairs<T>(MICRO_SIGMOID, a, a, out, bytes); break;
    case MICRO_GELU: sweepPairs<T>(MICRO_GELU, a, a, out, bytes); break;
    case MICRO_SWISH: sweepPairs<T>(MICRO_SWISH, a, a, out, bytes); break;
    case MICRO_SCALE: sweep<T>(MICRO_SCALE, a, a, number, out, bytes); break;
    case MICRO_OFFSET: sweep<T>(MICRO_OFFSET, a, a, number, out, bytes); break;
    case MICRO_POWER: sweep<T>(MICRO_POWER, a, a, number, out, bytes); break;
    case MICRO_ADD: sweep<T>(MICRO_ADD, a, b, number, out, bytes); break;
    case MICRO_SUB: sweep<T>(MICRO_SUB, a, b, number, out, bytes); break;
    case MICRO_MUL: sweep<T>(MICRO_MUL, a, b, number, out, bytes); break;
    case MICRO_DIV: sweep<T>(MICRO_DIV, a, b, number, out, bytes); break;
    case MICRO_MAX: sweep<T>(MICRO_MAX, a, b, number, out, bytes); break;
    case MICRO_RELU_GRAD: sweep<T>(MICRO_RELU_GRAD, a, b, number, out, bytes); break;
    case MICRO_TANH_GRAD: sweep<T>(MICRO_TANH_GRAD, a, b, number, out, bytes); break;
    case MICRO_SIGMOID_GRAD: sweep<T>(MICRO_SIGMOID_GRAD, a, b, number, out, bytes); break;
    case MICRO_GELU_GRAD: sweepPairs<T>(MICRO_GELU_GRAD, a, b, out, bytes); break;
    case MICRO_SWISH_GRAD: sweepPairs<T>(MICRO_SWISH_GRAD, a, b, out, bytes); break;
    default: unreachable();
  }
}

/** Bytes of a register's block, with room to write a whole vector at its end. */
// @ts-ignore: decorator
@inline
function blockBytes<T>(): usize {
  return <usize>ELEMENTWISE_BLOCK * sizeof<T>() + 64;
}

/** Scratch bytes of a chain of so many inputs and micro-ops; f64flag 1: float64, 0: float32. */
export function elementwiseScratchBytes(registers: i32, f64flag: i32): i32 {
  const block = <i32>(f64flag ? blockBytes<f64>() : blockBytes<f32>());
  return registers * (block + 8) + 64;
}

export function elementwise<T>(ip: usize, lo: i32, hi: i32): void {
  const e = sizeof<T>();
  const out = ptr(ip, Elementwise.OUT);
  const inputs = int(ip, Elementwise.INPUTS);
  const micros = int(ip, Elementwise.MICROS);
  const width = int(ip, Elementwise.WIDTH);
  const rank = int(ip, Elementwise.RANK);
  const extents: usize = Elementwise.EXTENTS;
  const perInput: usize = <usize>(ElementwiseInput.STRIDES + rank);
  const firstInput = extents + <usize>rank;
  const firstMicro = firstInput + <usize>inputs * perInput;
  const blocks = (width + ELEMENTWISE_BLOCK - 1) / ELEMENTWISE_BLOCK;

  // In scratch: where each register's block is now, for a one-value input what it is filled from,
  // then the blocks.
  const registers = inputs + micros;
  const where = scratch();
  const filled = where + (<usize>registers << 2);
  const fullBlock = <usize>ELEMENTWISE_BLOCK * e;
  const block = blockBytes<T>();
  const first = (filled + (<usize>registers << 2) + 63) & ~63;
  for (let r = 0; r < registers; r++) {
    store<usize>(where + (<usize>r << 2), first + <usize>r * block);
    store<usize>(filled + (<usize>r << 2), 0);
  }

  for (let item = lo; item < hi; item++) {
    const row = item / blocks;
    const start = (item - row * blocks) * ELEMENTWISE_BLOCK;
    const count = min(ELEMENTWISE_BLOCK, width - start);
    for (let i = 0; i < inputs; i++) {
      const at = firstInput + <usize>i * perInput;
      let offset = 0;
      let rest = row;
      for (let d = rank - 1; d >= 0; d--) {
        const extent = int(ip, extents + <usize>d);
        const next = rest / extent;
        offset += (rest - next * extent) * int(ip, at + ElementwiseInput.STRIDES + <usize>d);
        rest = next;
      }
      const from = ptr(ip, at + ElementwiseInput.ADDRESS) + <usize>offset * e;
      if (int(ip, at + ElementwiseInput.CONTIGUOUS)) {
        store<usize>(where + (<usize>i << 2), from + <usize>start * e);
      } else if (load<usize>(filled + (<usize>i << 2)) != from) {
        const filling = load<usize>(where + (<usize>i << 2));
        const value = v128.load_splat<T>(from);
        for (let n: usize = 0; n < fullBlock; n += 16) v128.store(filling + n, value);
        store<usize>(filled + (<usize>i << 2), from);
      }
    }
    const bytes = <usize>count * e;
    const target = out + (<usize>row * width + start) * e;
    for (let m = 0; m < micros; m++) {
      const at = firstMicro + <usize>(m * MICRO_WORDS);
      const a = load<usize>(where + (<usize>int(ip, at + ElementwiseMicro.A) << 2));
      const second = max(int(ip, at + ElementwiseMicro.B), 0);
      const b = load<usize>(where + (<usize>second << 2));
      const own = load<usize>(where + (<usize>(inputs + m) << 2));
      const last = m == micros - 1;
      // A whole vector past the row's end would overwrite what the next row may still read.
      const direct = last && (bytes & 15) == 0;
      const code = int(ip, at + ElementwiseMicro.CODE);
      const number = <T>num(ip, at + ElementwiseMicro.NUMBER);
      run<T>(code, a, b, number, direct ? target : own, bytes);
      if (last && !direct) memory.copy(target, own, bytes);
    }
  }
}
