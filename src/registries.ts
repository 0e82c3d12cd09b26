/**
 * What config strings, keys and flags name, as the public API has it: for each kind of thing the
 * dictionary of what is built in, and the one to which users add theirs.
 */

import { callbacks, tasks } from './experiment/index.js';
import { initialConditions } from './initial-conditions/index.js';
import { metrics } from './metrics/index.js';
import { activations, architectures } from './nets/index.js';
import { curations } from './study/index.js';
import { methodologies, optimizers, schedules } from './training/index.js';

export { scenarioDict, scenarioExtensions } from './scenarios/index.js';

export const { builtIn: architectureDict, extensions: archExtensions } = architectures;
export const { builtIn: activationFnDict, extensions: activationExtensions } = activations;
export const { builtIn: icDict, extensions: initialConditionExtensions } = initialConditions;
export const { builtIn: metricDict, extensions: metricExtensions } = metrics;
export const { builtIn: optimizerDict, extensions: optimizerExtensions } = optimizers;
export const { builtIn: lrSchedulerDict, extensions: scheduleExtensions } = schedules;
export const { builtIn: taskDict, extensions: taskExtensions } = tasks;
export const { builtIn: methodologyDict, extensions: methodologyExtensions } = methodologies;
export const { builtIn: callbackDict, extensions: callbackExtensions } = callbacks;
export const { builtIn: curationDict, extensions: curationExtensions } = curations;
