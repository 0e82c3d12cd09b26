/**
 * Weights in the files of Equinox (`.eqx`), which the original writes and reads: every array and
 * every Python number of a stepper in the order of its pytree, each as a .npy record, without names.
 * Functions, texts and None leave no record. So each record is held against the leaf at its place.
 *
 * Source: equinox `tree_serialise_leaves`; apebench `load_model` and `CorrectedStepper`; exponax
 * `BaseStepper`, whose fields a coarse solver's records begin with.
 */

import { float64Of, sizeOf } from '../arrays.js';
import { check } from '../checks.js';
import { UserError } from '../errors.js';
import type { Network, NumberLeaf, Parameter } from '../nets/index.js';
import { isNpy, type NpyRecord, npyOfInt, readNpyRecords, writeNpy } from '../npy.js';
import { NeuralStepper, type RawWeight } from '../training/index.js';

const leavesOf = ({ leaves, parameters }: Network): readonly (Parameter | NumberLeaf)[] =>
  leaves ?? parameters;

const kindOf = ({ type }: NpyRecord): string => type.slice(1);
const isWhole = (record: NpyRecord): boolean =>
  /^[iu][1-8]$/.test(kindOf(record)) && record.shape.length === 0;
const isFloat = (record: NpyRecord): boolean => ['f2', 'f4', 'f8'].includes(kindOf(record));

const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? 'a single number' : shape.join(' x ');

/** What is wrong with the first records of a file as those of a coarse solver of these states. */
function solverFaults(records: readonly NpyRecord[], network: Network): string[] {
  const { numSpatialDims, numPoints, numChannels } = network;
  const fields: [string, number | null][] = [
    ['num_spatial_dims', numSpatialDims],
    ['domain_extent', null],
    ['num_points', numPoints],
    ['num_channels', numChannels],
    ['dt', null],
    ['dx', null],
  ];
  return fields.flatMap(([name, value], i) => {
    const [record, path] = [records[i], `coarse_stepper.${name}`];
    if (record === undefined) return [`the weights lack '${path}'`];
    if (value !== null) return numberFaults(record, { path, value }, 'these states');
    const isNumber = record.shape.length === 0 && /^[iuf]/.test(kindOf(record));
    return isNumber ? [] : [`'${path}' is no number in the weights, but ${recordText(record)}`];
  });
}

const recordText = ({ type, shape }: NpyRecord): string => `${shapeText(shape)} of type ${type}`;

function numberFaults(record: NpyRecord, { path, value }: NumberLeaf, of: string): string[] {
  if (!isWhole(record)) {
    return [`'${path}' is no whole number in the weights, but ${recordText(record)}`];
  }
  const [given] = record.read();
  return given === value ? [] : [`'${path}' is ${given} in the weights, ${value} in ${of}`];
}

/**
 * The records of a network, the last ones behind those of the solver that it corrects. What stands
 * before them and is no solver of the network's states is a fault.
 */
function behindSolver(
  records: readonly NpyRecord[],
  network: Network,
  faults: string[],
): readonly NpyRecord[] {
  const first = Math.max(records.length - leavesOf(network).length, 0);
  const [fault] = solverFaults(records.slice(0, first), network);
  if (fault !== undefined) {
    faults.push(`the weights do not begin with the coarse solver of a correction: ${fault}`);
  }
  return records.slice(first);
}

/**
 * The arrays of a file's records under the names of the network's leaves, behind those of the coarse
 * solver where it `stepsCoarse`. What is wrong is added to `faults`.
 */
export function namedRecords(
  network: Network,
  records: readonly NpyRecord[],
  faults: string[],
  stepsCoarse = false,
): RawWeight[] {
  const leaves = leavesOf(network);
  const own = stepsCoarse ? behindSolver(records, network, faults) : records;
  const weights = own.slice(0, leaves.length).flatMap((record, i): RawWeight[] => {
    const leaf = leaves[i]!;
    if (!('shape' in leaf)) {
      faults.push(...numberFaults(record, leaf, network.config));
      return [];
    }
    const { path } = leaf;
    const { shape } = record;
    if (isFloat(record)) return [{ path, ...float64Of({ data: record.read(), shape }) }];
    faults.push(`'${path}' is no array of floats in the weights, but ${recordText(record)}`);
    return [{ path, shape, data: new Float64Array(sizeOf(shape)) }];
  });
  const missing = leaves.slice(own.length).filter((leaf) => !('shape' in leaf));
  faults.push(...missing.map(({ path }) => `the weights lack the number '${path}'`));
  const spare = own.length - leaves.length;
  if (spare > 0) {
    const begins = solverFaults(records, network).length === 0;
    const hint = begins ? '; they begin with a coarse solver, as a correction does' : '';
    const are = spare === 1 ? '1 record' : `${spare} records`;
    faults.unshift(`the weights hold ${are} more than ${network.config} has${hint}`);
  }
  return weights;
}

/** The records of an .eqx file, undefined for a file that is none. Throws a UserError. */
export function eqxRecords(bytes: Uint8Array): NpyRecord[] | undefined {
  if (!isNpy(bytes)) return undefined;
  try {
    return readNpyRecords(bytes);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`not an .eqx file that can be read: ${error.message}`);
  }
}

/**
 * The bytes of an .eqx file from which the original's `load_model` reads a stepper of the same
 * network: in single precision, with a leading axis of seeds where there are several. Throws a
 * UserError for a stepper that corrects a coarse solver, whose own arrays the original wants, too.
 */
export function writeEqx(stepper: NeuralStepper): Uint8Array<ArrayBuffer> {
  check('what is written', stepper, {
    allowed: 'a NeuralStepper',
    fits: (value) => value instanceof NeuralStepper,
  });
  if (stepper.emulatorOf.stepsCoarse) {
    throw new UserError(
      'a stepper that corrects a coarse solver cannot be written as .eqx, where the arrays of ' +
        "the original's solver come first",
    );
  }
  const { network, numSeeds, params } = stepper;
  let next = 0;
  const records = leavesOf(network).map((leaf) => {
    if (!('shape' in leaf)) return npyOfInt(leaf.value);
    const shape = numSeeds === 1 ? leaf.shape : [numSeeds, ...leaf.shape];
    return writeNpy({ shape, data: Float32Array.from(params[next++]!) });
  });
  const bytes = new Uint8Array(records.reduce((length, record) => length + record.length, 0));
  let at = 0;
  for (const record of records) {
    bytes.set(record, at);
    at += record.length;
  }
  return bytes;
}
