/**
 * `npx tsx bench/training-memory.ts`: the memory that one update of unrolled training takes beside
 * data, parameters and moments, as it is planned: with everything kept for the backward pass, and
 * with `--recompute-every 1`. One row a network and a number of dimensions, in MiB.
 */

import { coreMemory, gpuMemory } from '../src/backends/index.js';
import { loadCore } from '../src/core/index.js';
import { makePlan } from '../src/experiment/index.js';
import { bareStepper, updateProgram } from '../src/experiment/plan.js';
import { architectures, describeArchitecture } from '../src/nets/index.js';
import { makeScenario } from '../src/scenarios/index.js';

const TRAININGS = ['sup;5', 'div;5'];
/** Points along each axis, for a minibatch of 20. */
const POINTS = { 1: 160, 2: 32 } as const;
const PLACES = { wasm: coreMemory, webgpu: gpuMemory };

await loadCore();
const columns = TRAININGS.flatMap((train) => [train, `${train} recomputed`]);
const heads = Object.keys(PLACES).flatMap((place) => columns.map((column) => `${place} ${column}`));
const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
row(['network', 'dimensions', ...heads]);
row(['---', '---', ...heads.map(() => '---:')]);
for (const dims of [1, 2] as const) {
  const scenario = makeScenario('diff_burgers', {
    num_spatial_dims: dims,
    num_points: POINTS[dims],
    num_channels: dims,
  });
  for (const name of architectures.names()) {
    const { example: net } = describeArchitecture(name, architectures.get(name));
    const cells: string[] = [];
    for (const memory of Object.values(PLACES)) {
      for (const train of TRAININGS) {
        for (const recomputeEvery of [undefined, 1]) {
          const plan = await makePlan(scenario, { net, train, recomputeEvery, backend: 'wasm' });
          const program = updateProgram(plan, bareStepper(plan), scenario.batch_size);
          cells.push(((await memory(program, 'f32', 1)).stepBytes / 2 ** 20).toFixed(1));
        }
      }
    }
    row([net, `${dims} x ${POINTS[dims]}`, ...cells]);
  }
}
