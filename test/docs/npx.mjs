// What `npx apebench` is to the commands of the documents: the built command line. With
// APEBENCH_IN_SMALL, experiments have fewer updates and less data than the words say.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What an experiment is made small by, unless it is set. */
const SMALL = {
  num_points: 32,
  num_train_samples: 2,
  train_temporal_horizon: 6,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;4;constant;1e-3',
  batch_size: 2,
};

function smaller([command, ...words]) {
  if (command === 'study' && words[0]?.endsWith('.json')) {
    const entries = JSON.parse(readFileSync(words[0], 'utf8'));
    const small = entries.map((entry) => ({ ...SMALL, ...entry, num_seeds: 1 }));
    writeFileSync(words[0], JSON.stringify(small));
  } else if (['run', 'scrape', 'eval'].includes(command)) {
    const isSet = (key) => words.some((word) => word.startsWith(`${key}=`));
    const added = Object.entries(SMALL).filter(([key]) => !isSet(key));
    words.push(...added.flatMap(([key, value]) => ['--set', `${key}=${value}`]));
  }
  return [command, ...words];
}

const given = process.argv.slice(2);
const words = process.env.APEBENCH_IN_SMALL ? smaller(given) : given;
const { status } = spawnSync(process.execPath, [cli, ...words], { stdio: 'inherit' });
process.exit(status ?? 1);
