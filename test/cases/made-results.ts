/** Results that were never computed: tables of a few numbers, with records that fit them. */

import { MemoryStore, type Store } from '../../src/study/index.js';
import { rawPath, weightsPath, writeRecord } from '../../src/study/record.js';
import { Table } from '../../src/tables/index.js';

export interface MadeResult {
  readonly name: string;
  readonly seeds?: readonly number[];
  /** What the net column says. Default the name. */
  readonly net?: string;
  /** Metrics by name, the same for every seed. Default three of mean_nRMSE. */
  readonly metrics?: Readonly<Record<string, readonly number[]>>;
}

const float = (value: number, rows: number) => ({
  type: 'float' as const,
  values: new Float64Array(rows).fill(value),
});

function tableOf({ name, seeds = [0], net = name, metrics }: MadeResult): Table {
  const rows = seeds.length;
  const text = (value: string) => ({ type: 'text' as const, values: seeds.map(() => value) });
  const values = metrics ?? { mean_nRMSE: [0.1, 0.25, Number.NaN] };
  const numbered = (stub: string, list: readonly number[], digits: number) =>
    list.map((value, i) => {
      const column = `${stub}_${String(i + 1).padStart(digits, '0')}`;
      return [column, float(value, rows)] as const;
    });
  const rollout = seeds.map((seed) => ({ shape: [1, 2], data: Float32Array.of(seed, 0.5) }));
  return new Table([
    ['scenario', text('1d_made')],
    ['task', text('predict')],
    ['train', text('one')],
    ['net', text(net)],
    ['seed', { type: 'int', values: [...seeds] }],
    ['scenario_kwargs', text("{'optim_config': 'adam;3;constant;1e-3', 'num_points': 3}")],
    ...Object.entries(values).flatMap(([stub, list]) => numbered(stub, list, 4)),
    ...numbered('train_loss', [1.5, 1e-9], 6),
    ['sample_rollout_000', { type: 'array', values: rollout }],
  ]);
}

/** Writes a result as a run does, its record last. */
export async function putResult(store: Store, made: MadeResult): Promise<void> {
  const { name } = made;
  await store.write(weightsPath(name), 'weights');
  await store.write(rawPath(name), tableOf(made).toCsv({ index: true }));
  await writeRecord(store, {
    ...{ name, key: '0'.repeat(64), place: 'wasm', config: {}, backend: 'wasm', build: 'strict' },
    ...{ chosen: null, threads: 1, version: '0', numbers: 1, precision: 'f32', plugins: [] },
    threefry: 'original',
    times: { finished: '', trainSeconds: 0, totalSeconds: 0 },
    marks: { diverged: [], moves: [] },
  });
}

/** Counts how often each file is read, in part or whole. */
export class CountingStore extends MemoryStore {
  readonly reads = new Map<string, number>();

  override async read(path: string): Promise<Uint8Array | undefined> {
    this.reads.set(path, (this.reads.get(path) ?? 0) + 1);
    return super.read(path);
  }

  /** The files of these folders that were read since this was asked the last time. */
  readIn(folder: string): string[] {
    const files = [...this.reads.keys()].filter((file) => file.startsWith(`${folder}/`));
    this.reads.clear();
    return files.sort();
  }
}
