/** What the constructors of steppers may be given: each option by its name, and its rule. */

import {
  checkOptions,
  DIMS,
  FINITE,
  FLAG,
  FRACTION,
  NUMBERS,
  oneOf,
  POSITIVE,
  type Rule,
  type Rules,
  required,
  wholeFrom,
} from '../checks.js';

/** Of a stepper whose coefficients are relative to the extent and the time step. */
export const GRID: Rules = { dims: required(DIMS), numPoints: required(wholeFrom(1)) };
export const DOMAIN: Rules = { ...GRID, domainExtent: required(POSITIVE) };
/** Of a stepper that is exact in time. */
export const LINEAR: Rules = { ...DOMAIN, dt: required(POSITIVE) };

const ETDRK: Rules = {
  order: oneOf(0, 1, 2, 3, 4),
  dealiasingFraction: FRACTION,
  numCirclePoints: wholeFrom(1),
  circleRadius: POSITIVE,
};
const CONVECTION: Rules = { ...ETDRK, singleChannel: FLAG, conservative: FLAG };

/** Of one with a nonlinear term, with a convection term. */
export const NONLINEAR: Rules = { ...LINEAR, ...ETDRK };
export const CONVECTIVE: Rules = { ...LINEAR, ...CONVECTION };
export const NONLINEAR_GRID: Rules = { ...GRID, ...ETDRK };
export const CONVECTIVE_GRID: Rules = { ...GRID, ...CONVECTION };

const isVector = (value: unknown) => FINITE.fits(value) || NUMBERS.fits(value);
const VECTOR: Rule = { allowed: 'a finite number, or one per axis', fits: isVector };
/** Of a diffusivity where axes may differ. */
export const MATRIX: Rule = {
  allowed: 'a finite number, one per axis, or a matrix of them',
  fits: (value) => isVector(value) || (Array.isArray(value) && value.every(NUMBERS.fits)),
};

/** Coefficients that are more than a number. */
const COEFFICIENTS: Rules = {
  maximumAbsolute: POSITIVE,
  velocity: VECTOR,
  dispersivity: VECTOR,
  advectOnDiffusion: FLAG,
  diffuseOnDiffuse: FLAG,
  advectOverDiffuse: FLAG,
  diffuseOverDiffuse: FLAG,
  dealiasingFraction: FRACTION,
  conservative: FLAG,
  injectionMode: wholeFrom(0),
  linearCoefficients: NUMBERS,
  normalizedLinearCoefficients: NUMBERS,
  linearDifficulties: NUMBERS,
  nonlinearCoefficients: NUMBERS,
  normalizedNonlinearCoefficients: NUMBERS,
  nonlinearDifficulties: NUMBERS,
  polynomialCoefficients: NUMBERS,
  normalizedPolynomialCoefficients: NUMBERS,
  polynomialDifficulties: NUMBERS,
};

/**
 * The options of a stepper with the defaults of its coefficients, which are options, too.
 *
 * @throws UserError for an option that there is not, and one that cannot be.
 */
export function stepperOptions<T extends object, D extends Partial<T>>(
  given: T,
  defaults: D,
  known: Rules = LINEAR,
): T & Required<Pick<T, keyof T & keyof D>> {
  const rules = { ...known };
  for (const name in defaults) rules[name] ??= COEFFICIENTS[name] ?? FINITE;
  checkOptions('stepper', given, rules);
  const options = { ...given } as Record<string, unknown>;
  for (const name in defaults) options[name] ??= defaults[name];
  return options as T & Required<Pick<T, keyof T & keyof D>>;
}
