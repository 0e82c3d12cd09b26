/**
 * Training strings: `one`, and `sup;R[;CUT_BPTT]` (the older spelling `sup-03` means `sup;3`).
 * Diverted-chain training, `div;R[;CUT_BPTT[;CUT_DIV_CHAIN]]`, is known and refused as not there
 * yet.
 */

import { ConfigReader } from '../config/config-reader.js';
import { ownEntry } from '../config/own-entry.js';
import { UserError, unknownName } from '../errors.js';
import type { Methodology } from './methodology.js';
import { supervised } from './supervised.js';

/** The training types by name (lower case): from the fields of the string to a methodology. */
const trainDict: Record<string, (fields: ConfigReader) => Methodology> = {
  one(fields) {
    fields.expect(['type']);
    return supervised({ numRolloutSteps: 1 });
  },
  sup(fields) {
    const names = ['type', 'rollout steps', 'cut_bptt'];
    fields.expect(fields.length < names.length ? names.slice(0, 2) : names);
    return supervised({
      numRolloutSteps: fields.count(1, { min: 1 }),
      cutBptt: fields.length > 2 && fields.boolean(2),
    });
  },
  div(fields) {
    throw new UserError(
      `training '${fields.config}': diverted-chain training is not there yet; ` +
        `there are one and sup;R[;cut_bptt]`,
    );
  },
};

/** The methodology of a training string. Throws a UserError for what it does not know. */
export function parseTrainConfig(config: string): Methodology {
  const fields = new ConfigReader('training', config, 0, true);
  const read = ownEntry(trainDict, fields.text(0).toLowerCase());
  if (read === undefined) throw unknownName('training', fields.text(0), Object.keys(trainDict));
  return read(fields);
}
