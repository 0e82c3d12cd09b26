/**
 * A program of its own, for engines started with flags: makes the same rollout on two threads again
 * and again for as many seconds as it is told, and prints how often it came to which bits.
 */

import { createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { KolmogorovFlowVorticity, RepeatedStepper, rollout } from '../../src/steppers/index.js';

await loadCore();
const POINTS = 16;
const flow = { dims: 2, domainExtent: 2 * Math.PI, numPoints: POINTS, diffusivity: 1e-3 };
const stepper = new RepeatedStepper(new KolmogorovFlowVorticity({ ...flow, dt: 0.005 }), 20);
const shape = [4, 1, POINTS, POINTS];
const data = Float64Array.from({ length: 4 * POINTS ** 2 }, (_, i) => ((i * 29) % 31) / 31);
const backend = await createBackend({ backend: 'wasm', threads: 2 });
const counts = new Map<string, number>();
for (const end = Date.now() + 1000 * Number(process.argv[2]); Date.now() < end; ) {
  const states = await rollout(stepper, 200, { backend })({ data, shape });
  const bits = Buffer.from(states.data.buffer).toString('base64');
  counts.set(bits, (counts.get(bits) ?? 0) + 1);
}
await backend.dispose();
console.log(JSON.stringify([...counts.values()]));
