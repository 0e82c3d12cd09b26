/** Lets go of a function that the page has lent. */

import { releaseProxy } from 'comlink';

/** Closes the channel behind `lent`; what was not lent through one is left alone. */
export function release(lent: unknown): void {
  (lent as { [releaseProxy]?: () => void } | undefined)?.[releaseProxy]?.();
}
