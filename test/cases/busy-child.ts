/** A process that ends with its parent, as it should, although it never listens. */

import { endWithParent } from '../../src/cli/watchdog.js';

endWithParent();
process.stdout.write('ready\n');
// The thread begins in the meantime.
setTimeout(() => {
  for (;;);
}, 1000);
