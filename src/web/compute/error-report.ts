/** What to tell about an error: the message alone where it is the user's to mend. */

import { PlaceError, UserError } from '../../errors.js';
import { EntryError } from '../../study/index.js';
import type { ErrorReport } from '../protocol.js';

export function reportOf(error: unknown): ErrorReport {
  if (error instanceof EntryError) {
    const { key, reason, brief, remedy } = error;
    return { key, message: brief ?? reason, remedy };
  }
  if (error instanceof PlaceError) return { key: 'backend', message: error.message };
  if (error instanceof UserError) return { key: null, message: error.message };
  return { key: null, message: `this is a fault of ours: ${(error as Error).message}` };
}
