/** Networks of users' own, checked and guarded. */

import { sizeOf } from '../arrays.js';
import type { Guard } from '../config/index.js';
import { LAYER } from './compose.js';
import type { Layer } from './network.js';

/** The layer, checked now and whenever it is drawn or applied. */
export function guardedLayer(layer: Layer, dims: number, guard: Guard): Layer {
  guard.check('the network', layer, LAYER);
  const { kind, parameters, receptiveField, integerReceptiveField } = layer;
  guard.check('its receptiveField', receptiveField, {
    allowed: `[before, after] of each of ${dims} axes`,
    fits: () => receptiveField.length === dims && receptiveField.every((one) => one?.length === 2),
  });
  const sizes = parameters.map(({ shape }) => sizeOf(shape));
  const apply = (...[params, x, watch]: Parameters<Layer['apply']>) =>
    guard.keepingShape('the network', (u: typeof x) => layer.apply(params, u, watch))(x);
  return {
    ...{ kind, parameters, receptiveField, integerReceptiveField, apply },
    init(key, options) {
      const drawn = guard.run(() => layer.init(key, options));
      guard.check('what its init gives', drawn, {
        allowed: 'a Float32Array for each parameter, of its size',
        fits: () => String(drawn?.map?.((one) => one?.length)) === String(sizes),
      });
      return drawn;
    },
  };
}
