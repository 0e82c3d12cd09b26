/** The canvas that is painted on, by pointer or by keys. */

import { type Signal, useSignal } from '@preact/signals';
import { useCallback, useRef } from 'preact/hooks';
import { threeDigits } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import { drawCurves } from './curve-drawing.js';
import { DrawnCanvas } from './drawn-canvas.js';
import { drawField } from './field-drawing.js';
import type { PaintModel } from './paint-model.js';
import type { Painting } from './painting.js';
import { type Place, type Stroke, startStroke } from './stroke.js';

/** A point of the grid. */
type Point = readonly [x: number, y: number];

const HINT_ID = 'paint-keys';
/** Points that a key with Shift goes. */
const LEAP = 8;

export function Easel() {
  const { paint } = usePage();
  const cursor = useSignal<Point | null>(null);
  const spoken = useSignal('');
  const stroke = useRef<{ pointer: number; stroke: Stroke } | null>(null);
  const { painting } = paint;
  const stage = painting.stage.value!;
  const isCurve = stage.dims === 1;
  const draw = useCallback(
    (canvas: HTMLCanvasElement) =>
      isCurve ? drawCurve(canvas, paint, cursor) : drawPainted(canvas, painting),
    [paint, painting, cursor, isCurve],
  );
  const lift = ({ pointerId }: PointerEvent) => {
    if (stroke.current?.pointer !== pointerId) return;
    stroke.current.stroke.end();
    stroke.current = null;
  };
  return (
    <div class={isCurve ? 'easel' : 'easel square'}>
      <div class="easel-frame">
        <DrawnCanvas
          id="paint-canvas"
          draw={draw}
          tabIndex={0}
          role="application"
          aria-label={isCurve ? 'the initial state u(x)' : 'the initial state u(x, y)'}
          aria-roledescription="canvas to paint on"
          aria-describedby={HINT_ID}
          onPointerDown={(event) => {
            if (event.button !== 0 || stroke.current !== null) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            stroke.current = {
              pointer: event.pointerId,
              stroke: startStroke(painting, placeOf(event, event.currentTarget)),
            };
          }}
          onPointerMove={(event) => {
            const { currentTarget: canvas } = event;
            if (stroke.current?.pointer !== event.pointerId) return;
            for (const each of moves(event)) stroke.current.stroke.move(placeOf(each, canvas));
          }}
          onPointerUp={lift}
          onPointerCancel={lift}
          onFocus={(event) => {
            // A pointer needs no cursor.
            if (event.currentTarget.matches(':focus-visible')) cursor.value ??= middleOf(stage);
          }}
          onBlur={() => {
            cursor.value = null;
          }}
          onKeyDown={(event) => {
            const before = cursor.peek() ?? middleOf(stage);
            const after = press(painting, before, event);
            if (after === null) return;
            event.preventDefault();
            cursor.value = after;
            spoken.value = inWords(painting, after);
          }}
        />
        {!isCurve && cursor.value !== null && (
          <span class="crosshair" style={crosshairStyle(cursor.value, stage.numPoints)} />
        )}
      </div>
      {isCurve && <Legend />}
      <p class="hint" id={HINT_ID}>
        {isCurve
          ? 'Draw the curve; its ends meet. Keys: ← → move, ↑ ↓ raise and lower (Shift: more).'
          : 'Brush over the field; its edges meet. Keys: arrows move (Shift: further), + and − raise and lower.'}{' '}
        Ctrl+Z undoes.
      </p>
      <p class="visually-hidden" role="status">
        {spoken}
      </p>
    </div>
  );
}

/** Which curve is which, once they have moved from the painted one. */
function Legend() {
  const { player, source } = usePage().paint;
  const run = source.value?.run;
  const isMoving = player.step.value > 0;
  return (
    <p class="paint-legend">
      <span style={{ color: isMoving ? 'var(--muted)' : 'var(--accent)' }}>
        <i class={isMoving ? 'dashed' : ''} />
        painted
      </span>
      {isMoving && (
        <span>
          <i /> reference
        </span>
      )}
      {isMoving && run != null && (
        <span>
          <i style={{ borderColor: run.colour }} /> network
        </span>
      )}
    </p>
  );
}

const middleOf = ({ numPoints }: { numPoints: number }): Point => [numPoints >> 1, numPoints >> 1];

/** Where the pointer was since the last event. */
function moves(event: PointerEvent): readonly PointerEvent[] {
  const all = event.getCoalescedEvents?.() ?? [];
  return all.length > 0 ? all : [event];
}

function placeOf({ clientX, clientY }: PointerEvent, canvas: HTMLCanvasElement): Place {
  const { left, bottom, width, height } = canvas.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (bottom - clientY) / height };
}

/** Does what a key says; where the cursor is then, or null for a key that says nothing here. */
function press(painting: Painting, [x, y]: Point, event: KeyboardEvent): Point | null {
  if (event.ctrlKey || event.metaKey) return undoByKey(painting, event) ? [x, y] : null;
  const { dims, numPoints } = painting.stage.peek()!;
  const by = event.shiftKey ? LEAP : 1;
  const go = (dx: number, dy: number): Point => [
    (x + dx + numPoints) % numPoints,
    (y + dy + numPoints) % numPoints,
  ];
  const raise = (times: number): Point => {
    const place = (dims === 1 ? [x] : [x, y]).map((i) => i / numPoints);
    const [low, high] = painting.stage.peek()!.limits;
    const { strength } = painting.brush.peek();
    const dab = () => painting.dab(place, (times * strength * (high - low)) / LEAP);
    // A key that is held down makes one change.
    if (event.repeat) dab();
    else painting.change(dab);
    return [x, y];
  };
  const isCurve = dims === 1;
  switch (event.key) {
    case 'ArrowLeft':
      return go(-by % numPoints, 0);
    case 'ArrowRight':
      return go(by % numPoints, 0);
    case 'ArrowUp':
      return isCurve ? raise(by) : go(0, by % numPoints);
    case 'ArrowDown':
      return isCurve ? raise(-by) : go(0, -by % numPoints);
    case '+':
    case '=':
      return raise(by);
    case '-':
    case '_':
      return raise(-by);
    default:
      return null;
  }
}

function undoByKey(painting: Painting, { key, shiftKey }: KeyboardEvent): boolean {
  const letter = key.toLowerCase();
  if (letter !== 'z' && letter !== 'y') return false;
  if (letter === 'y' || shiftKey) painting.redo();
  else painting.undo();
  return true;
}

function inWords(painting: Painting, [x, y]: Point): string {
  const { dims, numPoints } = painting.stage.peek()!;
  const field = painting.field();
  const at = (i: number) => (i / numPoints).toFixed(3);
  return dims === 1
    ? `x ${at(x)}, u ${threeDigits(field[x]!)}`
    : `x ${at(x)}, y ${at(y)}, u ${threeDigits(field[x * numPoints + y]!)}`;
}

function crosshairStyle([x, y]: Point, numPoints: number) {
  const percent = (i: number) => `${(100 * (i + 0.5)) / numPoints}%`;
  return { left: percent(x), bottom: percent(y) };
}

function drawPainted(canvas: HTMLCanvasElement, painting: Painting): void {
  const field = painting.shownField.value;
  const stage = painting.stage.value;
  // Without one it is about to be taken away.
  if (stage !== null) drawField(canvas, field, stage.limits);
}

/** The painted curve, and where it has come to. */
function drawCurve(
  canvas: HTMLCanvasElement,
  { painting, player, source }: PaintModel,
  cursor: Signal<Point | null>,
): void {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name);
  const step = player.step.value;
  const isMoving = step > 0;
  const channel = painting.channel.value;
  const [reference, prediction] = [player.references, player.predictions].map((states) =>
    states[step] === undefined ? [] : [painting.channelOf(states[step], channel)],
  );
  const moving = [
    ...reference!.map((values) => ({ values, colour: colour('--ink') })),
    ...prediction!.map((values) => ({ values, colour: source.value?.run?.colour ?? '' })),
  ];
  drawCurves(canvas, {
    curves: [
      {
        values: painting.shownField.value,
        colour: colour(isMoving ? '--muted' : '--accent'),
        dashed: isMoving,
      },
      ...(isMoving ? moving : []),
    ],
    limits: painting.limits.value,
    cursor: cursor.value?.[0] ?? null,
  });
}
