// `sign;STEPS;SCHEDULE;…`: m' = m / 2 + g, p' = p - rate · sign(m').
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --set "optim_config=sign;6;constant;1e-3"

import { ops, optimizerExtensions } from 'apebench';

optimizerExtensions.sign = () => (schedule) => ({
  // Numbers of each update, by the names that they have in the program.
  tables: (numSteps) => ({
    'sign.rate': Float64Array.from({ length: numSteps }, (_, update) => schedule(update)),
  }),
  // What it remembers of a parameter.
  stateNames: (parameter) => [`sign.m.${parameter}`],
  update(t, parameters, gradients) {
    const rate = t.perStep('sign.rate', [1]);
    for (const [i, { name, tensor }] of parameters.entries()) {
      const m = t.state(`sign.m.${name}`, tensor.shape);
      const next = ops.add(ops.scale(m, 0.5), gradients[i]);
      const ones = tensor.shape.map(() => 1);
      t.assign(m, next);
      t.assign(tensor, ops.sub(tensor, ops.mul(ops.reshape(rate, ones), ops.sign(next))));
    }
  },
});
