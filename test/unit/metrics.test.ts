/** Names of metrics. Their values stand in test/golden/metrics.test.ts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import { metrics, parseReportMetrics } from '../../src/metrics/index.js';

test('nine spatial metrics', () => {
  assert.deepEqual(metrics.names().slice(0, 9), [
    'mean_MAE',
    'mean_nMAE',
    'mean_sMAE',
    'mean_MSE',
    'mean_nMSE',
    'mean_sMSE',
    'mean_RMSE',
    'mean_nRMSE',
    'mean_sRMSE',
  ]);
});

test('report_metrics', () => {
  const names = parseReportMetrics('mean_nRMSE,mean_MAE').map(({ config }) => config);
  assert.deepEqual(names, ['mean_nRMSE', 'mean_MAE']);
});

const bad: [text: string, says: RegExp][] = [
  ['', /unknown metric ''/],
  ['mean_nRMSE, mean_MAE', /unknown metric ' mean_MAE'; did you mean 'mean_MAE'\?/],
  ['mean_NRMSE', /did you mean 'mean_nRMSE'/],
  ['mean_correlation', /'mean_correlation' is not there yet; there are mean_MAE/],
  ['mean_fourier_nRMSE;0;5;1', /not there yet/],
  ['mean_H1_MSE', /not there yet/],
  ['mean_MAE;1', /takes no parameters/],
];

for (const [text, says] of bad) {
  test(`report_metrics '${text}' is refused`, () => {
    assert.throws(
      () => parseReportMetrics(text),
      (error: unknown) => error instanceof UserError && says.test(error.message),
    );
  });
}
