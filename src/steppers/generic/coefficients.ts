/**
 * Coefficients of PDEs in three kinds: physical (with a domain extent L and a time step dt),
 * normalized (as if L = dt = 1) and difficulty (normalized, relative to the grid: how hard the
 * step is for an explicit scheme on N points in D dimensions).
 *
 * APEBench paper, section on interfaces to the PDE dynamics; exponax `normalized`.
 */

import { wholePower } from '../../spectral/index.js';

/** alpha_j = a_j dt / L^j. */
export function normalizeCoefficients(
  coefficients: readonly number[],
  domainExtent: number,
  dt: number,
): number[] {
  return coefficients.map((a, j) => (a * dt) / wholePower(domainExtent, j));
}

/** a_j = alpha_j L^j / dt. */
export function denormalizeCoefficients(
  normalized: readonly number[],
  domainExtent: number,
  dt: number,
): number[] {
  return normalized.map((alpha, j) => (alpha / dt) * wholePower(domainExtent, j));
}

/** beta_1 = b_1 dt / L. */
export function normalizeConvectionScale(scale: number, domainExtent: number, dt: number): number {
  return (scale * dt) / domainExtent;
}

/** b_1 = beta_1 L / dt. */
export function denormalizeConvectionScale(
  normalized: number,
  domainExtent: number,
  dt: number,
): number {
  return (normalized / dt) * domainExtent;
}

/** gamma_j / alpha_j: 1 for the order 0, N^j 2^(j-1) D for the others. */
function difficultyFactor(order: number, dims: number, numPoints: number): number {
  return order === 0 ? 1 : wholePower(numPoints, order) * wholePower(2, order - 1) * dims;
}

/** gamma_j = alpha_j N^j 2^(j-1) D, gamma_0 = alpha_0. */
export function reduceToDifficulty(
  normalized: readonly number[],
  dims: number,
  numPoints: number,
): number[] {
  return normalized.map((alpha, j) => alpha * difficultyFactor(j, dims, numPoints));
}

/** alpha_j from gamma_j. */
export function extractFromDifficulty(
  difficulties: readonly number[],
  dims: number,
  numPoints: number,
): number[] {
  return difficulties.map((gamma, j) => gamma / difficultyFactor(j, dims, numPoints));
}

/** delta_1 = beta_1 M N D, with M the expected maximum of |u|. */
export function reduceConvectionToDifficulty(
  normalized: number,
  dims: number,
  numPoints: number,
  maximumAbsolute = 1,
): number {
  return normalized * maximumAbsolute * numPoints * dims;
}

/** beta_1 from delta_1. */
export function extractConvectionFromDifficulty(
  difficulty: number,
  dims: number,
  numPoints: number,
  maximumAbsolute = 1,
): number {
  return difficulty / (maximumAbsolute * numPoints * dims);
}
