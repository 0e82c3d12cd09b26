/**
 * Accuracy of the core's functions, in units of the last place: f64 scalars at most 1 ulp, f32
 * SIMD at most 2, each over a million points against double-double or f64 references, and at the
 * edges of their ranges against exact integer arithmetic.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import asc from 'assemblyscript/asc';
import { core, loadCore } from '../../src/core/index.js';
import * as pairs from '../reference/double-double-math.js';
import * as exacts from '../reference/exact-math.js';

/** assembly/__tests__/math-arrays.ts, compiled. */
interface Arrays {
  memory: WebAssembly.Memory;
  erfinv32(x: number): number;
  log1p32(x: number): number;
  map32(name: number, x: number, y: number, count: number): void;
  map64(name: number, x: number, y: number, count: number): void;
}

const NAMES = ['exp', 'tanh', 'sigmoid', 'gelu', 'swish', 'geluGrad', 'swishGrad'] as const;
type Name = (typeof NAMES)[number];

/** Where arrays of a module lie, and how many numbers they hold. */
const BASE = 1 << 16;
const COUNT = 1 << 18;
const PAGES = 80;

let arrays: Arrays;

before(async () => {
  await loadCore();
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error } = await asc.main(
    ['assembly/__tests__/math-arrays.ts', '-O3', '--noAssert', '--runtime', 'stub']
      .concat(['--enable', 'simd', '--use', 'abort=', '--initialMemory', String(PAGES)])
      .concat(['--outFile', 'arrays.wasm']),
    {
      writeFile: (name, contents) => {
        if (name === 'arrays.wasm') binary = contents as Uint8Array<ArrayBuffer>;
      },
    },
  );
  if (error) throw error;
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536 });
  const { instance } = await WebAssembly.instantiate(binary!, { env: { memory } });
  arrays = instance.exports as unknown as Arrays;
});

/** The same numbers in [0, 1) in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const high = state >>> 5;
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (high * 67108864 + (state >>> 6)) / 9007199254740992;
  };
}

type Draw = (random: () => number) => number;

/** Evenly spread over [lo, hi). */
const even =
  (lo: number, hi: number): Draw =>
  (random) =>
    lo + random() * (hi - lo);

/** Either sign, exponents evenly spread over [lo, hi]. */
const scales =
  (lo: number, hi: number): Draw =>
  (random) => {
    const exponent = lo + Math.floor(random() * (hi - lo + 1));
    return (random() < 0.5 ? -1 : 1) * (1 + random()) * 2 ** exponent;
  };

const positive =
  (draw: Draw): Draw =>
  (random) =>
    Math.abs(draw(random));

/** The largest error of `f` over `count` points of each range. */
function worst(
  f: (x: number) => number,
  error: (y: number, x: number) => number,
  ranges: readonly Draw[],
  count: number,
): number {
  let largest = 0;
  ranges.forEach((draw, i) => {
    const random = generator(i + 1);
    for (let n = 0; n < count; n++) {
      const x = draw(random);
      largest = Math.max(largest, error(f(x), x));
    }
  });
  return largest;
}

type Scalar = 'exp' | 'expm1' | 'log' | 'log1p' | 'sin' | 'cos' | 'tan' | 'tanh' | 'sigmoid';

const MODERATE: Record<Scalar, Draw[]> = {
  exp: [even(-600, 600), even(-1, 1), scales(-40, 3)],
  expm1: [even(-40, 600), even(-1, 1), scales(-50, 3)],
  log: [positive(scales(-600, 600)), even(0.5, 2), even(0.99, 1.01)],
  log1p: [positive(scales(-50, 600)), even(-0.999, 1), scales(-50, -2)],
  sin: [even(-8, 8), even(-1e5, 1e5), scales(-50, 3)],
  cos: [even(-8, 8), even(-1e5, 1e5), scales(-50, 3)],
  tan: [even(-8, 8), even(-1e5, 1e5), scales(-50, 3)],
  tanh: [even(-22, 22), even(-1, 1), scales(-50, 4)],
  sigmoid: [even(-40, 40), even(-600, 40), scales(-50, 5)],
};

for (const name of Object.keys(MODERATE) as Scalar[]) {
  test(`${name}: a million points within 1 ulp`, (t) => {
    const f = core()[name];
    const error = (y: number, x: number) => pairs.ulpError(y, pairs[name](x), pairs.lowPart());
    const largest = worst(f, error, MODERATE[name], 350_000);
    t.diagnostic(`${largest.toFixed(3)} ulp`);
    assert.ok(largest <= 1, `${largest} ulp`);
  });
}

test('pow: a million points within 1 ulp', (t) => {
  const { pow } = core();
  const random = generator(9);
  let largest = 0;
  for (let n = 0; n < 1_000_000; n++) {
    const near = n % 2 === 0;
    const x = near ? even(0.9, 1.1)(random) : positive(scales(-30, 30))(random);
    const y = near ? even(-5000, 5000)(random) : even(-20, 20)(random);
    const error = pairs.ulpError(pow(x, y), pairs.pow(x, y), pairs.lowPart());
    largest = Math.max(largest, error);
  }
  t.diagnostic(`${largest.toFixed(3)} ulp`);
  assert.ok(largest <= 1, `${largest} ulp`);
});

/** A multiple of pi/2, some more last places away from it. */
const nearQuarterTurn: Draw = (random) => {
  const x = Math.floor(10 ** (random() * 15)) * (Math.PI / 2);
  return x * (1 + (Math.floor(random() * 16) - 8) * 2 ** -52);
};

const WIDE: Record<Scalar, Draw[]> = {
  exp: [even(-745.1, 709.7), even(-745.1, -708), scales(-60, 9)],
  expm1: [even(-60, 709.7), scales(-59, 6)],
  log: [positive(scales(-1074, 1023)), (random) => 1 + scales(-52, -3)(random)],
  log1p: [positive(scales(-59, 1023)), (random) => -1 + Math.abs(scales(-53, -2)(random))],
  sin: [scales(0, 1023), nearQuarterTurn, scales(-59, 0)],
  cos: [scales(0, 1023), nearQuarterTurn, scales(-59, 0)],
  tan: [scales(0, 1023), nearQuarterTurn, scales(-59, 0)],
  tanh: [even(-30, 30), scales(-59, 5)],
  sigmoid: [even(-745, -700), scales(-59, 9)],
};

for (const name of Object.keys(WIDE) as Scalar[]) {
  test(`${name}: the references agree, and it holds where the range ends`, () => {
    const f = core()[name];
    const error = (y: number, x: number) => {
      if (Math.abs(y) === Number.POSITIVE_INFINITY || y === 0) return 0;
      return exacts.ulpError(y, exacts[name](x));
    };
    const largest = worst(f, error, WIDE[name], 3000);
    assert.ok(largest <= 1, `${name}: ${largest} ulp`);
    const random = generator(77);
    for (let n = 0; n < 1000; n++) {
      const x = MODERATE[name][n % 3](random);
      const h = pairs[name](x);
      const l = pairs.lowPart();
      const { m, e } = exacts[name](x);
      assert.ok(exacts.ulpError(h, { m, e }) < 0.5001, `${name}(${x})`);
      const difference = exacts.ulpError(f(x), { m, e }) - pairs.ulpError(f(x), h, l);
      assert.ok(Math.abs(difference) < 1e-4, `${name}(${x}): ${difference}`);
    }
  });
}

test('erfinv: 30,000 points within 1 ulp', (t) => {
  const { erfinv } = core();
  const error = (y: number, x: number) => {
    // The derivative turns the error of erf(y) into one of y.
    const { m, e } = exacts.erf(y);
    const value = exacts.exact(x);
    const residual = Number(m - (value.m << BigInt(value.e - e))) * 2 ** e;
    const slope = 1.1283791670955126 * Math.exp(-y * y);
    const place = 2 ** (Math.floor(Math.log2(Math.abs(y))) - 52);
    return Math.abs(residual / slope / place);
  };
  const tails: Draw = (random) => 1 - Math.abs(scales(-52, -2)(random));
  const largest = worst(erfinv, error, [even(-1, 1), scales(-40, -2), tails], 10_000);
  t.diagnostic(`${largest.toFixed(3)} ulp`);
  assert.ok(largest <= 1, `${largest} ulp`);
  assert.equal(erfinv(1), Number.POSITIVE_INFINITY);
  assert.equal(erfinv(-1), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(erfinv(1.5)) && Number.isNaN(erfinv(Number.NaN)));
});

test('scalars at special values', () => {
  const { exp, expm1, log, log1p, sin, cos, tan, tanh, sigmoid, erfinv, pow } = core();
  const inf = Number.POSITIVE_INFINITY;
  const same = (actual: number[], expected: number[]) => assert.deepEqual(actual, expected);
  same([exp(0), exp(-inf), exp(inf), exp(710), exp(-746)], [1, 0, inf, inf, 0]);
  same([expm1(-0), expm1(-inf), expm1(inf), expm1(710)], [-0, -1, inf, inf]);
  same([log(1), log(0), log(inf), log(-1)], [0, -inf, inf, Number.NaN]);
  same([log1p(-0), log1p(-1), log1p(inf), log1p(-2)], [-0, -inf, inf, Number.NaN]);
  same([sin(-0), sin(inf), cos(0), cos(-inf)], [-0, Number.NaN, 1, Number.NaN]);
  same([tan(-0), tan(inf), erfinv(-0), erfinv(5e-324)], [-0, Number.NaN, -0, 5e-324]);
  same([tanh(-0), tanh(inf), tanh(-inf), tanh(5e-324)], [-0, 1, -1, 5e-324]);
  same([sigmoid(0), sigmoid(inf), sigmoid(-inf), sigmoid(800)], [0.5, 1, 0, 1]);
  same([pow(2, 10), pow(0, 0), pow(2, -1074), pow(-8, 3)], [1024, 1, 5e-324, -512]);
  for (const f of [exp, expm1, log, log1p, sin, cos, tan, tanh, sigmoid, erfinv]) {
    assert.ok(Number.isNaN(f(Number.NaN)));
  }
  // The f64 nearest to a multiple of pi/2.
  const hardest = 6381956970095103 * 2 ** 797;
  assert.ok(exacts.ulpError(cos(hardest), exacts.cos(hardest)) <= 1);
});

/** What the SIMD functions compute, in f64. */
const FORMULAS: Record<Name, (x: number) => number> = {
  exp: (x) => core().exp(x),
  tanh: (x) => core().tanh(x),
  sigmoid: (x) => core().sigmoid(x),
  gelu: (x) => x * core().sigmoid(geluArgument(x)),
  swish: (x) => x * core().sigmoid(x),
  geluGrad(x) {
    const slope = 1.5957691216057308 + 0.21406444881780076 * x * x;
    return gateGrad(geluArgument(x), x * slope);
  },
  swishGrad: (x) => gateGrad(x, x),
};

const geluArgument = (x: number): number =>
  1.5957691216057308 * x + 0.07135481627260025 * x * x * x;

function gateGrad(v: number, w: number): number {
  const s = core().sigmoid(v);
  return s * (1 + w * core().sigmoid(-v));
}

/** Applies a SIMD function to numbers that are exact in the array's type. */
function mapped(name: Name, bits: 24 | 53, x: ArrayLike<number>): ArrayLike<number> {
  const Kind = bits === 24 ? Float32Array : Float64Array;
  const { memory, map32, map64 } = arrays;
  const out = BASE + x.length * Kind.BYTES_PER_ELEMENT;
  new Kind(memory.buffer, BASE, x.length).set(x);
  (bits === 24 ? map32 : map64)(NAMES.indexOf(name), BASE, out, x.length);
  return new Kind(memory.buffer, out, x.length);
}

/** Every stride-th of all finite f32 bit patterns. */
function float32s(from: number, stride: number): Float32Array {
  const bits = Uint32Array.from({ length: COUNT }, (_, i) => (from + i * stride) >>> 0);
  return new Float32Array(bits.buffer).map((x) => (Number.isFinite(x) ? x : 0));
}

const F32_BOUNDS: [Name, number][] = [
  ['exp', 1.5],
  ['tanh', 1.5],
  ['sigmoid', 2],
];

for (const [name, bound] of F32_BOUNDS) {
  test(`f32 SIMD ${name}: a million points within ${bound} ulp`, (t) => {
    let largest = 0;
    let at = 0;
    for (let part = 0; part < 5; part++) {
      const random = generator(part + 1);
      const span = [0, 2, 20, 210][part];
      const x =
        part === 0 || part === 4
          ? float32s(part * 1711, 16384)
          : new Float32Array(COUNT).map(() => (random() - 0.5) * span);
      const y = mapped(name, 24, x);
      for (let i = 0; i < COUNT; i++) {
        const reference = FORMULAS[name](x[i]);
        if (Math.fround(reference) === y[i]) continue;
        const error = pairs.ulpError(y[i], reference, 0, 24);
        if (!(error <= largest)) [largest, at] = [error, x[i]];
      }
    }
    t.diagnostic(`${largest.toFixed(3)} ulp`);
    assert.ok(largest <= bound, `${largest} ulp at ${at}`);
  });
}

const F64_BOUNDS: [Extract<Name, Scalar>, number][] = [
  ['exp', 1],
  ['tanh', 1],
  ['sigmoid', 1],
];

for (const [name, bound] of F64_BOUNDS) {
  test(`f64 SIMD ${name}: a million points within ${bound} ulp`, (t) => {
    let largest = 0;
    const ranges = MODERATE[name].concat(even(-3, 3));
    ranges.forEach((draw, part) => {
      const random = generator(part + 1);
      const x = Float64Array.from({ length: COUNT }, () => draw(random));
      const y = mapped(name, 53, x);
      for (let i = 0; i < COUNT; i++) {
        const error = pairs.ulpError(y[i], pairs[name](x[i]), pairs.lowPart());
        largest = Math.max(largest, error);
      }
    });
    t.diagnostic(`${largest.toFixed(3)} ulp`);
    assert.ok(largest <= bound, `${largest} ulp`);
  });
}

for (const name of ['exp', 'sigmoid'] as const) {
  test(`f64 SIMD ${name} where results are subnormal`, () => {
    const x = Float64Array.from({ length: 4000 }, (_, i) => -745 + i * 0.011);
    const y = mapped(name, 53, x);
    x.forEach((value, i) => {
      assert.ok(exacts.ulpError(y[i], exacts[name](value)) <= 2, `${name}(${value})`);
    });
  });
}

for (const name of ['gelu', 'swish', 'geluGrad', 'swishGrad'] as const) {
  for (const bits of [24, 53] as const) {
    test(`${name} against its formula, ${bits} bits`, () => {
      const unit = 2 ** -bits;
      const random = generator(5);
      const x = Float64Array.from({ length: COUNT }, () => Math.fround((random() - 0.5) * 24));
      const y = mapped(name, bits, x);
      for (let i = 0; i < COUNT; i++) {
        const reference = FORMULAS[name](x[i]);
        // Rounding in the exponent v counts |v| times; below e^-87 f32 gates are 0.
        const gate = Math.abs(name.startsWith('gelu') ? geluArgument(x[i]) : x[i]);
        const scale = name.endsWith('Grad') ? Math.max(Math.abs(reference), 0.1) : reference;
        const allowed = unit * (6 + 5 * gate) * Math.abs(scale) + 1e-35;
        assert.ok(Math.abs(y[i] - reference) <= allowed, `${name}(${x[i]}) = ${y[i]}`);
      }
    });
  }
}

for (const bits of [24, 53] as const) {
  for (const name of NAMES) {
    test(`SIMD ${name} at special values, the same in every lane, ${bits} bits`, () => {
      const inf = Number.POSITIVE_INFINITY;
      const nan = Number.NaN;
      const x = [0, -0, inf, -inf, nan, 1e30, -1e30, 200];
      const expected: Record<Name, number[]> = {
        exp: [1, 1, inf, 0, nan, inf, 0, bits === 24 ? inf : core().exp(200)],
        tanh: [0, -0, 1, -1, nan, 1, -1, 1],
        sigmoid: [0.5, 0.5, 1, 0, nan, 1, 0, 1],
        gelu: [0, -0, inf, nan, nan, 1e30, -0, 200],
        swish: [0, -0, inf, nan, nan, 1e30, -0, 200],
        geluGrad: [0.5, 0.5, 1, 0, nan, 1, 0, 1],
        swishGrad: [0.5, 0.5, 1, 0, nan, 1, 0, 1],
      };
      const wanted = bits === 24 ? expected[name].map(Math.fround) : expected[name];
      for (let turn = 0; turn < x.length; turn++) {
        const turned = x.slice(turn).concat(x.slice(0, turn));
        const y = Array.from(mapped(name, bits, turned));
        const back = y.slice(x.length - turn).concat(y.slice(0, x.length - turn));
        assert.deepEqual(back, wanted, `turned by ${turn}`);
      }
    });
  }
}

test('f32 log1p is the rounded one, and erfinv XLA polynomials in f32', () => {
  const { erfinv32, log1p32 } = arrays;
  const { erfinv } = core();
  const random = generator(3);
  let largest = 0;
  for (let n = 0; n < 200_000; n++) {
    const x = Math.fround(random() * 2 - 1);
    const y = Math.abs(x) < 0.9 ? erfinv(x) : 0;
    if (y !== 0) largest = Math.max(largest, pairs.ulpError(erfinv32(x), y, 0, 24));
    if (x <= -1) continue;
    assert.ok(pairs.ulpError(log1p32(x), pairs.log1p(x), pairs.lowPart(), 24) < 0.5001);
  }
  assert.ok(largest < 8, `${largest} ulp`);
  assert.equal(erfinv32(1), Number.POSITIVE_INFINITY);
  assert.equal(erfinv32(-1), Number.NEGATIVE_INFINITY);
  assert.equal(erfinv32(0), 0);
});
