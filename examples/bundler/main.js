import { meltLoss, runExperiment } from 'apebench';

const { table } = await runExperiment({
  scenario: 'diff_burgers',
  task: 'predict',
  net: 'FNO;8;6;2;gelu',
  train: 'one',
  num_points: 48,
  optim_config: 'adam;200;constant;1e-3',
  record_loss_every: 50,
});

const losses = await meltLoss(table);
document.querySelector('#result').textContent = losses
  .rows()
  .map((row) => `${row.update_step}: ${row.train_loss.toPrecision(3)}`)
  .join('\n');
document.querySelector('#status').textContent = 'Done: the loss by update';
