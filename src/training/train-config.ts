/**
 * Training strings: `one`, and `sup;R[;CUT_BPTT]` (the older spelling `sup-03` means `sup;3`).
 */

import { ConfigReader, Registry } from '../config/index.js';
import type { Methodology } from './methodology.js';
import { supervised } from './supervised.js';

/** The training types by name: from the fields of the string to a methodology. */
export const methodologies = new Registry<(fields: ConfigReader) => Methodology>(
  'training',
  {
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
  },
  { notYet: /^div$/ },
);

/** The methodology of a training string. Throws a UserError for what it does not know. */
export function parseTrainConfig(config: string): Methodology {
  const fields = new ConfigReader('training', config, { hyphens: true });
  return methodologies.get(fields.text(0))(fields);
}
