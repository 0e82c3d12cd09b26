// A scenario, a network and a metric that APEBench does not have. Importing this module adds them:
//
//   npx apebench run --plugin plugin.mjs --scenario diagonal_adv --net "Cascade;8;2;relu" …
//
// or, from code that imports apebench too, `import './plugin.mjs'`.

import {
  archExtensions,
  BaseScenario,
  compose,
  float,
  layers,
  metricExtensions,
  ops,
  part,
  scenarioExtensions,
  steppers,
} from 'apebench';

/** u_t + c · ∇u = 0 in two dimensions, with a speed of its own along each axis. */
class DiagonalAdvection extends BaseScenario {
  static className = 'DiagonalAdvection';
  static equation = 'u_t + c·∇u = 0';
  static behavior = 'moves with a speed of its own along each axis and keeps its shape';
  static dimensions = [2];
  static channels = () => 1;
  static attributes = {
    ...BaseScenario.attributes,
    num_spatial_dims: { ...BaseScenario.attributes.num_spatial_dims, default: 2 },
    speed_x: float(0.1, { meaning: 'speed along the first axis, in domains per step' }),
    speed_y: float(-0.05, { meaning: 'speed along the second axis, in domains per step' }),
  };

  getRefStepper() {
    return this.stepperOf(1);
  }

  getCoarseStepper() {
    return this.stepperOf(0.5);
  }

  getScenarioName() {
    return '2d_diagonal_adv';
  }

  stepperOf(dt) {
    const velocity = [this.speed_x, this.speed_y];
    return new steppers.Advection({
      dims: 2,
      domainExtent: 1,
      numPoints: this.num_points,
      dt,
      velocity,
    });
  }
}

scenarioExtensions.diagonal_adv = DiagonalAdvection;

/** `Cascade;HIDDEN;DEPTH;ACTIVATION`: u + the output of DEPTH + 1 convolutions. */
archExtensions.Cascade = {
  meaning: 'adds to the state what a chain of convolutions makes of it',
  fields: [
    { name: 'hidden channels', default: 8, meaning: 'channels between the convolutions' },
    { name: 'depth', default: 2, meaning: 'hidden layers', min: 1, max: 100 },
  ],
  build({ shape: { numSpatialDims: dims, numChannels }, values: [hidden, depth], activation }) {
    // Each layer has a name, and a key of its own for its initial weights.
    const stack = Array.from({ length: depth + 1 }, (_, i) =>
      part(
        `stack.${i}`,
        layers.convLayer(dims, i === 0 ? numChannels : hidden, i < depth ? hidden : numChannels, 3),
      ),
    );
    return compose({
      parts: stack,
      forward(run, u) {
        const correction = stack.reduce((x, layer, i) => {
          const y = run(layer, x);
          return i === depth ? y : activation(y);
        }, u);
        return ops.add(u, correction);
      },
    });
  },
};

/** `mean_bias`: the mean over space and channels of prediction minus reference, over the batch. */
metricExtensions.mean_bias = () => (pred, ref) => {
  const axes = pred.shape.map((_, axis) => axis).slice(1);
  return ops.mean(ops.sub(pred, ref), axes);
};
