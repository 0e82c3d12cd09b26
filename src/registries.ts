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

export const { view: architectureDict, extensions: archExtensions } = architectures;
export const { view: activationFnDict, extensions: activationExtensions } = activations;
export const { view: icDict, extensions: initialConditionExtensions } = initialConditions;
export const { view: metricDict, extensions: metricExtensions } = metrics;
export const { view: optimizerDict, extensions: optimizerExtensions } = optimizers;
export const { view: lrSchedulerDict, extensions: scheduleExtensions } = schedules;
export const { view: taskDict, extensions: taskExtensions } = tasks;
export const { view: methodologyDict, extensions: methodologyExtensions } = methodologies;
export const { view: callbackDict, extensions: callbackExtensions } = callbacks;
export const { view: curationDict, extensions: curationExtensions } = curations;
export const { view: lossDict, extensions: lossExtensions } = namedLosses;
