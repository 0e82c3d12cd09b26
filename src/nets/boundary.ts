/** What lies beyond the ends of a field. */

import { unknownName } from '../errors.js';

/** What each boundary mode continues a field with beyond its ends. */
const BOUNDARIES = { periodic: 'periodic', dirichlet: 'zeros', neumann: 'reflection' } as const;

/** What lies beyond the ends of the domain, by its name. */
export type BoundaryName = keyof typeof BOUNDARIES;

/**
 * What lies beyond the ends of a field: 'periodic' the other end, 'dirichlet' zeros, 'neumann' the
 * mirror image in the last point (which itself is not repeated).
 */
export type BoundaryMode = BoundaryName | Capitalize<BoundaryName> | Uppercase<BoundaryName>;

/**
 * What the mode, in any case, continues a field with. Throws a UserError for a mode that there is
 * not.
 */
export function boundaryOf(mode: BoundaryMode): (typeof BOUNDARIES)[BoundaryName] {
  const name = String(mode).toLowerCase();
  if (Object.hasOwn(BOUNDARIES, name)) return BOUNDARIES[name as BoundaryName];
  throw unknownName('boundary mode', String(mode), Object.keys(BOUNDARIES));
}
