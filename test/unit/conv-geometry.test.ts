/** The geometry of convolutions: padding and extents by hand, and what is refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '../../src/graph/index.js';
import { conv } from '../../src/graph/ops/conv.js';
import {
  type Boundary,
  type ConvOptions,
  convAxis,
  convGeometry,
  inputSpace,
  isPlain,
  kernelShape,
  outputSpace,
  pointAt,
} from '../../src/graph/ops/conv-geometry.js';
import { convInputGrad } from '../../src/graph/ops/conv-input-grad.js';
import { convWeightGrad } from '../../src/graph/ops/conv-weight-grad.js';
import { NUMPY_REFLECTED } from '../reference/numpy-reflected.js';

test('three taps on a line reach one point before and behind', () => {
  const { boundary, axes } = convGeometry([8], [3]);
  assert.equal(boundary, 'periodic');
  assert.deepEqual(axes, [
    {
      input: 8,
      output: 8,
      kernel: 3,
      stride: 1,
      dilation: 1,
      inputDilation: 1,
      before: 1,
      after: 1,
    },
  ]);
});

test('an even kernel reaches one further behind, and so it is when it is dilated', () => {
  const reach = (kernel: number, dilation: number) => {
    const [{ before, after }] = convGeometry([16], [kernel], { dilation }).axes;
    return [before, after];
  };
  assert.deepEqual(reach(1, 1), [0, 0]);
  assert.deepEqual(reach(2, 1), [0, 1]);
  assert.deepEqual(reach(4, 1), [1, 2]);
  assert.deepEqual(reach(5, 1), [2, 2]);
  assert.deepEqual(reach(3, 4), [4, 4]);
  assert.deepEqual(reach(4, 3), [3, 6]);
});

test('two and three dimensions have the extents of their axes', () => {
  const plane = convGeometry([6, 5], [3, 3], { dilation: 2 });
  assert.deepEqual(inputSpace(plane), [6, 5]);
  assert.deepEqual(outputSpace(plane), [6, 5]);
  assert.deepEqual(kernelShape(plane), [3, 3]);
  assert.deepEqual(
    plane.axes.map(({ before, after }) => [before, after]),
    [
      [2, 2],
      [2, 2],
    ],
  );
  const space = convGeometry([3, 4, 5], [2, 2, 2]);
  assert.deepEqual(outputSpace(space), [3, 4, 5]);
  assert.deepEqual(
    space.axes.map(({ input, before, after }) => [input, before, after]),
    [
      [3, 0, 1],
      [4, 0, 1],
      [5, 0, 1],
    ],
  );
});

test('a stride of two halves an axis, rounded up; an input dilation of two doubles it', () => {
  const down = convAxis(8, 3, { stride: 2 });
  assert.deepEqual([down.before, down.after, down.output], [1, 1, 4]);
  assert.equal(convAxis(7, 3, { stride: 2 }).output, 4);
  const up = convAxis(4, 3, { inputDilation: 2 });
  assert.deepEqual([up.before, up.after, up.output], [1, 1, 8]);
});

test('strides and dilations may differ between axes', () => {
  const { axes } = convGeometry([8, 6], [3, 4], { stride: [2, 1], dilation: [1, 2] });
  assert.deepEqual(axes, [convAxis(8, 3, { stride: 2 }), convAxis(6, 4, { dilation: 2 })]);
  assert.equal(isPlain(convGeometry([8, 6], [3, 3], { dilation: 2 })), true);
  assert.equal(isPlain(convGeometry([8, 6], [3, 3], { dilation: [1, 2] })), false);
});

test('what is wrong is refused', () => {
  const refused = (input: number[], kernel: number[], options: ConvOptions, message: RegExp) =>
    assert.throws(() => convGeometry(input, kernel, options), message);
  refused(
    [],
    [],
    {},
    /^UserError: convolution of \[\] with a kernel of \[\]: .*one to three spatial/,
  );
  refused([2, 2, 2, 2], [3, 3, 3, 3], {}, /one to three spatial axes/);
  refused([8, 8], [3], {}, /\[8,8\] with a kernel of \[3\]: the kernel has the axes of the input/);
  refused([8], [0], {}, /kernel 0 is not a whole number of at least 1/);
  refused([8], [3], { dilation: 0 }, /dilation 0 is not a whole number/);
  refused([8], [3], { stride: 1.5 }, /stride 1.5 is not a whole number/);
  const mirror = { boundary: 'mirror' as Boundary };
  refused([8], [3], mirror, /'mirror' is none of periodic, zeros, reflection, edge/);
  refused([8, 8], [3, 3], { stride: [2] }, /stride \[2\] is neither one number nor one for each/);
  refused(
    [8],
    [3],
    { dilation: [1, 2] },
    /dilation \[1,2\] is neither one number nor one for each/,
  );
  refused([8, 8], [3, 3], { dilation: [1, 0] }, /dilation 1,0 is not a whole number of at least 1/);
  refused([8], [3], { inputDilation: -1 }, /input dilation -1 is not a whole number/);
});

test('a reflection beyond the mirror image is mirrored in turn, as numpy does', () => {
  for (const [n, padded] of NUMPY_REFLECTED) {
    const { boundary, axes } = convGeometry([n], [16], { boundary: 'reflection' });
    assert.equal(axes[0].before, 7);
    const points = padded.map((_, i) => pointAt(axes[0], boundary, i - 7));
    assert.deepEqual(points, padded);
  }
});

test('what lies beyond the ends', () => {
  const row = (boundary: Boundary, inputDilation = 1) => {
    const axis = convAxis(3, 1, { inputDilation });
    return Array.from({ length: 9 }, (_, i) => pointAt(axis, boundary, i - 3));
  };
  assert.deepEqual(row('periodic'), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
  assert.deepEqual(row('zeros'), [-1, -1, -1, 0, 1, 2, -1, -1, -1]);
  assert.deepEqual(row('edge'), [0, 0, 0, 0, 1, 2, 2, 2, 2]);
  assert.deepEqual(row('reflection'), [1, 2, 1, 0, 1, 2, 1, 0, 1]);
  assert.deepEqual(row('periodic', 2), [-1, 2, -1, 0, -1, 1, -1, 2, -1]);
  assert.deepEqual(pointAt(convAxis(2, 9), 'periodic', -5), 1);
});

test('a convolution and its gradients refuse tensors that do not fit', () => {
  trace({ steps: 1 }, (t) => {
    const x = t.input('x', [2, 3, 4, 8]);
    const y = t.input('y', [2, 3, 5, 8]);
    const w = t.input('w', [2, 5, 4, 3]);
    const geometry = convGeometry([8], [3]);
    assert.deepEqual(conv(x, w, null).shape, y.shape);
    assert.deepEqual(convInputGrad(y, w, geometry).shape, x.shape);
    assert.deepEqual(convWeightGrad(x, y, geometry, null)[0].shape, w.shape);
    assert.throws(() => conv(y, w, null), /do not fit together; .*\[2,5,5,3\]/);
    assert.deepEqual(conv(x, w, null, { stride: 2 }).shape, [2, 3, 5, 4]);
    assert.deepEqual(conv(x, w, null, { inputDilation: 2 }).shape, [2, 3, 5, 16]);
    assert.throws(() => convInputGrad(y, w, convGeometry([9], [3])), /do not fit/);
    assert.throws(() => convWeightGrad(x, y, convGeometry([9], [3]), null), /do not fit/);
  });
});
