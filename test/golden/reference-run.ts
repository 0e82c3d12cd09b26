/** The hash of the reference run as a line on stdout. */

import { referenceHash } from './reference.js';

console.log(await referenceHash());
