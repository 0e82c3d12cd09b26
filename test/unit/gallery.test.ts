/** `docs/scenarios.md` and its pictures are those of the scenarios as they are declared now. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { examples, stringsPage } from '../../docs/gallery/strings.js';
import { pageOf } from '../../docs/gallery/text.js';
import { entries } from '../../docs/gallery/views.js';
import { drawings } from '../../docs/pictures/drawings.js';
import { readFlags } from '../../src/cli/run.js';
import { encodePng } from '../../src/drawing/index.js';
import type { StudyEntry } from '../../src/study/index.js';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const page = readFileSync(path.join(docs, 'scenarios.md'), 'utf8');
const all = entries();

test('the text is what npm run docs writes', () => {
  assert.equal(page, pageOf(all), 'docs/scenarios.md is out of date: npm run docs');
});

test('the grammar of config strings is what npm run docs writes, and each example is read', async () => {
  const grammar = readFileSync(path.join(docs, 'config-strings.md'), 'utf8');
  assert.equal(grammar, stringsPage(), 'docs/config-strings.md is out of date: npm run docs');
  const of = examples();
  const blobs = { scenario: 'phy_gs', num_spatial_dims: 2 };
  const entries = [
    ...of.networks.map((net) => ({ net })),
    ...of.trainings.map((train) => ({ train })),
    ...of.losses.map((loss) => ({ train: `sup;2;${loss}` })),
    ...of.tasks.map((task) => ({ task })),
    ...of.optimizers.map((optim_config) => ({ optim_config })),
    ...of.schedules.map((schedule) => ({ optim_config: `adam;3000;${schedule}` })),
    ...of.initialConditions.map((ic_config) =>
      ic_config === 'gray_scott_blobs' ? { ...blobs, ic_config } : { ic_config },
    ),
    ...of.metrics.map((report_metrics) => ({ report_metrics })),
    ...of.callbacks.map((callback) => ({ callbacks: callback })),
  ];
  const rest = { scenario: 'diff_adv', net: 'Pure;3', train: 'one', task: 'predict' };
  for (const entry of entries) await readFlags({ ...rest, ...entry } as StudyEntry, {});
});

test('the drawings are what docs/pictures writes', () => {
  for (const [name, svg] of Object.entries(drawings())) {
    assert.equal(readFileSync(path.join(docs, `${name}.svg`), 'utf8'), svg, name);
  }
});

test('all 60 scenarios have the picture of their declaration, of 3 MB in all', () => {
  const folder = path.join(docs, 'scenarios');
  const files = readdirSync(folder);
  const wanted = all.map(({ picture }) => picture);
  assert.equal(wanted.length, 60);
  assert.deepEqual(files.toSorted(), wanted.toSorted(), 'pictures are out of date: npm run docs');
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  assert.ok(bytes <= 3e6, `${bytes} bytes`);
  for (const file of files) {
    const head = readFileSync(path.join(folder, file)).subarray(0, 8);
    assert.equal(head.toString('latin1'), '\x89PNG\r\n\x1a\n', file);
  }
});

test('every command line is one that may be run', async () => {
  const commands = [...page.matchAll(/^npx apebench run (.*?)^```$/gms)].map(([, text]) => text!);
  assert.equal(commands.length, all.length);
  for (const command of commands) {
    const [, scenario, net, train] = /--scenario (\S+) --net "(.*?)" --train (\S+)/.exec(command)!;
    const settings = [...command.matchAll(/--set (\w+)=(\S+)/g)].map(([, name, value]) => [
      name!,
      value!,
    ]);
    const entry = { ...Object.fromEntries(settings), scenario, net, train, task: 'predict' };
    await readFlags(entry as unknown as StudyEntry, {});
  }
});

test('an image becomes a PNG file of a palette', async () => {
  const pixels = Uint8Array.of(0, 1, 2, 2, 0, 1);
  const palette = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
  const png = Buffer.from(await encodePng({ width: 3, height: 2, pixels }, palette));
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    chunks.set(name, png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  assert.deepEqual([...chunks.keys()], ['IHDR', 'PLTE', 'IDAT', 'IEND']);
  assert.deepEqual([...chunks.get('IHDR')!], [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0]);
  assert.deepEqual([...chunks.get('PLTE')!], [...palette]);
  // Each row has its filter first: differences from the row above.
  assert.deepEqual([...inflateSync(chunks.get('IDAT')!)], [2, 0, 1, 2, 2, 2, 255, 255]);
  // The checksum of an empty last chunk, as the standard's example has it.
  assert.equal(png.readUInt32BE(png.length - 4), 0xae426082);
});
