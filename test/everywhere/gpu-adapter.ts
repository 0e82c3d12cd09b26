/** Prints the name of the adapter that is found where this runs; nothing where there is none. */

import { adapterInfo, adapterName } from '../../src/backends/webgpu/adapters.js';

const info = await adapterInfo();
if (info !== null) console.log(adapterName(info));
