// Runs a lowered program: a stream of instructions (see args.ts), of which loops are the only ones with instructions inside.
//
// A loop: [LOOP, words up to the body, 0, turns, 1 if backwards, words of the body, patches, then for each patch: the address of
// a word of the body, the address that it holds at index 0, bytes from one index to the next]. Before each turn the patched
// words are set to the slices of that turn. The step of a program is the body of its outermost loop, whose index is the step
// counter: this is how per-step tables are read and records are written.

import { adam } from '../kernels/optimizer';
import { complexMul } from '../kernels/complex-mul';
import { conv } from '../kernels/conv';
import { convWeightGrad } from '../kernels/conv-weight-grad';
import { dense, denseInputGrad, denseWeightGrad } from '../kernels/dense';
import { elementwise } from '../kernels/elementwise';
import { copy, gather, zero } from '../kernels/gather';

import { modeMix, modeMixWeightGrad } from '../kernels/mode-mix';
import { batchSum, sum } from '../kernels/reduce';
import { irfft, rfft } from '../kernels/spectral';
import { treeSum } from '../kernels/tree-sum';
import { int, items, ptr, setScratch } from './args';
import * as op from './opcodes';

// @ts-ignore: decorator
@inline
const PATCH_WORDS: usize = 3;

function execute<T>(ip: usize): void {
  const n = items(ip);
  switch (load<i32>(ip)) {
    case op.LOOP: loop<T>(ip, 0, int(ip, 0)); break;
    case op.ELEMENTWISE: elementwise<T>(ip, 0, n); break;
    case op.SUM: sum<T>(ip, 0, n); break;
    case op.BATCH_SUM: batchSum<T>(ip, 0, n); break;
    case op.GATHER: gather(ip, 0, n); break;
    case op.COPY: copy(ip, 0, n); break;
    case op.ZERO: zero(ip, 0, n); break;
    case op.CONV: conv<T>(ip, 0, n); break;
    case op.CONV_WEIGHT_GRAD: convWeightGrad<T>(ip, 0, n); break;
    case op.TREE_SUM: treeSum<T>(ip, 0, n); break;
    case op.DENSE: dense<T>(ip, 0, n); break;
    case op.DENSE_INPUT_GRAD: denseInputGrad<T>(ip, 0, n); break;
    case op.DENSE_WEIGHT_GRAD: denseWeightGrad<T>(ip, 0, n); break;
    case op.RFFT: rfft<T>(ip, 0, n); break;
    case op.IRFFT: irfft<T>(ip, 0, n); break;
    case op.COMPLEX_MUL: complexMul<T>(ip, 0, n); break;
    case op.MODE_MIX: modeMix<T>(ip, 0, n); break;
    case op.MODE_MIX_WEIGHT_GRAD: modeMixWeightGrad<T>(ip, 0, n); break;
    case op.ADAM: adam<T>(ip, 0, n); break;
    default: unreachable();
  }
}

/** Turns from … to - 1 of a loop. */
function loop<T>(ip: usize, from: i32, to: i32): void {
  const turns = int(ip, 0);
  const backwards = int(ip, 1);
  const patches = int(ip, 3);
  const body = ip + (<usize>load<u32>(ip, 4) << 2);
  const end = body + (<usize>int(ip, 2) << 2);
  for (let turn = from; turn < to; turn++) {
    const index = <usize>(backwards ? turns - 1 - turn : turn);
    for (let p = 0; p < patches; p++) {
      const k: usize = 4 + <usize>p * PATCH_WORDS;
      store<u32>(ptr(ip, k), <u32>(ptr(ip, k + 1) + index * ptr(ip, k + 2)));
    }
    for (let at = body; at < end; ) {
      // A loop's first word count covers its head alone.
      const next = at + (<usize>load<u32>(at, 4) << 2);
      const after = load<i32>(at) == op.LOOP ? next + (<usize>int(at, 2) << 2) : next;
      execute<T>(at);
      at = after;
    }
  }
}

/**
 * Runs steps from … to - 1. `full` and `remainder` are outermost loops; every step whose index is period - 1 modulo `period` is one of
 * `remainder`, which is 0 where there is none.
 */
export function runSteps(
  full: usize, remainder: usize, period: i32, from: i32, to: i32, isF64: bool, scratch: usize,
): void {
  setScratch(scratch);
  for (let step = from; step < to; step++) {
    const program = remainder && step % period == period - 1 ? remainder : full;
    if (isF64) loop<f64>(program, step, step + 1);
    else loop<f32>(program, step, step + 1);
  }
}
