/** Periodic domains and their grids. */

import { check, checkFields, DIMS, POSITIVE, required, wholeFrom } from '../checks.js';

/** A periodic domain, of the same extent and with as many points along every axis. */
export interface Domain {
  /** D, the number of axes: 1 to 3. */
  readonly dims: number;
  /** L, the length of an axis. */
  readonly domainExtent: number;
  /** N, the points along an axis. */
  readonly numPoints: number;
}

const POINTS = wholeFrom(1);

/** @throws UserError where there is no grid of so many points along each of so many axes. */
export function checkGrid(dims: number, numPoints: number): void {
  check('the number of dimensions', dims, DIMS);
  check('the number of points along an axis', numPoints, POINTS);
}

/** @throws UserError for what is no domain. */
export function checkDomain(domain: Domain): void {
  checkFields('a domain', domain, { domainExtent: required(POSITIVE) });
  checkGrid(domain.dims, domain.numPoints);
}
