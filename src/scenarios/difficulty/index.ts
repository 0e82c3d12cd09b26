/** Scenarios in the difficulty interface: their coefficients say how hard a step is on the grid. */

export { Burgers, Convection } from './convection.js';
export {
  Advection,
  AdvectionDiffusion,
  Diffusion,
  Dispersion,
  FirstFour,
  HyperDiffusion,
  Linear,
  LinearSimple,
} from './linear.js';
