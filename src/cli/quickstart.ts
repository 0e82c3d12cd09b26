/**
 * The quickstart (`npm start`): the original's own first study at full length. Advection in 1D, a
 * convolutional network against a Fourier neural operator, one seed, one after the other on all
 * cores.
 */

import { shownErrors } from '../report/index.js';
import { GOES_ON, stopSignal } from './interrupt.js';
import { Output } from './output.js';
import { report } from './report.js';
import { runShown, summaryText } from './study-runner.js';

const NETWORKS = ['Conv;26;10;relu', 'FNO;12;8;4;gelu'];
const FOLDER = 'results/quickstart';

async function quickstart(): Promise<void> {
  const output = new Output(false, false);
  const interrupt = stopSignal(GOES_ON);
  const entries = NETWORKS.map((net) => ({
    scenario: 'diff_adv',
    task: 'predict',
    net,
    train: 'one',
    start_seed: 0,
    num_seeds: 1,
  }));
  output.note('Training two networks to emulate 1D advection, 10,000 updates each.');
  const options = { out: FOLDER, signal: interrupt.signal };
  const result = await runShown(entries, options, output);
  interrupt.release();
  const table = await shownErrors(result.melted.metrics);
  const title = 'Mean nRMSE over 30 test trajectories, by time step:';
  output.result(`\n${title}\n\n${table}${summaryText(result, FOLDER)}`, {});
}

try {
  await quickstart();
} catch (error) {
  process.exitCode = report(error);
}
