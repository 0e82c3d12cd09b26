/** The place under the pointer: told while it is there, and marked where it is pressed. */

import type { Point } from '../state/view-model.js';
import { axesInPlane } from './axes.js';
import type { Field } from './paint-field.js';
import type { Place, PredictionModel } from './prediction-model.js';

/** Watches the frame around a picture, until what it returns is called. */
export function watchPointer(
  frame: HTMLElement,
  model: PredictionModel,
  field: Field,
  slice: number,
): () => void {
  const watching = new AbortController();
  const { signal } = watching;
  const place = (event: PointerEvent) => placeAt(event, frame, field, slice, model);
  const listen = (
    type: 'pointerdown' | 'pointermove' | 'pointerleave',
    act: (e: PointerEvent) => void,
  ) => frame.addEventListener(type, act, { signal });
  listen('pointerdown', (event) => {
    if (event.button === 0) model.mark(place(event), field);
  });
  listen('pointermove', (event) => {
    if (event.buttons === 1) model.mark(place(event), field);
    else if (event.pointerType === 'mouse') model.hover.value = place(event);
  });
  listen('pointerleave', () => {
    model.hover.value = null;
  });
  return () => watching.abort();
}

function placeAt(
  { clientX, clientY }: PointerEvent,
  frame: HTMLElement,
  { trajectory }: Field,
  slice: number,
  model: PredictionModel,
): Place {
  const { left, top, width, height } = frame.getBoundingClientRect();
  const inside = (part: number) => Math.max(0, Math.min(part, 1 - 1e-9));
  const across = inside((clientX - left) / width);
  const up = inside(1 - (clientY - top) / height);
  const { dims, frames, every } = trajectory;
  const point: [...Point] = [...model.page.view.point.peek()];
  if (dims === 1) {
    point[0] = up;
    return { step: Math.floor(across * frames) * every, point };
  }
  const [horizontal, vertical] = axesInPlane(dims, slice);
  point[horizontal!] = across;
  point[vertical!] = up;
  return { step: model.step.peek(), point };
}
