/** Painted states: the text that a link holds, strokes and brushes, undo. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { DEFAULT_STATE, fromHash, paintedIn, withPainted } from '../../src/web/form/form-state.js';
import { BrushMask, CurveStroke } from '../../src/web/paint/brush.js';
import { networkCommand, solverCommand } from '../../src/web/paint/command.js';
import { History } from '../../src/web/paint/history.js';
import {
  bitsFor,
  fromText,
  type PaintedState,
  quantised,
  toText,
  valuesOf,
} from '../../src/web/paint/painted-state.js';

const states = fc
  .record({
    dims: fc.integer({ min: 1, max: 2 }),
    numPoints: fc.integer({ min: 1, max: 9 }),
    numChannels: fc.integer({ min: 1, max: 3 }),
    bits: fc.integer({ min: 0, max: 20 }),
  })
  .chain((grid) => {
    const size = grid.numChannels * grid.numPoints ** grid.dims;
    return fc
      .array(fc.integer({ min: -32767, max: 32767 }), { minLength: size, maxLength: size })
      .map((levels): PaintedState => ({ ...grid, levels: Int16Array.from(levels) }));
  });

test('a painted state reads back to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const text = await toText(state);
      assert.match(text, /^[\w;-]+$/);
      assert.deepEqual(await fromText(text), state);
    }),
  );
});

test('a text of today is read for ever', async () => {
  const state = await fromText('1;4;1;3;E-DnFwIA');
  assert.deepEqual([...state.levels], [8, 0, -8, 1]);
  assert.deepEqual([...valuesOf(state)], [1, 0, -1, 0.125]);
  const field = await fromText('2;2;1;0;Y2JiYQIA');
  assert.deepEqual([...field.levels], [1, 2, 3, 5]);
});

test('values are whole numbers over a power of two: float32 holds them', () => {
  const grid = { dims: 1, numPoints: 3, numChannels: 1 };
  const painted = quantised(grid, [0.1, -2, 99], bitsFor(1, 1.25));
  assert.equal(painted.bits, 13);
  assert.deepEqual([...painted.levels], [819, -16384, 32767]);
  const values = valuesOf(painted);
  assert.ok(values.every((value, i) => value * 8192 === painted.levels[i]));
  assert.deepEqual(
    [bitsFor(1, 1e-9), bitsFor(1, 1e9), bitsFor(2, 1), bitsFor(2, 0)],
    [20, 0, 10, 20],
  );
});

const packed = (bytes: Uint8Array) => deflateRawSync(bytes).toString('base64url');

test('a text that is no painted state is refused in words', async () => {
  const bomb = packed(new Uint8Array(1 << 24));
  for (const [text, message] of [
    ['', /it must be DIMS;POINTS;CHANNELS;BITS;DATA$/],
    ['hello', /it must be DIMS;/],
    ['1;4;1;3', /it must be DIMS;/],
    ['1;4;1;3;Y2BgZmBg;1', /it must be DIMS;/],
    ['3;4;1;3;AA', /1 or 2 dimensions/],
    ['x;4;1;3;AA', /1 or 2 dimensions/],
    ['1;0;1;3;AA', /from 1 to 262144 numbers/],
    ['1;-4;1;3;AA', /from 1 to 262144 numbers/],
    ['2;999999;1;3;AA', /from 1 to 262144 numbers/],
    ['1;1e3;1;3;AA', /from 1 to 262144 numbers/],
    ['1;4;1;21;AA', /BITS must be from 0 to 20/],
    ['1;4;1;;AA', /BITS must be from 0 to 20/],
    ['1;4;1;3;', /not in base64url/],
    ['1;4;1;3;<b>', /not in base64url/],
    ['1;4;1;3;A', /cut off or damaged/],
    ['1;4;1;3;____', /cut off or damaged/],
    ['1;5;1;3;E-DnFwIA', /cut off or damaged/],
    ['1;3;1;3;E-DnFwIA', /cut off or damaged/],
    [`1;4;1;3;${bomb}`, /cut off or damaged/],
    // A number that never ends, and levels that leave their range.
    [`1;1;1;3;${packed(Uint8Array.from([255, 255, 255]))}`, /cut off or damaged/],
    [`1;2;1;3;${packed(Uint8Array.from([254, 255, 3, 254, 255, 3]))}`, /cut off or damaged/],
  ] as const) {
    await assert.rejects(fromText(text), (error: Error) => {
      assert.match(error.message, /^the painted state of this link cannot be read: /);
      assert.match(error.message, message, text.slice(0, 40));
      return true;
    });
  }
});

test('an address holds a painted state beside the experiment, whatever the text', () => {
  fc.assert(
    fc.property(fc.string(), (painted) => {
      const hash = withPainted('scenario=diff_adv&net=Pure;3&train=one', painted);
      assert.equal(paintedIn(`#${hash}`), painted);
      const { state, run } = fromHash(hash);
      assert.deepEqual([state.net, state.attributes.size, run], ['Pure;3', 0, false]);
    }),
  );
  assert.equal(withPainted('a=1', '1;4;1;3;AA'), 'a=1&paint=1;4;1;3;AA');
});

/** The field after a stroke through these places. */
function drawn(numPoints: number, places: readonly (readonly [x: number, u: number])[]) {
  const values = new Float64Array(numPoints).fill(Number.NaN);
  const stroke = new CurveStroke(values);
  for (const [x, u] of places) stroke.add({ x, u });
  stroke.finish();
  return [...values];
}

test('a stroke sets every point that it passes, without corners, and over the end of the domain', () => {
  // Along a line a parabola is the line.
  const line = drawn(8, [
    [0.125, 1],
    [0.5, 2],
    [0.875, 3],
  ]);
  assert.ok(Number.isNaN(line[0]));
  line.slice(1).forEach((value, i) => {
    assert.ok(Math.abs(value - (1 + i / 3)) < 1e-12, `${value} at ${i + 1}`);
  });
  // From right to left over the left end, which is the right one.
  const around = drawn(8, [
    [0.25, 5],
    [0, 5],
    [-0.25, 5],
  ]);
  assert.deepEqual(around.map(Number.isNaN), [false, false, false, true, true, true, false, false]);
  // A sharp turn is rounded: its height is not reached, and no step is much larger than the others.
  const turn = drawn(64, [
    [0, 0],
    [0.5, 1],
    [63 / 64, 0],
  ]);
  const top = Math.max(...turn);
  assert.ok(top > 0.7 && top < 0.8, `${top}`);
  // At every point the slope changes by little: a corner would turn it by 4/64 at once.
  const bends = turn.slice(2).map((value, i) => Math.abs(value - 2 * turn[i + 1]! + turn[i]!));
  assert.ok(Math.max(...bends) < 4 / 64 / 4, `${Math.max(...bends)}`);
});

test('a brush is strongest in its middle, ends at its radius, and goes over the edges', () => {
  const mask = new BrushMask(2, 16, 0.25);
  mask.add([0, 0.5]);
  const at = (x: number, y: number) => mask.weights[x * 16 + y]!;
  assert.equal(at(0, 8), 1);
  assert.equal(at(1, 8), at(15, 8));
  assert.equal(at(1, 8), at(0, 9));
  assert.equal(at(4, 8), 0);
  assert.ok(at(3, 8) > 0 && at(3, 8) < at(2, 8));
  // To pass a point again in one stroke makes it no stronger.
  const before = [...mask.weights];
  mask.drag([0, 0.5], [0, 0.5]);
  assert.deepEqual([...mask.weights], before);
  mask.drag([0, 0.5], [0.5, 0.5]);
  assert.ok(Array.from({ length: 9 }, (_, x) => at(x, 8)).every((weight) => weight > 0.9));
});

test('what is painted stays within limits; what was beyond them is taken no further', () => {
  const mask = new BrushMask(1, 4, 0.3);
  mask.add([0]);
  assert.equal(mask.weights[0], 1);
  const applied = (value: number, amount: number) =>
    mask.applied(new Float64Array(4).fill(value), amount, [-1, 1])[0];
  assert.deepEqual(
    [applied(0.5, 0.25), applied(0.5, 9), applied(2, 1), applied(2, -0.5), applied(0, -9)],
    [0.75, 1, 2, 1.5, -1],
  );
});

test('what is undone can be done again, until something else is done', () => {
  const history = new History<number>();
  assert.equal(history.undo(0), undefined);
  history.keep(0);
  history.keep(1);
  assert.equal(history.undo(2), 1);
  assert.equal(history.undo(1), 0);
  assert.equal(history.canUndo, false);
  assert.equal(history.redo(0), 1);
  history.keep(1);
  assert.equal(history.canRedo, false);
  assert.equal(history.undo(7), 1);
  for (let i = 0; i < 1000; i++) history.keep(i);
  let undone = 0;
  while (history.undo(0) !== undefined) undone++;
  assert.equal(undone, 200);
});

test('commands are words of a shell', () => {
  const attributes = new Map([
    ['num_points', '32'],
    ['ic_config', "it's"],
  ]);
  assert.equal(
    solverCommand({ ...DEFAULT_STATE, attributes }, 7),
    `npx apebench predict --solver --scenario diff_adv --set num_points=32 --set "ic_config=it's" ` +
      '--input painted.npy --steps 7 --out reference.npy --backend wasm',
  );
  assert.equal(
    networkCommand({ name: 'a;b', seeds: [3, 4] }, 2),
    'npx apebench predict --weights "a;b.safetensors" --seed 3 ' +
      '--input painted.npy --steps 2 --out prediction.npy --backend wasm',
  );
});
