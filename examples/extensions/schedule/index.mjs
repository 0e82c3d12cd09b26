// `halving;RATE;EVERY`: a learning rate that is halved every so many updates.
//
//   npx apebench run --plugin index.mjs --scenario diff_adv --set "optim_config=adam;6;halving;1e-2;2"

import { scheduleExtensions } from 'apebench';

// `fields` reads the fields of the string, and points at one that is wrong.
scheduleExtensions.halving = (_config, numSteps, fields) => {
  fields.expect(['schedule', 'rate', 'every']);
  const rate = fields.number(1);
  const every = fields.count(2, { min: 1, max: numSteps });
  return (update) => {
    let result = rate;
    for (let done = every; done <= update; done += every) result /= 2;
    return result;
  };
};
