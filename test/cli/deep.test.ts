/** A signal ends a command however deep its network is, whatever it is doing. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { inFolder, SMALL, type Started, set, start } from './apebench.js';

const DEEPEST = 'FNO;1;2;9999;relu';
/** A step of it is some seconds of one thread. */
const SLOW = 'Conv;256;4;relu';

const run = (folder: string, net: string, attributes: object) =>
  start(
    ...['run', '--scenario', 'diff_adv', ...set({ ...SMALL, ...attributes }), '--net', net],
    ...['--backend', 'wasm', '--threads', '1', '--out', path.join(folder, 'out')],
  );

const EXIT = { SIGINT: 130, SIGTERM: 143 };

/** Sends a signal and awaits the end, which comes in time and in good order. */
async function endsBy(signal: keyof typeof EXIT, command: Started): Promise<void> {
  const sent = performance.now();
  command.kill(signal);
  const { code, stdout, stderr } = await command.outcome;
  const seconds = (performance.now() - sent) / 1000;
  assert.ok(seconds < 5, `${seconds.toFixed(1)} s after ${signal}`);
  // Null: by the signal itself.
  assert.ok(code === EXIT[signal] || code === null, `${code}: ${stderr}`);
  assert.equal(stdout, '');
  assert.doesNotMatch(stderr, /went wrong/);
}

for (const [what, net, signal, later] of [
  ['its plan is made', DEEPEST, 'SIGINT', async () => setTimeout(2000)],
  [
    'its program is laid out',
    DEEPEST,
    'SIGTERM',
    async (command: Started) => {
      await command.says('Considering 1 of 1');
      await setTimeout(2500);
    },
  ],
  [
    'it trains',
    'FNO;1;2;3000;relu',
    'SIGINT',
    (command: Started) => command.says(' updates, loss '),
  ],
] as const) {
  test(`${signal} ends a run of ${net} while ${what}`, () =>
    inFolder(async (folder) => {
      const command = run(folder, net, {
        num_points: 11,
        optim_config: 'adam;1000;constant;1e-3',
      });
      await later(command);
      await endsBy(signal, command);
    }));
}

test('a signal is not lost, whenever it comes in the first seconds', () =>
  inFolder(async (folder) => {
    for (const after of [400, 550, 700, 1000]) {
      const command = run(folder, 'FNO;1;2;1000;relu', {
        num_points: 11,
        optim_config: 'adam;100000;constant;1e-3',
      });
      await setTimeout(after);
      await endsBy('SIGTERM', command);
    }
  }));

test('a signal ends a run in the middle of a long step', () =>
  inFolder(async (folder) => {
    const attributes = { num_points: 3000, num_train_samples: 10, batch_size: 20 };
    const command = run(folder, SLOW, attributes);
    await command.says('Considering 1 of 1');
    await setTimeout(3000);
    await endsBy('SIGTERM', command);
  }));

test('a signal ends inspect while it lays out a training', () =>
  inFolder(async () => {
    const words = [
      '--scenario',
      'diff_adv',
      '--net',
      DEEPEST,
      '--set',
      'num_points=11',
      '--train',
      'sup;4',
    ];
    const command = start('inspect', ...words, '--backend', 'wasm');
    await setTimeout(3000);
    await endsBy('SIGINT', command);
  }));
