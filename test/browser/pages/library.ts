// A plain module script that imports the library, for tests to call: what they need is on `globalThis`.

import * as apebench from '../../../src/index.js';
import { referenceHash } from '../../golden/reference.js';

declare global {
  /** What the script of library.html lends to tests. */
  var apebenchPage: { apebench: typeof apebench; referenceHash: typeof referenceHash };
}

globalThis.apebenchPage = { apebench, referenceHash };
