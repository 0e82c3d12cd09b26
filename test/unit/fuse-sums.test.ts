/** What becomes of sums of spectra: one op on both backends, unless it would read too much. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fuseSums } from '../../src/backends/lowering/fuse-sums.js';
import { lower } from '../../src/backends/wasm/lower.js';
import { prepareForGpu } from '../../src/backends/webgpu/passes/index.js';
import { loadCore } from '../../src/core/index.js';
import type { RepeatAttrs } from '../../src/graph/index.js';
import { cloneProgram, type Graph } from '../../src/graph/index.js';
import { caseProgram } from '../cases/op-case.js';
import { channelSumCases, spectralSumCases } from '../cases/spectral-cases.js';

/** The ops of a graph, those of a loop in its place. */
const opsOf = (graph: Graph): string[] =>
  graph.nodes.flatMap(({ op, attrs }) =>
    op === 'repeat' ? opsOf((attrs as RepeatAttrs).body) : [op],
  );

describe('sums of spectra with operators', () => {
  before(() => loadCore());

  for (const which of spectralSumCases) {
    test(`${which.name}: one op`, () => {
      const { program } = caseProgram(which);
      assert.deepEqual(opsOf(prepareForGpu(program).graph), ['spectralSum']);
      const instructions = lower(program, 'f32').instructions.map(({ op }) => op);
      assert.deepEqual(
        instructions.filter((op) => op !== 'copy'),
        ['spectralSum'],
      );
    });
  }

  for (const which of channelSumCases.filter(({ name }) => !name.includes('for all'))) {
    test(`${which.name}: as it is`, () => {
      const { program } = caseProgram(which);
      const instructions = lower(program, 'f32').instructions.map(({ op }) => op);
      for (const ops of [opsOf(prepareForGpu(program).graph), instructions]) {
        assert.ok(!ops.includes('spectralSum'), ops.join(', '));
      }
    });
  }

  test('a sum that would read more tensors than are allowed stays as it is', () => {
    const which = spectralSumCases.find(({ name }) => name.includes('complex, complex'))!;
    const { program } = caseProgram(which);
    const whole = opsOf(program.graph);
    const fused = [3, 4].map((most) => {
      const copy = cloneProgram(program);
      fuseSums(copy, { most });
      return opsOf(copy.graph);
    });
    // Two spectra and two operators.
    assert.deepEqual(fused, [whole, ['spectralSum']]);
  });
});
