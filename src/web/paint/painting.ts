/** The state that is painted, the tools that change it, and what can be undone. */

import { computed, signal } from '@preact/signals';
import type { PaintStage } from '../protocol.js';
import { BrushMask } from './brush.js';
import { History } from './history.js';
import {
  bitsFor,
  type Grid,
  type Limits,
  type PaintedState,
  quantised,
  sameGrid,
  stateSize,
  valuesOf,
} from './painted-state.js';

/** Room above and below the scenario's colour scale, as a part of it. */
const MARGIN = 1 / 8;

export interface Brush {
  /** The radius, as a part of the domain. */
  readonly size: number;
  /** How much it adds in its middle, as a part of the colour scale. */
  readonly strength: number;
  readonly raises: boolean;
}

export class Painting {
  /** Null for as long as nothing is painted. */
  readonly state = signal<PaintedState | null>(null);
  /** What it is painted for; null before that is known. */
  readonly stage = signal<PaintStage | null>(null);
  readonly channel = signal(0);
  readonly brush = signal<Brush>({ size: 0.1, strength: 0.25, raises: true });
  /** Whether a stroke is being drawn. */
  readonly isInStroke = signal(false);
  readonly history = new History<PaintedState | null>();
  /** Whether the state is on another grid than what it is painted for. */
  readonly isElsewhere = computed(() => {
    const [state, stage] = [this.state.value, this.stage.value];
    return state !== null && stage !== null && !sameGrid(state, stage);
  });
  /** The values of the whole state; zero where nothing is painted. */
  readonly values = computed(() => {
    const [state, stage] = [this.state.value, this.stage.value];
    if (state !== null) return valuesOf(state);
    return new Float32Array(stage === null ? 0 : stateSize(stage));
  });
  /** Those of the channel that is painted. */
  readonly shownField = computed(() =>
    this.stage.value === null
      ? new Float32Array(0)
      : this.channelOf(this.values.value, this.channel.value),
  );
  /** The values that can be drawn: those of the colour scale and some room, and what is there. */
  readonly limits = computed((): Limits => {
    const [low, high] = this.stage.value?.limits ?? [-1, 1];
    const room = MARGIN * (high - low);
    return this.values.value.reduce<[number, number]>(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [low - room, high + room],
    );
  });

  /** The values of the channel that is painted. */
  field(): Float64Array {
    return Float64Array.from(this.shownField.peek());
  }

  /** The values of one channel of a state; of the last one where there are not so many. */
  channelOf(state: Float32Array, channel: number): Float32Array {
    const { dims, numPoints, numChannels } = this.stage.peek()!;
    const size = numPoints ** dims;
    const at = Math.min(channel, numChannels - 1) * size;
    return state.subarray(at, at + size);
  }

  /** Changes the channel that is painted. */
  setField(field: Float64Array): void {
    const stage = this.stage.peek();
    if (stage === null) return;
    const values = Float32Array.from(this.values.peek());
    this.channelOf(values, this.channel.peek()).set(field);
    this.setValues(stage, values);
  }

  /** Changes all channels. Levels stay as fine as they are. */
  setValues(grid: Grid, values: ArrayLike<number>): void {
    const reach = Math.max(...this.limits.peek().map(Math.abs));
    const bits = this.state.peek()?.bits ?? bitsFor(grid.dims, reach);
    this.state.value = quantised(grid, values, bits);
  }

  /** Takes a state from elsewhere, in levels that suit it. */
  copy(grid: Grid, values: Float32Array): void {
    const reach = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const limits = this.stage.peek()?.limits ?? [-1, 1];
    const bits = bitsFor(grid.dims, Math.max(reach, ...limits.map(Math.abs)));
    this.change(() => {
      this.state.value = quantised(grid, values, bits);
    });
  }

  /** Makes a change that can be undone. */
  change(make: () => void): void {
    this.history.keep(this.state.peek());
    make();
  }

  clear(): void {
    this.change(() => {
      this.state.value = null;
    });
  }

  undo(): void {
    const before = this.history.undo(this.state.peek());
    if (before !== undefined) this.state.value = before;
  }

  redo(): void {
    const after = this.history.redo(this.state.peek());
    if (after !== undefined) this.state.value = after;
  }

  /** A state of a link; nothing before it can be undone. */
  replace(state: PaintedState): void {
    this.history.forget();
    this.state.value = state;
  }

  /** What the brush adds in its middle. */
  amount(): number {
    const { strength, raises } = this.brush.peek();
    const [low, high] = this.stage.peek()?.limits ?? [-1, 1];
    return (raises ? 1 : -1) * strength * (high - low);
  }

  /** A brush that has not been set down yet. */
  mask(): BrushMask {
    const { dims = 1, numPoints = 1 } = this.stage.peek() ?? {};
    // Never so small that it works on no point.
    const radius = Math.max(this.brush.peek().size, 1.5 / numPoints);
    return new BrushMask(dims, numPoints, radius);
  }

  /** Sets the brush down once at a place: a smooth bump of this height. */
  dab(place: readonly number[], amount: number): void {
    const mask = this.mask();
    mask.add(place);
    this.setField(mask.applied(this.field(), amount, this.limits.peek()));
  }
}
