/** What a checkpoint has as its configuration, by which it is known whose it is. */

import { PLAIN } from '../checks.js';
import { UserError } from '../errors.js';
import type { RunOptions } from '../experiment/index.js';
import { type Facts, identityOf } from './identity.js';
import type { ExperimentConfig } from './names.js';
import { configRecord } from './record.js';

/** The experiment, and what decides its numbers. */
export function configurationOf(experiment: ExperimentConfig, options: RunOptions): string {
  return JSON.stringify([configRecord(experiment), identityOf(options)]);
}

/** The same, read. Throws a `UserError` for what is none. */
export function readConfiguration(text: string): readonly [experiment: Facts, identity: Facts] {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {}
  if (Array.isArray(parts) && parts.length === 2 && parts.every(PLAIN.fits)) {
    return parts as unknown as [Facts, Facts];
  }
  throw new UserError('its configuration is not that of an experiment');
}
