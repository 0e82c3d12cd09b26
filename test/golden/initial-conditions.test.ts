/**
 * Initial conditions against exponax 0.1.0: JAX's draws, then f64. Where the original is mended,
 * the value is the mended one.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import {
  buildIcSet,
  DiffusedNoise,
  GaussianRandomField,
  type InitialConditionGenerator,
  parseIcConfig,
  RandomDiscontinuities,
  RandomGaussianBlobs,
  RandomSineWaves1d,
  RandomTruncatedFourierSeries,
  ScaledInitialCondition,
} from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { type ArrayRef, namedCases, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

interface ConfigCase {
  ic_config: string;
  num_spatial_dims: number;
  num_points: number;
  num_channels: number;
  num_samples: number;
  seed: number;
  prng: 'original' | 'partitionable';
  array: ArrayRef;
}

/** A generator that no config string names. */
interface GeneratorCase extends Omit<ConfigCase, 'ic_config'> {
  generator: string;
  exception?: string;
}

type IcCase = ConfigCase | GeneratorCase;

before(() => loadCore());

const group = openSolverGroup('ic');
const nameOf = (c: IcCase) =>
  'generator' in c
    ? c.generator
    : `${c.ic_config} ${c.num_spatial_dims}d N${c.num_points} C${c.num_channels} ` +
      `S${c.num_samples} seed ${c.seed} ${c.prng}`;

const offsetAndStdOne = 'RandomTruncatedFourierSeries(1,offset_range=(0.2,0.4),std_one=True)';
const stdOneSeries = 'RandomTruncatedFourierSeries(1,std_one=True)';

const generators: Record<string, () => InitialConditionGenerator> = {
  'RandomSineWaves1d(1,cutoff=4)': () => new RandomSineWaves1d({ cutoff: 4 }),
  'RandomSineWaves1d(1,domain_extent=2.0,offset_range=(-0.5,0.5),max_one=True)': () =>
    new RandomSineWaves1d({ offsetRange: [-0.5, 0.5], maxOne: true }),
  'RandomSineWaves1d(1,std_one=True)': () => new RandomSineWaves1d({ stdOne: true }),
  'RandomDiscontinuities(1)': () => new RandomDiscontinuities({ dims: 1 }),
  'RandomDiscontinuities(2,num_discontinuities=4,zero_mean=True,max_one=True)': () =>
    new RandomDiscontinuities({ dims: 2, numDiscontinuities: 4, zeroMean: true, maxOne: true }),
  'ScaledICGenerator(RandomTruncatedFourierSeries(1,cutoff=3,max_one=True),scale=2.5)': () =>
    new ScaledInitialCondition(
      new RandomTruncatedFourierSeries({ dims: 1, cutoff: 3, maxOne: true }),
      2.5,
    ),
  'RandomGaussianBlobs(1,num_blobs=3)': () => new RandomGaussianBlobs({ dims: 1, numBlobs: 3 }),
  'RandomGaussianBlobs(2,domain_extent=2.0,num_blobs=2,one_complement=True)': () =>
    new RandomGaussianBlobs({ dims: 2, domainExtent: 2, numBlobs: 2, oneComplement: true }),
  'DiffusedNoise(1,domain_extent=2.0,intensity=0.002,std_one=True)': () =>
    new DiffusedNoise({ dims: 1, domainExtent: 2, intensity: 0.002, stdOne: true }),
  'GaussianRandomField(2,domain_extent=3.0,std_one=True)': () =>
    new GaussianRandomField({ dims: 2, domainExtent: 3, stdOne: true }),
  [offsetAndStdOne]: () =>
    new RandomTruncatedFourierSeries({ dims: 1, offsetRange: [0.2, 0.4], stdOne: true }),
  [stdOneSeries]: () => new RandomTruncatedFourierSeries({ dims: 1, stdOne: true }),
  'DiffusedNoise(1,zero_mean=False,std_one=True)': () =>
    new DiffusedNoise({ dims: 1, zeroMean: false, stdOne: true }),
};

/** The original takes the one and refuses the other; ours is the other way round. */
const refused = (c: IcCase) =>
  'generator' in c &&
  (c.generator === offsetAndStdOne || (c.exception !== undefined && c.generator !== stdOneSeries));

/** Boxes in more than one dimension: the original has each field D times, ours once. */
function wantedOf(c: IcCase): Float64Array {
  const wanted = group.array(c.array);
  if (!('generator' in c) || !c.generator.startsWith('RandomDiscontinuities(2')) return wanted;
  const size = wanted.length / (2 * c.num_samples);
  return wanted.filter((_, i) => Math.floor(i / size) % 2 === 0);
}

for (const [name, c] of namedCases<IcCase>('solver/ic', group.index.cases, group.whole, nameOf)) {
  const generatorOf = () =>
    'generator' in c
      ? generators[c.generator]!()
      : parseIcConfig(c.ic_config, c.num_spatial_dims, c.num_channels);
  const draw = async () => {
    const random = { partitionable: c.prng === 'partitionable' };
    return (await buildIcSet(generatorOf(), c.num_points, c.num_samples, PRNGKey(c.seed), random))
      .data;
  };
  if (refused(c)) {
    test(`${name} is refused`, () => assert.throws(generatorOf, UserError));
  } else if ('generator' in c && c.generator === stdOneSeries) {
    test(`${name} (mended) has a deviation of one`, async () => {
      const u = generatorOf().generate(c.num_points, PRNGKey(c.seed));
      const plain = new RandomTruncatedFourierSeries({ dims: 1 });
      const v = plain.generate(c.num_points, PRNGKey(c.seed));
      const deviation = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0) / v.length);
      const error = relativeError(
        u,
        v.map((x) => x / deviation),
      );
      assert.ok(error <= 1e-14, `${error}`);
    });
  } else {
    test(name, async () => {
      const error = relativeError(await draw(), wantedOf(c));
      // The original's normal numbers come from another log1p.
      const normals = /diffused|grf|Noise|Field/.test(nameOf(c));
      assert.ok(error <= (normals ? 1e-6 : 1e-9), `${error}`);
    });
  }
}
