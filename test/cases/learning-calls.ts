/** A good call of every public function of networks and training. */

import type { NdArray } from '../../src/arrays.js';
import * as apebench from '../../src/index.js';
import { type Any, type Case, made, of, place } from './calls.js';

const { arch, blocks, draws, layers, losses, ops, sampleData } = apebench;

const array = (...shape: number[]): NdArray => ({
  data: Float64Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => ((7 * i) % 5) - 1,
  ),
  shape,
});

const key = draws.PRNGKey(3);
/** A text names another network, or opens another folder. */
const takesText = (bad: Any) => typeof bad === 'string';

const shape = { numSpatialDims: 1, inChannels: 1, outChannels: 2 };
const common = { ...shape, activation: 'tanh', boundaryMode: 'neumann' };
const bias = { useBias: true, zeroBiasInit: true };
const conv = { ...bias, kernelSize: 3, useNorm: true, numGroups: 1 };
const linear = { ...bias, kernelSize: 3 };
const res = { ...common, hiddenChannels: 2, numBlocks: 1, useNorm: true };
const unet = { ...common, hiddenChannels: 2, numLevels: 1, useNorm: true };
const ends = { finalActivation: 'tanh', useBias: true, useFinalBias: true };

/** A trainer that takes initial states alone, which trajectories of one state are. */
const withoutTargets = (Class: Any, options: object): Case => ({
  ...made(Class, trajectories, options),
  takes: (bad) => bad?.shape?.[1] === 1,
});

/** A factory of blocks, and what it is told of one. */
const block = (factory: Any, options: object): Case =>
  of((own: Any, context: Any) => factory(own)(context), options, common);

const trajectories = array(2, 3, 1, 8);
const stencil = layers.convLayer(1, 1, 1, 3);
const stepper = await apebench.initialStepper(stencil, [1, 8], key);
const identity = (u: Any) => u;
const physics = { refStepper: identity, residuumFn: ops.sub };
const way = apebench.supervised();

const rollout = {
  loss: losses.MSE,
  batchReduction: 'mean',
  timeLevelWeights: [1, 2],
  cutBptt: true,
  cutBpttEvery: 1,
};
const branchOne = { ...rollout, cutDivChain: true };
const divertedChain = { ...branchOne, numBranchSteps: 2, branchLevelWeights: [1, 2] };
const residuum = { ...rollout, cutPrev: true, cutNext: true };

const settings = {
  ...physics,
  optimizer: apebench.adam(1e-2),
  numTrainingSteps: 1,
  batchSize: 2,
  callbacks: [new apebench.WeightNorm(1)],
  recomputeEvery: 1,
};
const ready = { ...settings, doSubStacking: true, numRolloutSteps: 2 };
const stacker = new apebench.TrajectorySubStacker(trajectories, 2);
const sink = {
  configuration: '',
  load: async () => null,
  save: async () => {},
  remove: async () => {},
};
const checkpoint = await new apebench.GeneralTrainer(stacker, way, settings)
  .train(stepper, key, { ...place, precision: 'f64' })
  // Not a plain object, whose parts would be spoilt one by one.
  .then((trained) => Object.assign(Object.create({}), trained.checkpoint));
const training = {
  ...place,
  partitionable: false,
  recordLossEvery: 1,
  until: 1,
  onProgress: () => {},
};

const train = (given: object, options: object): Case =>
  of(
    (one: Any, keys: Any, how: Any) =>
      new apebench.GeneralTrainer(stacker, way, settings).train(one, keys, how),
    given,
    key,
    options,
  );
const drawn = { key, partitionable: false };
const lorenz = { sigma: 10, rho: 28, beta: 2 };

export const learningCalls: Record<string, Record<string, Case>> = {
  arch: {
    convNet: of(arch.convNet, {
      ...{ ...common, ...ends, hiddenChannels: 2, depth: 1, kernelSize: 3, zeroBiasInit: true },
    }),
    dilatedResNet: of(arch.dilatedResNet, { ...res, dilationRates: [1, 2] }),
    fno: of(arch.fno, { ...common, hiddenChannels: 2, numModes: 2, numBlocks: 1 }),
    mlp: of(arch.mlp, { ...common, ...ends, numPoints: 4, widthSize: 2, depth: 1 }),
    modernResNet: of(arch.modernResNet, res),
    modernUnet: of(arch.modernUnet, { ...unet, numBlocks: 1, channelMultipliers: [2] }),
    pureConv: of(arch.pureConv, { ...common, kernelSize: 3, useBias: true }),
    resNet: of(arch.resNet, res),
    unet: of(arch.unet, unet),
  },
  blocks: {
    classicDoubleConvBlock: block(blocks.classicDoubleConvBlock, conv),
    classicResBlock: block(blocks.classicResBlock, conv),
    classicSpectralBlock: block(blocks.classicSpectralBlock, { ...bias, numModes: 2 }),
    dilatedResBlock: block(blocks.dilatedResBlock, { ...conv, dilationRates: [1, 2] }),
    linearChannelAdjustBlock: block(blocks.linearChannelAdjustBlock, bias),
    linearConvBlock: block(blocks.linearConvBlock, linear),
    linearConvDownBlock: block(blocks.linearConvDownBlock, { ...linear, factor: 2 }),
    linearConvUpBlock: block(blocks.linearConvUpBlock, { ...linear, factor: 2 }),
    modernResBlock: block(blocks.modernResBlock, conv),
    sequential: of(blocks.sequential, {
      ...common,
      hiddenChannels: [2, 3],
      numBlocks: 1,
      liftingFactory: blocks.linearChannelAdjustBlock(),
      blockFactory: blocks.classicResBlock(),
      projectionFactory: blocks.linearChannelAdjustBlock(),
    }),
    hierarchical: of(blocks.hierarchical, {
      ...common,
      hiddenChannels: 2,
      numLevels: 1,
      numBlocks: 1,
      reductionFactor: 2,
      channelMultipliers: [2],
      liftingFactory: blocks.classicResBlock(),
      downSamplingFactory: blocks.linearConvDownBlock(),
      leftArcFactory: blocks.classicResBlock(),
      upSamplingFactory: blocks.linearConvUpBlock(),
      rightArcFactory: blocks.classicResBlock(),
      projectionFactory: blocks.linearChannelAdjustBlock(),
    }),
  },
  layers: {
    convLayer: of(layers.convLayer, 1, 1, 2, 3, {
      ...{ ...bias, stride: 2, dilation: 1, boundaryMode: 'periodic' },
    }),
    convTransposeLayer: of(layers.convTransposeLayer, 1, 1, 2, 3, {
      ...{ ...bias, factor: 2, boundaryMode: 'periodic' },
    }),
    groupNormLayer: of(layers.groupNormLayer, 1, 2, { groups: 2 }),
    linearLayer: of(layers.linearLayer, 2, 3, bias),
    pointwiseLayer: of(layers.pointwiseLayer, 1, 2, 3, bias),
    spectralConvLayer: of(layers.spectralConvLayer, 1, 2, 2, 2),
  },
  losses: {
    Lp: of(losses.Lp, 3),
    nLp: of(losses.nLp, 3),
    composite: of(losses.composite, [losses.MSE, losses.nMAE], [1, 2]),
    ofSample: {
      ...of(losses.ofSample, losses.MSE, array(1, 8), array(1, 8), place),
      takes: (bad, position) => bad === null && position === 2,
    },
    ofBatch: {
      ...of(losses.ofBatch, losses.MSE, array(2, 1, 8), array(2, 1, 8), {
        ...place,
        reduction: 'max',
      }),
      takes: (bad, position) => bad === null && position === 2,
    },
  },
  sampleData: {
    advection1dPeriodic: of(sampleData.advection1dPeriodic, {
      ...{ ...drawn, numPoints: 8, numSamples: 2, cfl: 0.5, highestInitMode: 2 },
      temporalHorizon: 2,
    }),
    lorenzRk4: of(sampleData.lorenzRk4, {
      ...{ ...drawn, ...lorenz, numSamples: 1, temporalHorizon: 2, dt: 0.01, numWarmupSteps: 1 },
      initStd: 1,
    }),
    makeLorenzStepperRk4: of(sampleData.makeLorenzStepperRk4, 0.01, lorenz),
    poisson1dDirichlet: of(sampleData.poisson1dDirichlet, {
      ...{ ...drawn, numPoints: 8, numSamples: 2, domainExtent: 5 },
    }),
  },
  training: {
    adam: of(apebench.adam, 1e-3, { b1: 0.9, b2: 0.99, eps: 1e-8 }),
    adamw: of(apebench.adamw, 1e-3, { b1: 0.9, b2: 0.99, eps: 1e-8, weightDecay: 0.1 }),
    lion: of(apebench.lion, 1e-3, { b1: 0.9, b2: 0.99, weightDecay: 0.1 }),
    sgd: of(apebench.sgd, 1e-3, { momentum: 0.9, nesterov: true }),
    constantSchedule: of(apebench.constantSchedule, 1e-3),
    exponentialDecay: of(apebench.exponentialDecay, {
      ...{ initValue: 1, transitionSteps: 10, decayRate: 0.5, staircase: true },
    }),
    warmupCosineDecaySchedule: of(apebench.warmupCosineDecaySchedule, {
      ...{ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 9 },
    }),
    configuration: of(apebench.configuration, way),
    supervised: of(apebench.supervised, 2, rollout),
    divertedChain: of(apebench.divertedChain, 2, divertedChain),
    divertedChainBranchOne: of(apebench.divertedChainBranchOne, 2, branchOne),
    mixChainPostPhysics: of(apebench.mixChainPostPhysics, 1, {
      ...rollout,
      numPostPhysicsSteps: 1,
    }),
    residuum: of(apebench.residuum, 2, residuum),
    composite: of(apebench.composite, [way, way], [1, 2]),
    TrajectorySubStacker: made(apebench.TrajectorySubStacker, trajectories, 2, {
      ...{ doSubStacking: true, onlyStoreIc: false },
    }),
    PermutationMixer: of(
      (samples: Any, minibatches: Any, size: Any, from: Any, random: Any) =>
        new apebench.PermutationMixer(samples, minibatches, size, from, random).minibatch(0),
      ...[5, 2, 3, key, { partitionable: true }],
    ),
    GetNetwork: { ...made(apebench.GetNetwork, 1, 'net'), takes: takesText },
    WeightNorm: {
      ...made(apebench.WeightNorm, 1, { squared: true, name: 'norm' }),
      takes: (bad) => bad?.name === 'no such name',
    },
    GradNorm: {
      ...made(apebench.GradNorm, 1, way, { ...physics, squared: true, name: 'norm' }),
      takes: (bad) => bad?.name === 'no such name',
    },
    Loss: {
      ...made(apebench.Loss, 1, way, {
        ...{ ...physics, withGrad: true, data: trajectories, name: 'other' },
      }),
      takes: (bad) => bad?.name === 'no such name',
    },
    CompositeCallback: made(apebench.CompositeCallback, [new apebench.WeightNorm(1)]),
    SaveNetwork: {
      ...made(apebench.SaveNetwork, 1, new apebench.MemoryStore('calls'), 'net', 'saved'),
      takes: takesText,
    },
    initialStepper: of(apebench.initialStepper, 'Conv;2;1;relu', [1, 8], [key, key], {
      ...{ emulator: identity, precision: 'f32', partitionable: false },
    }),
    lossOnArrays: of(apebench.lossOnArrays, way, stepper, trajectories, { ...place, ...physics }),
    lossAndGradientOnArrays: of(apebench.lossAndGradientOnArrays, way, stepper, trajectories, {
      ...{ ...place, ...physics },
    }),
    GeneralTrainer: made(apebench.GeneralTrainer, stacker, way, settings),
    train: {
      ...train(stepper, { ...training, checkpoint: sink, checkpointSeconds: 1 }),
      takes: (bad) =>
        bad?.checkpoint?.configuration === 'no such name' || bad?.checkpointSeconds === Infinity,
    },
    goOn: train(stepper, { ...training, precision: 'f64', goOnFrom: checkpoint }),
    fullLoss: of(
      (one: Any, how: Any) =>
        new apebench.GeneralTrainer(stacker, way, settings).fullLoss(one, how),
      stepper,
      place,
    ),
    SupervisedTrainer: made(apebench.SupervisedTrainer, trajectories, { ...ready, ...rollout }),
    DivertedChainTrainer: withoutTargets(apebench.DivertedChainTrainer, {
      ...{ ...ready, ...divertedChain },
    }),
    DivertedChainBranchOneTrainer: withoutTargets(apebench.DivertedChainBranchOneTrainer, {
      ...{ ...ready, ...branchOne },
    }),
    MixChainPostPhysicsTrainer: made(apebench.MixChainPostPhysicsTrainer, trajectories, {
      ...{ ...ready, ...rollout, numRolloutSteps: 1, numPostPhysicsSteps: 1 },
    }),
    ResiduumTrainer: withoutTargets(apebench.ResiduumTrainer, { ...ready, ...residuum }),
    CompositeTrainer: made(apebench.CompositeTrainer, trajectories, [way, way], {
      ...{ ...settings, doSubStacking: true, weights: [1, 2] },
    }),
  },
};
