// `full-disk.mjs FOLDER KIBIBYTES`, in a mount namespace of its own, on the built library: a study on
// a disk that is full before its end, and once more when there is room. Prints what was whole, what
// the second run took from the first, and the tables.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { runStudy } from '../../dist/index.js';

const entry = {
  ...{ scenario: 'diff_adv', task: 'predict', net: 'Conv;4;2;relu', train: 'one', num_points: 16 },
  ...{ num_train_samples: 2, train_temporal_horizon: 4, num_test_samples: 2, batch_size: 3 },
  ...{ test_temporal_horizon: 3, optim_config: 'adam;20;constant;1e-3', record_loss_every: 1 },
};
const entries = [0, 1, 2].map((start_seed) => ({ ...entry, start_seed }));

const [folder, size] = process.argv.slice(2);
const out = `${folder}/out`;
const options = { out, backend: 'wasm', threads: 1, checkpointSeconds: 0 };

const mount = (...words) => execFileSync('mount', [...words, folder]);
const namesIn = (sub, ending) =>
  (existsSync(`${out}/${sub}`) ? readdirSync(`${out}/${sub}`) : [])
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

mkdirSync(folder, { recursive: true });
if (size !== '0') mount('-t', 'tmpfs', '-o', `size=${size}k`, 'none');
const said = [];
let error = null;
try {
  await runStudy(entries, { ...options, onEvent: (event) => said.push(event.notice ?? '') });
} catch (thrown) {
  error = `${thrown.name}: ${thrown.message}`;
}
const whole = namesIn('raw', '.json');
const left = ['', 'raw', 'network_weights'].flatMap((sub) => namesIn(sub, '.tmp'));
const locks = ['', 'raw'].flatMap((sub) => namesIn(sub, '.lock'));
if (size !== '0') mount('-o', 'remount,size=64m');
const skipped = [];
await runStudy(entries, {
  ...options,
  onEvent: ({ kind, name }) => kind === 'skipped' && skipped.push(name),
});
const read = (file) => readFileSync(`${out}/${file}`, 'utf8');
const tables = ['metrics.csv', 'train_loss.csv'].map(read);
const raw = namesIn('raw', '.csv').map((name) => read(`raw/${name}.csv`));
console.log(JSON.stringify({ error, said, whole, left, locks, skipped, tables, raw }));
