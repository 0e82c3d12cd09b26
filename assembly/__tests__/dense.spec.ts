/** Dense layers and their gradients: errors within bounds, all items at once and one by one. */

import { dense, denseInputGrad, denseWeightGrad } from '../kernels/dense';
import { gamma, Instruction, prepareScratch, runBothWays, share, Tensor } from './kernel-case';

/**
 * Largest error of the forward pass and both gradients as a part of its bound; infinite if bits
 * change.
 */
function worst<T>(
  seeds: i32,
  batch: i32,
  inputs: i32,
  outputs: i32,
  withBias: bool,
  sharedX: bool,
): f64 {
  const chunk = (batch + 9) / 10,
    chunks = (batch + chunk - 1) / chunk;
  const xSeed = sharedX ? 0 : batch * inputs,
    gSeed = batch * outputs,
    wSeed = outputs * inputs;
  const x = new Tensor<T>(seeds * batch * inputs),
    w = new Tensor<T>(seeds * wSeed);
  const bias = new Tensor<T>(seeds * outputs),
    g = new Tensor<T>(seeds * gSeed);
  const y = new Tensor<T>(seeds * gSeed, true),
    dx = new Tensor<T>(seeds * batch * inputs, true);
  const dw = new Tensor<T>(seeds * chunks * wSeed, true),
    db = new Tensor<T>(seeds * chunks * outputs, true);
  prepareScratch(128);

  const forward = new Instruction(seeds * batch)
    .ptr<T>(x)
    .ptr<T>(w)
    .ptr<T>(withBias ? bias : null)
    .ptr<T>(y)
    .int(batch)
    .int(inputs)
    .int(outputs)
    .int(xSeed)
    .int(wSeed)
    .int(outputs);
  const inputGrad = new Instruction(seeds * batch)
    .ptr<T>(g)
    .ptr<T>(w)
    .ptr<T>(dx)
    .int(batch)
    .int(inputs)
    .int(outputs)
    .int(gSeed)
    .int(wSeed);
  const weightGrad = new Instruction(seeds * chunks)
    .ptr<T>(g)
    .ptr<T>(x)
    .ptr<T>(dw)
    .ptr<T>(db)
    .int(batch)
    .int(chunks)
    .int(chunk)
    .int(inputs)
    .int(outputs)
    .int(gSeed)
    .int(xSeed);
  let result: f64 = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => dense<T>(ip, lo, hi),
    forward,
    y,
  )
    ? 0
    : Infinity;
  if (
    !runBothWays<T>((ip: usize, lo: i32, hi: i32) => denseInputGrad<T>(ip, lo, hi), inputGrad, dx)
  )
    result = Infinity;
  if (
    !runBothWays<T>((ip: usize, lo: i32, hi: i32) => denseWeightGrad<T>(ip, lo, hi), weightGrad, dw)
  )
    result = Infinity;
  if (
    !runBothWays<T>((ip: usize, lo: i32, hi: i32) => denseWeightGrad<T>(ip, lo, hi), weightGrad, db)
  )
    result = Infinity;

  for (let row = 0; row < seeds * batch; row++) {
    const e = row / batch,
      b = row % batch;
    for (let o = 0; o < outputs; o++) {
      let sum = withBias ? bias.get(e * outputs + o) : 0,
        magnitude = Math.abs(sum);
      for (let i = 0; i < inputs; i++) {
        const product = w.get(e * wSeed + o * inputs + i) * x.get(e * xSeed + b * inputs + i);
        sum += product;
        magnitude += Math.abs(product);
      }
      result = Math.max(
        result,
        share(y.get(row * outputs + o), sum, gamma<T>(inputs + 1) * magnitude),
      );
    }
    for (let i = 0; i < inputs; i++) {
      let sum = 0.0,
        magnitude = 0.0;
      for (let o = 0; o < outputs; o++) {
        const product = w.get(e * wSeed + o * inputs + i) * g.get(row * outputs + o);
        sum += product;
        magnitude += Math.abs(product);
      }
      result = Math.max(
        result,
        share(dx.get(row * inputs + i), sum, gamma<T>(outputs + 1) * magnitude),
      );
    }
  }
  for (let row = 0; row < seeds * chunks * outputs; row++) {
    const o = row % outputs,
      h = (row / outputs) % chunks,
      e = row / (outputs * chunks);
    const last = min(batch, (h + 1) * chunk);
    const bound = gamma<T>(chunk + 1);
    for (let i = 0; i < inputs; i++) {
      let sum = 0.0,
        magnitude = 0.0,
        biasSum = 0.0,
        biasMagnitude = 0.0;
      for (let b = h * chunk; b < last; b++) {
        const gradient = g.get(e * gSeed + b * outputs + o);
        const product = gradient * x.get(e * xSeed + b * inputs + i);
        sum += product;
        magnitude += Math.abs(product);
        biasSum += gradient;
        biasMagnitude += Math.abs(gradient);
      }
      result = Math.max(result, share(dw.get(row * inputs + i), sum, bound * magnitude));
      result = Math.max(result, share(db.get(row), biasSum, bound * biasMagnitude));
    }
  }
  return result;
}

describe('dense, its input gradient and its weight gradient against plain sums', () => {
  test('f32', () => {
    expect(worst<f32>(1, 1, 1, 1, true, false)).toBeLessThanOrEqual(1);
    expect(worst<f32>(3, 9, 33, 17, true, false)).toBeLessThanOrEqual(1);
    expect(worst<f32>(2, 23, 20, 34, false, true)).toBeLessThanOrEqual(1);
    expect(worst<f32>(1, 20, 160, 64, true, false)).toBeLessThanOrEqual(1);
  });

  test('f64', () => {
    expect(worst<f64>(1, 1, 1, 1, true, false)).toBeLessThanOrEqual(1);
    expect(worst<f64>(3, 9, 33, 17, true, false)).toBeLessThanOrEqual(1);
    expect(worst<f64>(2, 23, 20, 34, false, true)).toBeLessThanOrEqual(1);
  });
});
