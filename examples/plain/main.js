import { meltMetrics, pivotMedian, runExperiment } from '../../dist/browser/index.js';

const status = document.querySelector('#status');

const { table } = await runExperiment(
  {
    scenario: 'diff_adv',
    task: 'predict',
    net: 'Conv;26;10;relu',
    train: 'one',
    num_points: 64,
    optim_config: 'adam;500;warmup_cosine;0.0;1e-3;100',
  },
  {
    onProgress: ({ update, total, losses }) => {
      status.textContent = `${update} of ${total} updates, loss ${losses[0].toPrecision(3)}`;
    },
  },
);

const metrics = await meltMetrics(table);
document.querySelector('#result').textContent = await pivotMedian(metrics, { rows: [1, 10, 100] });
status.textContent = 'Done: the error of the rollout by time step';
