/** Makes the reference run and tells the server what has come of it. */

import { referenceHash } from '../../golden/reference.js';

const outcome = await referenceHash().then(
  (hash) => ({ hash }),
  (error: unknown) => ({ error: String(error) }),
);
await fetch(
  `/result?${new URLSearchParams({ engine: navigator.userAgent, isolated: String(crossOriginIsolated), ...outcome })}`,
);
