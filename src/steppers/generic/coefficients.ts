/**
 * Coefficients of PDEs in three kinds: physical (with a domain extent L and a time step dt),
 * normalized (as if L = dt = 1) and difficulty (normalized, relative to the grid: how hard the
 * step is for an explicit scheme on N points in D dimensions).
 *
 *   linear            a_j    alpha_j = a_j dt / L^j    gamma_j = alpha_j N^j 2^(j-1) D
 *   polynomial        c_i    c_i dt                    the same
 *   convection        b_1    beta_1 = b_1 dt / L       delta_1 = beta_1 M N D
 *   gradient norm     b_2    beta_2 = b_2 dt / L²      delta_2 = beta_2 M N² D
 *   nonlinear         (b_0, b_1, b_2), b_0 as in a polynomial
 *
 * M is the largest |u| that is expected. gamma_0 = alpha_0. Names are those of exponax' `generic`.
 *
 * Koehler et al., "APEBench" (2024), section on interfaces to the PDE dynamics.
 */

import {
  check,
  checkFields,
  FINITE,
  NUMBERS,
  POSITIVE,
  type Rule,
  type Rules,
  required,
} from '../../checks.js';
import { type Domain, wholePower } from '../../spectral/index.js';
import type { QuadraticScales } from '../nonlinear/quadratic.js';
import { GRID } from '../options.js';

/** What physical coefficients are relative to. */
export interface PhysicalScales {
  /** L */
  domainExtent: number;
  /** Time step. */
  dt: number;
}

/** What difficulties are relative to: D and N. */
export type Grid = Pick<Domain, 'dims' | 'numPoints'>;

/** The same for nonlinear terms. */
export interface GridAndMaximum extends Grid {
  /** M, default 1. */
  maximumAbsolute?: number;
}

const TIME: Rules = { dt: required(POSITIVE) };
const PHYSICAL: Rules = { ...TIME, domainExtent: required(POSITIVE) };
const DIFFICULTY: Rules = { ...GRID, maximumAbsolute: POSITIVE };
const QUADRATIC: Rule = {
  allowed: 'a list of 3 finite numbers, of u², convection and |∇u|²',
  fits: (value) => NUMBERS.fits(value) && (value as number[]).length === 3,
};

/** Of coefficients, and of what they are relative to, which may have more fields than these. */
function checkConversion(coefficients: unknown, rule: Rule, scales: object, rules: Rules): void {
  check('what is converted', coefficients, rule);
  checkFields('what coefficients are relative to', scales, rules);
}

/** alpha_j of a_j. */
export function normalizeCoefficients(
  coefficients: readonly number[],
  scales: PhysicalScales,
): number[] {
  checkConversion(coefficients, NUMBERS, scales, PHYSICAL);
  const { domainExtent, dt } = scales;
  return coefficients.map((a, j) => (a * dt) / wholePower(domainExtent, j));
}

/** a_j of alpha_j. */
export function denormalizeCoefficients(
  normalized: readonly number[],
  scales: PhysicalScales,
): number[] {
  checkConversion(normalized, NUMBERS, scales, PHYSICAL);
  const { domainExtent, dt } = scales;
  return normalized.map((alpha, j) => (alpha / dt) * wholePower(domainExtent, j));
}

/** beta_1 of b_1. */
export function normalizeConvectionScale(scale: number, scales: PhysicalScales): number {
  checkConversion(scale, FINITE, scales, PHYSICAL);
  const { domainExtent, dt } = scales;
  return (scale * dt) / domainExtent;
}

/** b_1 of beta_1. */
export function denormalizeConvectionScale(normalized: number, scales: PhysicalScales): number {
  checkConversion(normalized, FINITE, scales, PHYSICAL);
  const { domainExtent, dt } = scales;
  return (normalized / dt) * domainExtent;
}

/** beta_2 of b_2. */
export function normalizeGradientNormScale(scale: number, scales: PhysicalScales): number {
  checkConversion(scale, FINITE, scales, PHYSICAL);
  const { domainExtent, dt } = scales;
  return (scale * dt) / wholePower(domainExtent, 2);
}

/** b_2 of beta_2. */
export function denormalizeGradientNormScale(normalized: number, scales: PhysicalScales): number {
  checkConversion(normalized, FINITE, scales, PHYSICAL);
  const { domainExtent, dt } = scales;
  return (normalized / dt) * wholePower(domainExtent, 2);
}

/** Normalized coefficients of a polynomial; its difficulties are the same. */
export function normalizePolynomialScales(
  coefficients: readonly number[],
  scales: Pick<PhysicalScales, 'dt'>,
): number[] {
  checkConversion(coefficients, NUMBERS, scales, TIME);
  const { dt } = scales;
  return coefficients.map((c) => c * dt);
}

/** Physical coefficients of a polynomial. */
export function denormalizePolynomialScales(
  normalized: readonly number[],
  scales: Pick<PhysicalScales, 'dt'>,
): number[] {
  checkConversion(normalized, NUMBERS, scales, TIME);
  const { dt } = scales;
  return normalized.map((c) => c / dt);
}

/** gamma_j / alpha_j: 1 for the order 0, N^j 2^(j-1) D for the others. */
function linearFactor(order: number, { dims, numPoints }: Grid): number {
  return order === 0 ? 1 : wholePower(numPoints, order) * wholePower(2, order - 1) * dims;
}

/** delta_j / beta_j: 1 for the order 0, M N^j D for the others. */
function nonlinearFactor(
  order: number,
  { dims, numPoints, maximumAbsolute = 1 }: GridAndMaximum,
): number {
  return order === 0 ? 1 : maximumAbsolute * wholePower(numPoints, order) * dims;
}

/** gamma_j of alpha_j. */
export function reduceNormalizedCoefficientsToDifficulty(
  normalized: readonly number[],
  grid: Grid,
): number[] {
  checkConversion(normalized, NUMBERS, grid, DIFFICULTY);
  return normalized.map((alpha, j) => alpha * linearFactor(j, grid));
}

/** alpha_j of gamma_j. */
export function extractNormalizedCoefficientsFromDifficulty(
  difficulties: readonly number[],
  grid: Grid,
): number[] {
  checkConversion(difficulties, NUMBERS, grid, DIFFICULTY);
  return difficulties.map((gamma, j) => gamma / linearFactor(j, grid));
}

/** delta_1 of beta_1. */
export function reduceNormalizedConvectionScaleToDifficulty(
  normalized: number,
  grid: GridAndMaximum,
): number {
  checkConversion(normalized, FINITE, grid, DIFFICULTY);
  return normalized * nonlinearFactor(1, grid);
}

/** beta_1 of delta_1. */
export function extractNormalizedConvectionScaleFromDifficulty(
  difficulty: number,
  grid: GridAndMaximum,
): number {
  checkConversion(difficulty, FINITE, grid, DIFFICULTY);
  return difficulty / nonlinearFactor(1, grid);
}

/** delta_2 of beta_2. */
export function reduceNormalizedGradientNormScaleToDifficulty(
  normalized: number,
  grid: GridAndMaximum,
): number {
  checkConversion(normalized, FINITE, grid, DIFFICULTY);
  return normalized * nonlinearFactor(2, grid);
}

/** beta_2 of delta_2. */
export function extractNormalizedGradientNormScaleFromDifficulty(
  difficulty: number,
  grid: GridAndMaximum,
): number {
  checkConversion(difficulty, FINITE, grid, DIFFICULTY);
  return difficulty / nonlinearFactor(2, grid);
}

/** (delta_0, delta_1, delta_2) of (beta_0, beta_1, beta_2). */
export function reduceNormalizedNonlinearScalesToDifficulty(
  normalized: QuadraticScales,
  grid: GridAndMaximum,
): QuadraticScales {
  checkConversion(normalized, QUADRATIC, grid, DIFFICULTY);
  const [square, convection, gradientNorm] = normalized;
  return [
    square,
    reduceNormalizedConvectionScaleToDifficulty(convection, grid),
    reduceNormalizedGradientNormScaleToDifficulty(gradientNorm, grid),
  ];
}

/** (beta_0, beta_1, beta_2) of (delta_0, delta_1, delta_2). */
export function extractNormalizedNonlinearScalesFromDifficulty(
  difficulties: QuadraticScales,
  grid: GridAndMaximum,
): QuadraticScales {
  checkConversion(difficulties, QUADRATIC, grid, DIFFICULTY);
  const [square, convection, gradientNorm] = difficulties;
  return [
    square,
    extractNormalizedConvectionScaleFromDifficulty(convection, grid),
    extractNormalizedGradientNormScaleFromDifficulty(gradientNorm, grid),
  ];
}
