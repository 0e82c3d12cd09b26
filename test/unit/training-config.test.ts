/** Training strings, optimiser strings, windows: what each mistake is told. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import {
  parseOptimConfig,
  parseTrainConfig,
  planEpochs,
  subStack,
} from '../../src/training/index.js';

before(() => loadCore());

test('training strings', () => {
  assert.equal(parseTrainConfig('one').numRolloutSteps, 1);
  assert.equal(parseTrainConfig('SUP;5').numRolloutSteps, 5);
  assert.equal(parseTrainConfig('sup;5;TRUE').numRolloutSteps, 5);
  assert.equal(parseTrainConfig('sup-03').numRolloutSteps, 3);
  assert.equal(parseTrainConfig('Div;4;true;FALSE').numRolloutSteps, 4);
  assert.equal(parseTrainConfig('div-03').numRolloutSteps, 3);
  assert.equal(parseTrainConfig('mix;4;2').numRolloutSteps, 6);
});

const mistakes: [config: string, message: RegExp][] = [
  ['', /empty string/],
  ['two', /unknown training 'two'; .*\n {2}two\n {2}\^$/],
  ['constructor', /unknown training 'constructor'/],
  ['sup', /is missing/],
  ['sup;0', /rollout steps must be at least 1/],
  ['sup;2;maybe', /cut_bptt must be true or false/],
  ['sup;2;true;false', /4 fields/],
  ['div', /'rollout steps' is missing; expected: type;rollout steps/],
  ['div;0', /rollout steps must be at least 1/],
  ['div;2;true;no', /cut_div_chain must be true or false, or a loss .* unknown loss 'no'/],
  [
    'div;2;true;false;1',
    /5 fields; expected: type;rollout steps\[;cut_bptt\[;cut_div_chain\[;loss\]\]\]/,
  ],
  ['mix;2', /'post physics steps' is missing/],
  ['mix;2;0', /post physics steps must be at least 1/],
  ['mix;2;1;true', /4 fields/],
  ['one;1', /2 fields; expected: type\[;loss\]\n {2}one;1\n {6}\^$/],
  ['one;nMES', /unknown loss 'nMES'; did you mean 'nMSE'\? .*\n {2}one;nMES\n {6}\^$/],
  ['sup;2;nMES', /cut_bptt must be true or false, or a loss .* did you mean 'nMSE'/],
  ['sup;nMSE', /rollout steps must be a whole number, not 'nMSE'/],
  ['sup;2;nMSE;true', /nMSE takes no parameters\n {2}nMSE;true\n {7}\^$/],
  ['sup;2;MSE;nMSE', /MSE takes no parameters/],
  ['one;Lp', /'p' is missing; expected: loss;p/],
  ['one;Lp;0.5', /the p of a loss Lp must be a number from 1 on, not 0.5\n.*\n {9}\^$/],
  ['one;Lp;three', /p must be a number, not 'three'/],
  ['sup-3-true', /not '3-true'; did you mean 'sup;3;true'\?\n {2}sup-3-true\n {2} {5}\^$/],
];

for (const [config, message] of mistakes) {
  test(`training '${config}' is refused`, () => {
    assert.throws(() => parseTrainConfig(config), { name: 'UserError', message });
  });
}

const optimMistakes: [config: string, message: RegExp][] = [
  ['adma;10;constant;1e-3', /unknown optimizer 'adma'; did you mean 'adam'.*\n.*\n {2}\^$/],
  ['adam;10;warmup_cosin;1e-3', /unknown schedule 'warmup_cosin'; did you mean 'warmup_cosine'/],
  ['constructor;10;constant;1e-3', /unknown optimizer 'constructor'/],
  ['adam;10;valueOf;1e-3', /unknown schedule 'valueOf'.*\n.*\n {2} {8}\^$/],
  ['adam;-10;constant;1e-3', /number of steps must be at least 1, not -10/],
  ['adam;10;constant', /'learning rate' is missing/],
  ['adam;10;constant;fast', /learning rate must be a number, not 'fast'/],
  ['adam;10;warmup_cosine;0;1e-3;10', /10 warm-up steps leave none.*\n.*\n {2} {29}\^$/],
];

for (const [config, message] of optimMistakes) {
  test(`optim_config '${config}' is refused`, () => {
    assert.throws(() => parseOptimConfig(config), { name: 'UserError', message });
  });
}

test('a rollout that no trajectory can hold takes no memory before it is refused', () => {
  const { numRolloutSteps } = parseTrainConfig('sup;9_000_000_000');
  assert.throws(() => subStack(1, 51, numRolloutSteps), {
    name: 'UserError',
    message: /is longer than/,
  });
});

test('the schedule starts at count 0 and ends at zero', () => {
  const { schedule, numSteps } = parseOptimConfig('adam;10_000;warmup_cosine;0.0;1e-3;2_000');
  assert.equal(numSteps, 10_000);
  assert.equal(schedule(0), 0);
  assert.equal(schedule(2_000), 1e-3);
  assert.equal(schedule(10_000), 0);
});

test('a rollout longer than the trajectories is refused', () => {
  assert.equal(subStack(2, 6, 5).count, 2);
  assert.throws(() => subStack(2, 6, 6), { name: 'UserError', message: /6 steps is longer/ });
});

test('epochs: a remainder, and a batch larger than the data', () => {
  assert.deepEqual(planEpochs(53, 10), {
    numSamples: 53,
    batchSize: 10,
    batchesPerEpoch: 6,
    remainder: 3,
    notice: null,
  });
  const small = planEpochs(7, 20);
  assert.equal(small.batchSize, 7);
  assert.equal(small.remainder, 0);
  assert.match(small.notice!, /^batch size 20 is larger than the total number of samples 7\n/);
});
