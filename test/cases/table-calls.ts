/** A good call of every public function of tables. */

import { type NdArray, sizeOf } from '../../src/arrays.js';
import * as apebench from '../../src/index.js';
import { type Any, type Case, of } from './calls.js';

const { MemoryStore, Table } = apebench;

const text = (...values: string[]) => ({ type: 'text', values }) as const;
const float = (...values: number[]) =>
  ({ type: 'float', values: Float64Array.from(values) }) as const;
const rollout: NdArray = { data: new Float64Array(4), shape: [2, 1, 2] };
const base = [
  ['scenario', text('1d_diff_adv', '1d_diff_adv')],
  ['task', text('predict', 'predict')],
  ['train', text('one', 'one')],
  ['net', text('Conv', 'Conv')],
  ['seed', { type: 'int', values: [0, 1] }],
  ['scenario_kwargs', text('{}', "{'num_points': 8}")],
] as const;

/** Two seeds of a run of two steps. */
export const wide = new Table([
  ...base,
  ['mean_nRMSE_0001', float(1, 2)],
  ['mean_nRMSE_0002', float(3, 4)],
  ['train_loss_000000', float(1, 2)],
  ['sample_rollout_000', { type: 'array', values: [rollout, rollout] }],
]);

const long = new Table([
  ...base,
  ['time_step', { type: 'int', values: [1, 2] }],
  ['mean_nRMSE', float(1, 2)],
]);

const store = new MemoryStore('results');
await store.write('raw/a.csv', wide.toCsv({ index: true }));
const list = ['results/raw/a.csv'];

const pValues = {
  ...{ groupingCols: ['time_step'], sortingCols: ['net', 'train'], valueCol: 'mean_nRMSE' },
  ...{ performanceIndicator: 'median', alternative: 'less', equalVar: true, pivot: true },
  test: 't-test',
};
const names = { metricFileName: 'm', lossFileName: 'l', sampleRolloutFileName: 's' };
const concat = {
  ...{ store, metricName: 'mean_nRMSE', ...names },
  ...{ doMetrics: true, doLoss: true, doSampleRollouts: true },
};

/** Any text is a name for a file or a column, and any object with these methods a store. */
const isText = (bad: Any) => typeof bad === 'string';
const taking = (one: Case, ...positions: number[]): Case => ({
  ...one,
  takes: (bad, position) => isText(bad) && positions.includes(position),
});

export const tableCalls: Record<string, Record<string, Case>> = {
  tables: {
    computePvaluesAgainstBest: of(apebench.computePvaluesAgainstBest, long, pValues),
    cumulativeAggregation: taking(
      of(apebench.cumulativeAggregation, long, ['net', 'seed'], 'mean_nRMSE', 'gmean', 'cum'),
      4,
    ),
    meltData: taking(
      of(apebench.meltData, wide, ['mean_nRMSE', 'train_loss'], 'step', { baseColumns: ['net'] }),
      2,
    ),
    meltMetrics: of(apebench.meltMetrics, wide, ['mean_nRMSE']),
    meltLoss: of(apebench.meltLoss, wide, 'train_loss'),
    meltSampleRollouts: of(apebench.meltSampleRollouts, wide, 'sample_rollout'),
    meltConcatMetricsFromList: of(apebench.meltConcatMetricsFromList, list, {
      store,
      metricName: ['mean_nRMSE'],
    }),
    meltConcatLossFromList: of(apebench.meltConcatLossFromList, list, { store }),
    meltConcatSampleRolloutsFromList: of(apebench.meltConcatSampleRolloutsFromList, list, {
      store,
    }),
    meltConcatFromList: {
      ...of(apebench.meltConcatFromList, list, 'results', concat),
      takes: (bad, position) =>
        (position === 1 && isText(bad)) ||
        (position === 2 &&
          Object.keys(names).some((name) => isText(bad?.[name]) && /such/.test(bad[name]))),
    },
    countNanTrjs: {
      ...of(apebench.countNanTrjs, rollout),
      takes: (bad) => bad?.data?.length === sizeOf(bad?.shape ?? [-1]) && bad.shape[0] >= 0,
    },
  },
};
