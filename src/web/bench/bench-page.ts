/** The page of the bench. The worker starts while what draws is still being loaded. */

import { ComputeClient } from '../compute-client.js';
import { byId, showFailure } from '../elements.js';

const root = byId('app');
const client = new ComputeClient((message) => showFailure(root, message));
const machine = client.machine();
const { showBench } = await import('./show-bench.js');
showBench(root, client, await machine);
