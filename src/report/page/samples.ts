/** Sample rollouts of a section's networks, with the solver's from the same initial state. */

import { type Floats, type NdArray, partAt } from '../../arrays.js';
import type { Backend } from '../../backends/index.js';
import { type PlainValue, plain } from '../../config/index.js';
import { UserError } from '../../errors.js';
import { loadTable, readScenario, type Store } from '../../study/index.js';
import { attributesOf } from './command.js';
import type { StoredResult } from './results.js';
import type { Section } from './sections.js';

export interface Sample {
  readonly label: string;
  readonly seed: number;
  readonly rollout: NdArray<Floats>;
  readonly reference?: NdArray;
}

const SAMPLE = 'sample_rollout_000';

/** The first rollout of the first seed of each of the best networks, of so many at most. */
export async function readSamples(
  store: Store,
  section: Section,
  most: number,
  backend: Backend,
): Promise<{ samples: Sample[]; notice?: string }> {
  const samples: Sample[] = [];
  let reference: NdArray | undefined;
  let notice: string | undefined;
  for (const { label, results } of section.rows.slice(0, most)) {
    const [result] = results as [StoredResult];
    const isWanted = (column: string) => column === SAMPLE || column === 'seed';
    const table = await loadTable(store, result.name, isWanted);
    if (!table?.has(SAMPLE) || table.typed(SAMPLE).type !== 'array') continue;
    const rollout = table.arrays(SAMPLE)[0]!;
    if (reference === undefined && notice === undefined) {
      try {
        reference = await referenceOf(result, backend);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        notice = `The pictures have no reference: ${error.message}`;
      }
    }
    const fits = String(reference?.shape) === String(rollout.shape);
    const seed = table.numbers('seed')[0]!;
    samples.push({ label, seed, rollout, reference: fits ? reference : undefined });
  }
  return { samples, notice };
}

/** The solver's trajectory from the first initial state of the test. */
async function referenceOf({ record }: StoredResult, backend: Backend): Promise<NdArray> {
  if (record === undefined) throw new UserError('the results have no record');
  const { scenario, scenario_kwargs } = record.config;
  const attributes: Record<string, PlainValue> = {};
  for (const [key, value] of attributesOf(scenario_kwargs)) attributes[key] = plain(value);
  const [, own] = await readScenario({ scenario }, { ...attributes, num_trjs_returned: 1 });
  return partAt(await own.getRefSampleData({ backend }), 0);
}
