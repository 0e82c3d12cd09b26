/** A good call of every public function of arrays, grids, random numbers and solvers. */

import type { NdArray } from '../../src/arrays.js';
import { loadCore } from '../../src/core/index.js';
import * as apebench from '../../src/index.js';
import { type Any, type Case, made, of, place } from './calls.js';
import { everyStepper } from './steppers.js';

await loadCore();
const { draws, metrics, scenarios, spectral, steppers } = apebench;

const array = (...shape: number[]): NdArray => ({
  data: Float64Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => ((7 * i) % 5) - 1,
  ),
  shape,
});
export const numbers = (length: number) => array(length).data;
const domain = { dims: 1, domainExtent: 1, numPoints: 8 };
const points = { dims: 1, numPoints: 8 };
const line = { ...domain, dt: 0.1 };
const key = [0, 3];
export const state = array(1, 8);
export const burgers = new steppers.Burgers(line);
const field = { dims: 1, domainExtent: 2, stdOne: false, maxOne: true, zeroMean: true };
const series = { dims: 1, stdOne: false, maxOne: true, offsetRange: [0, 1] };
export const blobs = new apebench.RandomGaussianBlobs({ dims: 1 });
const norms = { mode: 'normalized', innerExponent: 2, outerExponent: 0.5 };
const band = { domainExtent: 1, low: 0, high: 3 };
const aux = { ...place, takesAux: false, constantAux: true };
const grid = { ...points, maximumAbsolute: 2 };
const time = { dt: 0.1 };
const scales = { domainExtent: 2, dt: 0.1 };
const scenario = new scenarios.difficulty.Diffusion({
  num_spatial_dims: 1,
  num_points: 8,
  num_test_samples: 2,
  test_temporal_horizon: 3,
});

const draw = { partitionable: true };

/** A stepper with all its options: those that a wrong one is told. */
function ofStepper(name: string): Case {
  const Class = (steppers as Any)[name];
  const dims = /Vorticity/.test(name) ? 2 : 1;
  let options: Record<string, unknown> = { dims, domainExtent: 1, numPoints: 8, dt: 0.1 };
  try {
    new Class({ ...options, noSuchOption: 1 });
  } catch (error) {
    const allowed = /allowed: (.*)$/.exec((error as Error).message)?.[1]?.split(', ') ?? [];
    const own = allowed.map((option) => [option, options[option] ?? goodValue(option)]);
    options = Object.fromEntries(own);
  }
  return made(Class, options);
}

function goodValue(option: string): unknown {
  if (/nonlinear(Coefficients|Difficulties)/i.test(option)) return [1, 2, 3];
  if (/Coefficients$|Difficulties$/.test(option)) return [1, 2];
  if (/conservative|singleChannel|(advect|diffuse)(On|Over)/.test(option)) return false;
  return /^(order|injectionMode|numCirclePoints)$/.test(option) ? 2 : 0.5;
}

/** Objects that may have more fields than a function reads. */
export const LOOSE: unknown[] = [domain, points, grid, scales, time, place];

const noReference = (bad: unknown, position: number) => bad === null && position === 1;
const isEmpty = (bad: Any) => bad?.shape?.[0] === 0;

/** Of each function of a module, by its name, a good call. */
export const calls: Record<string, Record<string, Case>> = {
  spectral: {
    fft: of(spectral.fft, state),
    ifft: of(spectral.ifft, array(1, 2, 5), 8),
    getFourierCoefficients: of(spectral.getFourierCoefficients, state, {
      scalingCompensationMode: 'reconstruction',
      round: 3,
    }),
    getSpectrum: of(spectral.getSpectrum, state, { power: true }),
    derivative: of(spectral.derivative, state, 1, { order: 2 }),
    makeIncompressible: of(spectral.makeIncompressible, array(2, 4, 4)),
    makeGrid: of(spectral.makeGrid, domain, { full: true, zeroCentered: true, indexing: 'xy' }),
    wrapBc: of(spectral.wrapBc, state),
    rfftn: of(spectral.rfftn, numbers(16), [8]),
    irfftn: of(spectral.irfftn, numbers(20), [8]),
    dealiasingCutoff: of(spectral.dealiasingCutoff, 0.5, 8),
    lowPassMask: of(spectral.lowPassMask, 1, 8, 2.5, false),
    oddballMask: of(spectral.oddballMask, 1, 8),
    axisWavenumbers: of(spectral.axisWavenumbers, 8, true),
    modeShape: of(spectral.modeShape, 1, 8),
    spatialShape: of(spectral.spatialShape, 1, 8),
    wavenumbers: of(spectral.wavenumbers, 2, 8, 'xy'),
    combination: of(spectral.combination, [
      [1, numbers(4)],
      [2, numbers(4)],
    ]),
    complexProduct: of(spectral.complexProduct, numbers(4), numbers(4)),
    derivativeOperator: of(spectral.derivativeOperator, domain),
    gradientInnerProductOperator: of(spectral.gradientInnerProductOperator, domain, [2], 1),
    identityOperator: of(spectral.identityOperator, points),
    laplaceOperator: of(spectral.laplaceOperator, domain, 2),
    powerOperator: of(spectral.powerOperator, domain, 2, [2]),
    FourierInterpolator: of(
      (...given: [Any, Any, Any]) =>
        new spectral.FourierInterpolator(given[0], given[1]).evaluate(given[2]),
      state,
      { domainExtent: 1 },
      array(1, 3),
    ),
    getModesSlices: of(spectral.getModesSlices, 2, 8),
    mapBetweenResolutions: of(spectral.mapBetweenResolutions, state, 6, { oddballZero: false }),
    scalingArray: of(spectral.scalingArray, 1, 8, 'reconstruction'),
    stateParts: of(spectral.stateParts, state),
  },
  metrics: {
    ...Object.fromEntries(
      Object.entries(metrics)
        .filter(([name]) => /M[AS]E$/.test(name))
        .map(([name, metric]) => {
          const derivative = name.startsWith('fourier') ? { derivativeOrder: 1 } : {};
          const shell = /^(fourier|H1)/.test(name) ? band : { domainExtent: 1 };
          const good = of(metric, state, state, { ...shell, ...derivative });
          return [name, /nM|NM|NR|nR|^s/.test(name) ? good : { ...good, takes: noReference }];
        }),
    ),
    correlation: of(metrics.correlation, state, state),
    spatialNorm: of(metrics.spatialNorm, state, state, { domainExtent: 1, ...norms }),
    fourierNorm: of(metrics.fourierNorm, state, state, { ...band, derivativeOrder: 1, ...norms }),
    meanMetric: {
      ...of(metrics.meanMetric, metrics.MSE, array(2, 1, 8), array(2, 1, 8), { domainExtent: 1 }),
      takes: (bad, position) => bad === null && position === 2,
    },
  },
  draws: {
    PRNGKey: of(draws.PRNGKey, 3),
    split: of(draws.split, key, 2, draw),
    foldIn: of(draws.foldIn, key, 4),
    seedFromString: {
      ...of(draws.seedFromString, 'a name'),
      takes: (bad) => typeof bad === 'string',
    },
    randomBits: of(draws.randomBits, key, [2, 3], draw),
    uniform: of(draws.uniform, key, [2], 0, 1, draw),
    normal: of(draws.normal, key, 4, draw),
    randint: of(draws.randint, key, 4, 0, 9, draw),
    permutation: of(draws.permutation, key, 5, draw),
    choice: of(draws.choice, key, 5, 3, false, draw),
  },
  steppers: {
    ...Object.fromEntries(Object.keys(everyStepper).map((name) => [name, ofStepper(name)])),
    SpectralStepper: made(steppers.SpectralStepper, line, {
      numChannels: 1,
      linear: () => spectral.identityOperator(domain),
      nonlinear: null,
    }),
    ForcedStepper: made(steppers.ForcedStepper, burgers),
    RepeatedStepper: made(steppers.RepeatedStepper, burgers, 2),
    repeat: of(
      (stepper: Any, n: Any, options: Any, states: Any) =>
        (steppers.repeat(stepper, n, options) as Any)(states),
      burgers,
      2,
      aux,
      array(2, 1, 8),
    ),
    rollout: of(
      (stepper: Any, n: Any, options: Any, states: Any) =>
        (steppers.rollout(stepper, n, options) as Any)(states),
      burgers,
      2,
      { ...aux, includeInit: true },
      state,
    ),
    stackSubTrajectories: of(steppers.stackSubTrajectories, array(5, 1, 8), 2),
    ...Object.fromEntries(
      Object.entries(steppers)
        .filter(([name]) => /^(de)?normalize/.test(name))
        .map(([name, convert]) => {
          const one = /ConvectionScale|GradientNormScale/.test(name);
          return [name, of(convert, one ? 2 : [1, 2], /Polynomial/.test(name) ? time : scales)];
        }),
    ),
    ...Object.fromEntries(
      Object.entries(steppers)
        .filter(([name]) => /^(extract|reduce)/.test(name))
        .map(([name, convert]) => {
          const one = /ConvectionScale|GradientNormScale/.test(name);
          const list = /Nonlinear/.test(name) ? [1, 2, 3] : [1, 2];
          const linear = /Coefficients/.test(name);
          return [name, of(convert, one ? 2 : list, linear ? points : grid)];
        }),
    ),
  },
  apebench: {
    RandomTruncatedFourierSeries: made(apebench.RandomTruncatedFourierSeries, {
      ...series,
      cutoff: 2,
      amplitudeRange: [0, 1],
      angleRange: [0, 1],
    }),
    RandomSineWaves1d: made(apebench.RandomSineWaves1d, {
      ...series,
      cutoff: 2,
      amplitudeRange: [0, 1],
      phaseRange: [0, 1],
    }),
    DiffusedNoise: made(apebench.DiffusedNoise, { ...field, intensity: 0.1 }),
    GaussianRandomField: made(apebench.GaussianRandomField, { ...field, powerlawExponent: 3 }),
    RandomDiscontinuities: made(apebench.RandomDiscontinuities, {
      ...field,
      numDiscontinuities: 2,
      valueRange: [0, 1],
    }),
    RandomGaussianBlobs: made(apebench.RandomGaussianBlobs, {
      dims: 1,
      domainExtent: 1,
      numBlobs: 2,
      positionRange: [0.1, 0.9],
      varianceRange: [0.1, 0.2],
      oneComplement: false,
    }),
    ClampedInitialCondition: made(apebench.ClampedInitialCondition, blobs, 0, 1),
    ScaledInitialCondition: made(apebench.ScaledInitialCondition, blobs, 2),
    MultiChannelInitialCondition: made(apebench.MultiChannelInitialCondition, [blobs, blobs]),
    buildIcSet: of(apebench.buildIcSet, blobs, 8, 2, key, draw),
    writeNpy: { ...of(apebench.writeNpy, state), takes: isEmpty },
    readNpy: of(apebench.readNpy, apebench.writeNpy(state)),
    writeSafetensors: {
      ...of(
        (tensor: Any) =>
          apebench.writeSafetensors({ tensors: new Map([['one', tensor]]), metadata: {} }),
        state,
      ),
      takes: isEmpty,
    },
    readSafetensors: of(
      apebench.readSafetensors,
      apebench.writeSafetensors({ tensors: new Map([['one', state]]), metadata: {} }),
    ),
    performTestsOnRollout: of(
      (rollout: Any, data: Any, options: Any) =>
        scenario.performTestsOnRollout(rollout, data, options),
      array(2, 3, 1, 8),
      array(2, 3, 1, 8),
      place,
    ),
  },
};
