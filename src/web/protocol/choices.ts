/** What there is to choose from, and what this machine offers, as the worker tells the page. */

import type { AdapterInfo } from '../../backends/index.js';

export interface AttributeInfo {
  readonly name: string;
  /** What the form shows as Python prints it: the default, or what makes the scenario valid. */
  readonly text: string;
  /** Whether `text` is no default and must be set. */
  readonly isPreset: boolean;
  readonly kind: 'number' | 'flag' | 'text';
  /** What it is, in words. */
  readonly meaning: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** Attributes that this one is computed from; it can't be set. */
  readonly derivedFrom: readonly string[];
  /** Whether it has no effect, and those have. */
  readonly isIdle: boolean;
}

export type ScenarioForm = 'difficulty' | 'normalized' | 'physical';

export interface ScenarioInfo {
  readonly key: string;
  /** Other keys under which it is found. */
  readonly aliases: readonly string[];
  readonly className: string;
  readonly equation: string;
  /** What a solution does. */
  readonly behavior: string;
  /** Of what kind the equation is. */
  readonly family: string;
  /** In which units its coefficients are. */
  readonly form: ScenarioForm;
  /** The numbers of spatial dimensions in which it exists. */
  readonly dimensions: readonly number[];
  readonly attributes: readonly AttributeInfo[];
}

/** A field of a config string, after the name. */
export interface StringFieldInfo {
  readonly name: string;
  readonly meaning: string;
  /** What it may be; null for a whole number. */
  readonly allowed: readonly string[] | null;
  readonly default: string;
  /** Whether it may be left out, and is then its default. */
  readonly optional: boolean;
}

/** What a config string may name: a network, a way of training, a task. */
export interface StringKind {
  readonly name: string;
  readonly meaning: string;
  readonly fields: readonly StringFieldInfo[];
  /** A string of it, its name as documents spell it. */
  readonly example: string;
}

export interface Choices {
  readonly scenarios: readonly ScenarioInfo[];
  readonly nets: readonly StringKind[];
  readonly trainings: readonly StringKind[];
  readonly tasks: readonly StringKind[];
}

export interface Machine {
  readonly version: string;
  /** Threads that can be had: one in a page that is not cross-origin isolated. */
  readonly threads: number;
  readonly isolated: boolean;
  readonly gpu: AdapterInfo | null;
  /** What to do where there is none. */
  readonly gpuAdvice: string;
}
