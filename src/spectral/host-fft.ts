/**
 * Fourier transforms of float64 data on the host, by the core's own plans, the same bits
 * everywhere.
 */

import { check, DATA, type Rule, wholeFrom } from '../checks.js';
import { core, type Operand, transformPasses } from '../core/index.js';
import { UserError } from '../errors.js';

const FLOAT64 = 1;

const AXES: Rule = {
  allowed: 'a list of 1 to 3 whole numbers of points',
  fits: (space) =>
    Array.isArray(space) &&
    space.length >= 1 &&
    space.length <= 3 &&
    space.every(wholeFrom(1).fits),
};

/**
 * X_k = Σ_x u_x exp(-2πi k·x/N) over D = 1, 2 or 3 axes, as numpy's `rfftn`: real fields
 * [.., ...space] to planar spectra [.., 2 (re, im), ...space with the last axis N/2+1].
 */
export function rfftn(fields: Float64Array, space: readonly number[]): Float64Array {
  const { points, modes } = sizes(fields, space);
  const lines = fields.length / points;
  return transform(fields, lines * 2 * modes, space, lines, false);
}

/**
 * u_x = Σ_k X_k exp(2πi k·x/N), unscaled (numpy's `irfftn` times N^D): complex inverse transforms
 * over the leading axes, then complex-to-real over the last one, which drops the imaginary part of
 * its mode 0 and, for even N, N/2. Planar spectra [.., 2, ..modes] to fields [.., ...space].
 */
export function irfftn(spectra: Float64Array, space: readonly number[]): Float64Array {
  const { points, modes } = sizes(spectra, space);
  const lines = spectra.length / (2 * modes);
  return transform(spectra, lines * points, space, lines, true);
}

function sizes(source: Float64Array, space: readonly number[]) {
  check('what is transformed', source, DATA);
  check('the axes of a transform', space, AXES);
  const points = space.reduce((product, n) => product * n, 1);
  const last = space[space.length - 1]!;
  return { points, modes: (points / last) * (Math.floor(last / 2) + 1) };
}

function transform(
  source: Float64Array,
  length: number,
  space: readonly number[],
  fields: number,
  inverse: boolean,
): Float64Array {
  if (!Number.isInteger(fields)) {
    throw new UserError(
      `${source.length} numbers are not a whole number of ${inverse ? 'spectra' : 'fields'} ` +
        `on a grid of [${space.join(', ')}]`,
    );
  }
  const wasm = core();
  const { passes, workspaceBytes } = transformPasses({
    inverse,
    fields,
    space,
    modes: null,
    cutoff: null,
    adjoint: false,
    elementBytes: 8,
  });
  const roomOf = { input: 8 * source.length, output: 8 * length, workspace: workspaceBytes };
  const bytesOf = (operand: Operand): number =>
    typeof operand === 'string'
      ? roomOf[operand]
      : wasm.fftPlanBytes(operand.points, operand.kind, FLOAT64);
  const scratchBytes = Math.max(...space.map((n) => wasm.fftScratchBytes(n)));
  const operands = passes.flatMap(({ words }) => words.filter((word) => typeof word !== 'number'));
  const parts = [scratchBytes, INSTRUCTION_BYTES, ...operands.map(bytesOf)].map(aligned);
  const total = parts.reduce((sum, bytes) => sum + bytes, 0);
  return wasm.withScratch(total, (scratch) => {
    const instruction = scratch + parts[0]!;
    let end = instruction + parts[1]!;
    const places = new Map<string, number>();
    const placeOf = (operand: Operand): number => {
      const key = JSON.stringify(operand);
      const known = places.get(key);
      if (known !== undefined) return known;
      const place = end;
      end += aligned(bytesOf(operand));
      places.set(key, place);
      if (typeof operand !== 'string')
        wasm.fftPlanInit(place, operand.points, operand.kind, FLOAT64);
      return place;
    };
    new Float64Array(wasm.memory.buffer, placeOf('input'), source.length).set(source);
    for (const { opcode, items, words } of passes) {
      const placed = words.map((word) => (typeof word === 'number' ? word : placeOf(word)));
      const head = [opcode, 3 + words.length, items];
      new Int32Array(wasm.memory.buffer, instruction, head.length + words.length).set([
        ...head,
        ...placed,
      ]);
      wasm.transformHost(instruction, scratch);
    }
    return new Float64Array(wasm.memory.buffer, placeOf('output'), length).slice();
  });
}

/** Room for a pass with its header. */
const INSTRUCTION_BYTES = 256;

/** The next multiple of 16, with the bytes behind a tensor that kernels may read. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16 + 64;
}
