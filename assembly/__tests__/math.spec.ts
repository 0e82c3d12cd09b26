/**
 * Functions at points whose value is known, at special values, and lane by lane. How exact they
 * are over their whole range is test/unit/math.test.ts's to show.
 */

import { erfinv, erfinv32, log1p32 } from '../math/erfinv';
import { exp, expm1, log, log1p, pow, sigmoid, tanh } from '../math/exponential';
import { vexp, vgelu, vgeluGrad, vsigmoid, vswish, vswishGrad, vtanh } from '../math/simd';
import { vpower } from '../math/simd-power';
import { cos, sin, tan } from '../math/trigonometric';

describe('scalars', () => {
  it('have the correctly rounded values', () => {
    expect(exp(1)).toBe(2.718281828459045);
    expect(expm1(1e-5)).toBe(1.0000050000166668e-5);
    expect(log(10)).toBe(2.302585092994046);
    expect(log1p(1e-5)).toBe(9.999950000333332e-6);
    expect(pow(2, 0.5)).toBe(1.4142135623730951);
    expect(tanh(0.5)).toBe(0.46211715726000974);
    expect(sigmoid(-1)).toBe(0.2689414213699951);
    expect(sin(1)).toBe(0.8414709848078965);
    expect(cos(1)).toBe(0.5403023058681398);
    expect(tan(1)).toBe(1.5574077246549023);
    expect(erfinv(0.5)).toBe(0.4769362762044699);
  });

  it('reduce huge arguments fully', () => {
    expect(sin(1e22)).toBe(-0.8522008497671888);
    expect(cos(1e22)).toBe(0.523214785395139);
    expect(sin(-1e300)).toBe(0.8178819121159085);
  });

  it('keep NaN, signs of zero and infinities', () => {
    expect(tanh(-0.0)).toBe(-0.0);
    expect(tanh(Infinity)).toBe(1);
    expect(sigmoid(-Infinity)).toBe(0);
    expect(expm1(-Infinity)).toBe(-1);
    expect(sin(Infinity)).toBeNaN();
    expect(cos(NaN)).toBeNaN();
    expect(erfinv(1)).toBe(Infinity);
    expect(erfinv(2)).toBeNaN();
  });

  it('are rounded to f32 for the draws', () => {
    expect(log1p32(1)).toBe(<f32>0.6931472);
    expect(erfinv32(0)).toBe(0);
    expect(erfinv32(-1)).toBe(-<f32>Infinity);
  });
});

function lanes32(v: v128, value: f64): bool {
  for (let i = 0; i < 4; i++) {
    const lane = i == 0 ? f32x4.extract_lane(v, 0)
      : i == 1 ? f32x4.extract_lane(v, 1)
      : i == 2 ? f32x4.extract_lane(v, 2) : f32x4.extract_lane(v, 3);
    if (!(Math.abs(<f64>lane - value) <= 3e-7 * Math.abs(value))) return false;
  }
  return true;
}

function lanes64(v: v128, value: f64): bool {
  const a = f64x2.extract_lane(v, 0);
  const b = f64x2.extract_lane(v, 1);
  return a == b && Math.abs(a - value) <= 6e-16 * Math.abs(value);
}

describe('SIMD', () => {
  it('agrees with the scalars in every lane', () => {
    for (let i = -40; i <= 40; i++) {
      const x = <f64>(<f32>(<f64>i * 0.21));
      const x32 = f32x4.splat(<f32>x);
      const x64 = f64x2.splat(x);
      expect(lanes32(vexp<f32>(x32), exp(x))).toBe(true);
      expect(lanes64(vexp<f64>(x64), exp(x))).toBe(true);
      expect(lanes32(vtanh<f32>(x32), tanh(x))).toBe(true);
      expect(lanes64(vtanh<f64>(x64), tanh(x))).toBe(true);
      expect(lanes32(vsigmoid<f32>(x32), sigmoid(x))).toBe(true);
      expect(lanes64(vsigmoid<f64>(x64), sigmoid(x))).toBe(true);
      expect(lanes64(vswish<f64>(x64), x * sigmoid(x))).toBe(true);
    }
  });

  it('raises every lane to the power', () => {
    const x = f32x4(0, 0.5, 2, 3e12);
    const y = vpower<f32>(x, f32x4.splat(2.5));
    expect(f32x4.extract_lane(y, 0)).toBe(0);
    expect(f32x4.extract_lane(y, 1)).toBe(<f32>pow(0.5, 2.5));
    expect(f32x4.extract_lane(y, 2)).toBe(<f32>pow(2, 2.5));
    expect(f32x4.extract_lane(y, 3)).toBe(<f32>pow(<f64>(<f32>3e12), 2.5));
    const z = vpower<f64>(f64x2(3, 1e-200), f64x2.splat(1.5));
    expect(f64x2.extract_lane(z, 0)).toBe(pow(3, 1.5));
    expect(f64x2.extract_lane(z, 1)).toBe(pow(1e-200, 1.5));
  });

  it('has gradients that are differences of the function', () => {
    const h = 1e-6;
    for (let i = -20; i <= 20; i++) {
      const x = <f64>i * 0.17;
      const up = f64x2.splat(x + h);
      const down = f64x2.splat(x - h);
      const two = f64x2.splat(2);
      const gelu = f64x2.extract_lane(v128.sub<f64>(vgelu<f64>(up), vgelu<f64>(down)), 0) / h;
      const swish = f64x2.extract_lane(v128.sub<f64>(vswish<f64>(up), vswish<f64>(down)), 1) / h;
      const x64 = f64x2.splat(x);
      expect(f64x2.extract_lane(vgeluGrad<f64>(x64, two), 1)).toBeCloseTo(gelu, 8);
      expect(f64x2.extract_lane(vswishGrad<f64>(x64, two), 0)).toBeCloseTo(swish, 8);
    }
  });

  it('lets overflow and underflow end at the limits', () => {
    const inf = f32x4.splat(<f32>Infinity);
    expect(f32x4.extract_lane(vexp<f32>(inf), 2)).toBe(<f32>Infinity);
    expect(f32x4.extract_lane(vexp<f32>(v128.neg<f32>(inf)), 2)).toBe(0);
    expect(f32x4.extract_lane(vexp<f32>(f32x4.splat(-103)), 3)).toBe(<f32>1e-45);
    expect(f32x4.extract_lane(vtanh<f32>(f32x4.splat(-1e30)), 0)).toBe(-1);
    expect(f32x4.extract_lane(vgelu<f32>(f32x4.splat(-1e30)), 0)).toBe(0);
    expect(f32x4.extract_lane(vsigmoid<f32>(f32x4.splat(NaN)), 1)).toBeNaN();
  });
});
