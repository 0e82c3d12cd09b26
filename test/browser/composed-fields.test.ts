/** Networks, ways of training and tasks by name and field in the page, and their strings. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { loadCore } from '../../src/core/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { describeChoices } from '../../src/web/compute/describe.js';
import { browserTest } from './browser.js';
import { addressOf, finished, TINY, withPages } from './experiment-page.js';

/** A string's input, the list of its names, and the fields that are there. */
const at = (page: Page, label: string) => {
  const group = page.getByRole('group', { name: `${label} by name and field` });
  return {
    text: group.getByLabel(label, { exact: true }),
    kind: group.locator('select').first(),
    meaning: group.locator('> .hint'),
    /** Label, value and meaning of each field. */
    parts: () =>
      group.locator('.parts > .field').evaluateAll((all) =>
        all.map((field) => {
          const input = field.querySelector<HTMLInputElement | HTMLSelectElement>('[name]')!;
          const hint = field.querySelector('.hint')?.textContent ?? '';
          return [input.labels![0]!.textContent!.trim(), input.value, hint];
        }),
      ),
    part: (name: string) => group.getByLabel(name, { exact: true }),
  };
};

browserTest('a network is made by name and field, or typed; both say the same', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    const net = at(page, 'Network');
    await net.part('depth').waitFor();
    assert.equal(await net.kind.inputValue(), 'conv');
    const names = await net.kind.locator('option').allInnerTexts();
    assert.deepEqual(names, 'Conv Res UNet Dil FNO MLP Pure MoRes MoUNet'.split(' '));
    const values = async () => (await net.parts()).map(([label, value]) => `${label}: ${value}`);
    assert.deepEqual(await values(), ['hidden channels: 4', 'depth: 2', 'activation: relu']);

    await net.part('hidden channels').fill('5');
    await net.part('activation').selectOption('tanh');
    assert.equal(await net.text.inputValue(), 'Conv;5;2;tanh');
    // 20 and 80 weights and biases, and 16.
    await page.locator('#cost').filter({ hasText: '116' }).waitFor();
    assert.match(await addressOf(page), /net=Conv;5;2;tanh&/);

    await net.kind.selectOption('unet');
    assert.match(await net.text.inputValue(), /^UNet;\d+;\d+;relu$/);
    await net.text.fill('fno; 3;4;2;GELU');
    assert.equal(await net.kind.inputValue(), 'fno');
    const fno = ['modes: 3', 'hidden channels: 4', 'blocks: 2', 'activation: gelu'];
    assert.deepEqual(await values(), fno);
    await net.part('blocks').fill('1');
    assert.equal(await net.text.inputValue(), 'fno;3;4;1;gelu');

    // What is half typed or wrong stays as it is, and its error stands at the string.
    await net.part('modes').fill('');
    assert.equal(await net.text.inputValue(), 'fno;;4;1;gelu');
    await page.locator('#field-net-error').filter({ hasText: 'modes must be' }).waitFor();
    await net.text.fill('FNO;3;4;1;gleu');
    assert.equal(await net.part('activation').inputValue(), 'gleu');
    await page.locator('#field-net-error').filter({ hasText: "did you mean 'gelu'" }).waitFor();
    await net.text.fill('Nothing;3');
    assert.equal(await net.kind.inputValue(), '');
    assert.deepEqual(await net.parts(), []);
    await page.locator('#field-net-error').filter({ hasText: 'unknown network' }).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('each network, way of training and task that the page offers can be computed', () =>
  withPages(async ({ open }) => {
    await loadCore();
    const { page, errors } = await open(`index.html#${TINY}`);
    await page.locator('#train:enabled').waitFor();
    const { nets, trainings, tasks } = describeChoices();
    const shape = { numSpatialDims: 1, numPoints: 32, numChannels: 1 };
    for (const [label, kinds] of [
      ['Network', nets],
      ['Training', trainings],
      ['Task', tasks],
    ] as const) {
      const field = at(page, label);
      for (const { name, meaning, example, fields } of kinds) {
        await field.kind.selectOption(name);
        assert.equal(await field.text.inputValue(), example);
        assert.deepEqual(
          await field.parts(),
          fields.map((one) => [one.name, one.default, one.meaning]),
        );
        assert.notEqual(meaning, '');
        assert.equal((await field.meaning.textContent())?.trim(), meaning);
        const count = label === 'Network' ? getNetwork(example, shape).parameterCount : null;
        const cost = page.locator('#cost');
        await page.locator('#train:enabled').waitFor();
        if (count !== null) await cost.filter({ hasText: count.toLocaleString('en-US') }).waitFor();
      }
      await field.kind.selectOption(kinds[0]!.name);
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('unrolled training of a corrected solver, chosen by fields, trains', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    const [train, task] = [at(page, 'Training'), at(page, 'Task')];
    await train.kind.selectOption('div');
    await train.part('rollout steps').fill('2');
    assert.equal(await train.text.inputValue(), 'div;2');
    await train.part('cut_div_chain').selectOption('true');
    assert.equal(await train.text.inputValue(), 'div;2;false;true');
    await train.part('cut_div_chain').selectOption('false');
    assert.equal(await train.text.inputValue(), 'div;2');
    await train.part('loss').selectOption('nMSE');
    assert.equal(await train.text.inputValue(), 'div;2;false;false;nMSE');
    await train.part('loss').selectOption('MSE');
    assert.equal(await train.text.inputValue(), 'div;2');
    await train.text.fill('sup-03');
    assert.equal(await train.part('rollout steps').inputValue(), '03');
    await train.part('cut_bptt').selectOption('true');
    assert.equal(await train.text.inputValue(), 'sup;03;true');
    await task.kind.selectOption('correct');
    await task.part('mode').selectOption('parallel');
    assert.equal(await task.text.inputValue(), 'correct;parallel');
    await page.locator('#cost').filter({ hasText: 'everything' }).waitFor();
    await page.getByRole('button', { name: 'Train' }).click();
    await finished(page);
    // A case that counts: the list knows no such task, and neither does the library.
    await task.text.fill('Correct;parallel');
    assert.equal(await task.kind.inputValue(), '');
    await page.locator('#field-task-error').filter({ hasText: "did you mean 'correct'" }).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('on a phone all fields are within reach, each with a label and a width', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(
      `index.html#${TINY.replace('Conv;4;2;relu', 'FNO;4;4;2;gelu').replace('train=one', 'train=div;2;true;true')}&task=correct;parallel`,
    );
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByLabel('cut_div_chain').waitFor();
    const inputs = await page.locator('.composed [name]').evaluateAll((all) =>
      all.map((input) => {
        const { left, right, height } = input.getBoundingClientRect();
        const label = (input as HTMLInputElement).labels?.[0]?.textContent ?? '';
        return { label, left, right, height };
      }),
    );
    assert.equal(inputs.length, 6 + 4 + 4 + 1);
    for (const { label, left, right, height } of inputs) {
      assert.ok(label.length > 0 && left >= 0 && right <= 360 && right - left >= 80, label);
      assert.ok(height >= 36, label);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(errors, []);
  }),
);
