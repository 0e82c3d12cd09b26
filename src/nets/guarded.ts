/** Networks of users' own, checked and guarded. */

import { sizeOf } from '../arrays.js';
import { listOf, type Rule } from '../checks.js';
import type { Guard } from '../config/index.js';
import { LAYER } from './compose.js';
import type { Layer } from './network.js';

/** The layer, checked now and whenever it is drawn or applied. */
export function guardedLayer(layer: Layer, dims: number, guard: Guard): Layer {
  guard.check('the network', layer, LAYER);
  const { kind, parameters, receptiveField, integerReceptiveField } = layer;
  guard.check('its receptiveField', receptiveField, reachOf(dims));
  const apply = (...[params, x, watch]: Parameters<Layer['apply']>) =>
    guard.keepingShape('the network', (u: typeof x) => layer.apply(params, u, watch))(x);
  return {
    ...{ kind, parameters, receptiveField, integerReceptiveField, apply },
    init(key, options) {
      const drawn = guard.run(() => layer.init(key, options));
      guard.check('what its init gives', drawn, {
        allowed: `${parameters.length} Float32Arrays, of as many numbers as its parameters have`,
        fits: () =>
          Array.isArray(drawn) &&
          drawn.length === parameters.length &&
          parameters.every(
            ({ shape }, i) => drawn[i] instanceof Float32Array && drawn[i].length === sizeOf(shape),
          ),
      });
      return drawn;
    },
  };
}

/** Of a receptive field. */
function reachOf(dims: number): Rule {
  const ends = listOf({ allowed: 'a number', fits: (value) => typeof value === 'number' });
  return {
    allowed: `a list of ${dims}, [before, after] for each axis`,
    fits: (value) =>
      Array.isArray(value) &&
      value.length === dims &&
      value.every((one) => ends.fits(one) && one.length === 2),
  };
}
