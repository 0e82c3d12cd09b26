/** Engines that run the experiments of a manifest: what the command line has beside itself. */

export { expectedSeconds } from './costs.js';
export { countOption, type EngineOptions, readEngineOptions } from './options.js';
export { ENGINE_SCRIPTS, type EngineScript, engineScript } from './scripts.js';
export { ownCommand } from './shell.js';
export { type SlurmOutcome, submitToSlurm } from './slurm.js';
