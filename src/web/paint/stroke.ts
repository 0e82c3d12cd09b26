/** A stroke of the pointer: in 1D it draws the curve, in 2D it moves the brush. */

import { CurveStroke } from './brush.js';
import type { Painting } from './painting.js';

/** A place on the easel from 0 to 1, from its lower left corner; beyond them outside of it. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Stroke {
  move(to: Place): void;
  end(): void;
}

/** Starts one, which can be undone as a whole. */
export function startStroke(painting: Painting, at: Place): Stroke {
  painting.history.keep(painting.state.peek());
  painting.isInStroke.value = true;
  const draw = painting.stage.peek()?.dims === 1 ? drawCurve : drawField;
  const stroke = draw(painting, at);
  return {
    move: stroke.move,
    end() {
      stroke.end();
      painting.isInStroke.value = false;
    },
  };
}

function drawCurve(painting: Painting, at: Place): Stroke {
  const [low, high] = painting.limits.peek();
  const field = painting.field();
  const curve = new CurveStroke(field);
  const point = ({ x, y }: Place) => ({
    x,
    u: low + Math.max(0, Math.min(1, y)) * (high - low),
  });
  curve.add(point(at));
  return {
    move(to) {
      curve.add(point(to));
      painting.setField(field);
    },
    end() {
      if (curve.isDot) {
        const nearest = Math.round(at.x * field.length) % field.length;
        painting.dab([at.x], point(at).u - field[nearest]!);
      } else {
        curve.finish();
        painting.setField(field);
      }
    },
  };
}

function drawField(painting: Painting, at: Place): Stroke {
  const [limits, amount] = [painting.limits.peek(), painting.amount()];
  const field = painting.field();
  const mask = painting.mask();
  const show = () => painting.setField(mask.applied(field, amount, limits));
  let from = [at.x, at.y];
  mask.add(from);
  show();
  return {
    move(to) {
      mask.drag(from, [to.x, to.y]);
      from = [to.x, to.y];
      show();
    },
    end() {},
  };
}
