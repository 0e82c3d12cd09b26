// The quickstart of the original's README: a ConvNet that emulates advection, and three pictures of
// it, the training loss, the metric rollout and a sample rollout.
//
//   node examples/pictures/index.mjs [FOLDER] [KEY=VALUE …]
//
// writes them as SVG files into FOLDER, or `pictures`. Attributes of the scenario make it quicker:
// `num_points=32 optim_config='adam;500;constant;1e-3'`. Where apebench is installed, or in a clone
// that has been built.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  plotLoss,
  plotMetrics,
  plotSampleRollout,
  runExperiment,
} from 'apebench';

const [folder = 'pictures', ...attributes] = process.argv.slice(2);

const { table } = await runExperiment({
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;26;10;relu',
  train: 'one',
  num_seeds: 3,
  ...Object.fromEntries(attributes.map((pair) => pair.split(/=(.*)/s))),
});

const loss = await meltLoss(table);
const metrics = await meltMetrics(table);
const rollouts = await meltSampleRollouts(table);

const size = { width: 420, height: 290 };
const pictures = {
  loss: await plotLoss(loss, { title: 'Training loss', ...size }),
  metric: await plotMetrics(metrics, {
    ...{ title: 'Metric rollout', scale: 'linear', yLim: [-0.05, 1.05] },
    ...size,
  }),
  sample: await plotSampleRollout(rollouts.arrays('sample_rollout')[0], {
    ...{ title: 'Sample rollout', vlim: [-1, 1], width: size.width },
  }),
};

mkdirSync(folder, { recursive: true });
for (const [name, svg] of Object.entries(pictures)) {
  const file = path.join(folder, `${name}.svg`);
  writeFileSync(file, svg.outerHTML);
  console.log(file);
}
