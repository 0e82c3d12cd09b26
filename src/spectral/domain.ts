/** Periodic domains and their grids. */

/** A periodic domain, of the same extent and with as many points along every axis. */
export interface Domain {
  /** D, the number of axes: 1 to 3. */
  readonly dims: number;
  /** L, the length of an axis. */
  readonly domainExtent: number;
  /** N, the points along an axis. */
  readonly numPoints: number;
}
