/**
 * What config strings, keys and flags name, as the public API has it: for each kind of thing the
 * dictionary to which users add theirs, and a read-only one of all that there are.
 */

import { callbacks, tasks } from './experiment/index.js';
import { initialConditions } from './initial-conditions/index.js';
import { metrics } from './metrics/index.js';
import { activations, architectures } from './nets/index.js';
import { curations } from './study/index.js';
import { methodologies, namedLosses, optimizers, schedules } from './training/index.js';

export { scenarioDict, scenarioExtensions } from './scenarios/index.js';

export const {
  /** All networks by name: built in, and of one's own. It is read-only. */
  view: architectureDict,
  /** Networks of one's own, by name. */
  extensions: archExtensions,
} = architectures;
export const {
  /** All activations by name: built in, and of one's own. It is read-only. */
  view: activationFnDict,
  /** Activations of one's own, by name. */
  extensions: activationExtensions,
} = activations;
export const {
  /** All initial conditions by name: built in, and of one's own. It is read-only. */
  view: icDict,
  /** Initial conditions of one's own, by name. */
  extensions: initialConditionExtensions,
} = initialConditions;
export const {
  /** All metrics by name: built in, and of one's own. It is read-only. */
  view: metricDict,
  /** Metrics of one's own, by name. */
  extensions: metricExtensions,
} = metrics;
export const {
  /** All optimisers by name: built in, and of one's own. It is read-only. */
  view: optimizerDict,
  /** Optimisers of one's own, by name. */
  extensions: optimizerExtensions,
} = optimizers;
export const {
  /** All schedules of the learning rate by name: built in, and of one's own. It is read-only. */
  view: lrSchedulerDict,
  /** Schedules of the learning rate of one's own, by name. */
  extensions: scheduleExtensions,
} = schedules;
export const {
  /** All tasks by name: built in, and of one's own. It is read-only. */
  view: taskDict,
  /** Tasks of one's own, by name. */
  extensions: taskExtensions,
} = tasks;
export const {
  /** All ways of training by name: built in, and of one's own. It is read-only. */
  view: methodologyDict,
  /** Ways of training of one's own, by name. */
  extensions: methodologyExtensions,
} = methodologies;
export const {
  /** All callbacks by name: built in, and of one's own. It is read-only. */
  view: callbackDict,
  /** Callbacks of one's own, by name. */
  extensions: callbackExtensions,
} = callbacks;
export const {
  /** All lists of data sets by name: built in, and of one's own. It is read-only. */
  view: curationDict,
  /** Lists of data sets of one's own, by name. */
  extensions: curationExtensions,
} = curations;
export const {
  /** All losses by name: built in, and of one's own. It is read-only. */
  view: lossDict,
  /** Losses of one's own, by name. */
  extensions: lossExtensions,
} = namedLosses;
