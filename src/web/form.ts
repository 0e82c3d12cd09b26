/**
 * The form: fields made from the scenarios' attributes, their texts as a `FormState`, their errors.
 */

import { ComposedField } from './composed-field.js';
import { button, byId, element } from './elements.js';
import { EXAMPLES } from './examples.js';
import { Field } from './field.js';
import { DEFAULT_STATE, type FormState, OWN_KEYS, toHash } from './form-state.js';
import type { AttributeInfo, Choices, ErrorReport, Machine, ScenarioInfo } from './protocol.js';
import { updatesOf, withUpdates } from './updates.js';

const OPTIM = 'optim_config';
const UPDATES = 'updates';
const DIMS = 'num_spatial_dims';

/** Whether an attribute can be set. */
const isFree = ({ derivedFrom }: AttributeInfo) => derivedFrom.length === 0;

export class ExperimentForm {
  private readonly fields = new Map<string, Field>();
  private readonly attributes = new Map<string, Field>();
  private readonly composed: ComposedField[] = [];
  private readonly error = byId('form-error');
  private scenario: ScenarioInfo;
  /** The attributes that are set, in the order in which they were: it is part of an experiment. */
  private set: string[] = [];
  /** Attributes of an address that the scenario has not; the library says so. */
  private unknown: ReadonlyMap<string, string> = new Map();
  /**
   * The `optim_config` into which the updates are put: what is half typed leaves no trace in it.
   */
  private optimGiven = '';

  /** `changed` is called after every change by the user. */
  constructor(
    private readonly choices: Choices,
    machine: Machine,
    private readonly changed: () => void,
  ) {
    this.scenario = choices.scenarios[0]!;
    this.buildMain();
    this.buildMachine(machine);
    const links = EXAMPLES.map(({ title, state }) =>
      element('a', { href: `#${toHash({ ...DEFAULT_STATE, ...state })}` }, title),
    );
    byId('examples').append(...links);
    byId('experiment').addEventListener('input', (event) => this.edited(event.target));
  }

  get state(): FormState {
    const own = OWN_KEYS.map((key) => [key, this.fields.get(key)!.value]);
    const set = this.set.map((name) => [name, this.attributes.get(name)!.value] as const);
    return {
      ...(Object.fromEntries(own) as unknown as FormState),
      attributes: new Map([...set, ...this.unknown]),
    };
  }

  set state(state: FormState) {
    for (const key of OWN_KEYS) this.fields.get(key)!.value = state[key];
    this.showScenario(state.scenario, state.attributes);
  }

  /** Shows an error at its field, or at the end of the form where there is none for it. */
  showError(error: ErrorReport | null): void {
    const isOfUpdates = error?.key === OPTIM && this.optim !== this.optimGiven;
    const at = isOfUpdates ? UPDATES : error?.key;
    for (const [key, field] of [...this.fields, ...this.attributes]) {
      field.setError(at === key ? error!.message : null);
    }
    this.error.replaceChildren();
    if (error === null) return;
    const { key, message } = error;
    const field = this.fields.get(at ?? '') ?? this.attributes.get(at ?? '');
    if (field === undefined) {
      const text = key === null ? message : `${key}: ${message}`;
      this.error.append(element('pre', { class: 'error' }, text));
      return;
    }
    const details = field.root.closest('details');
    if (details === null) return;
    details.open = true;
    this.error.append(button(`Go to ${key}`, () => field.input.focus()));
  }

  private buildMain(): void {
    const choices = this.choices.scenarios.map(
      ({ key, className }) => [key, `${key} – ${className}`] as const,
    );
    const main = byId('main-fields');
    const add = (field: Field, key: string) => {
      this.fields.set(key, field);
      main.append(field.root);
    };
    const compose = (field: ComposedField, key: string) => {
      this.composed.push(field);
      this.fields.set(key, field.text);
      main.append(field.root);
    };
    add(new Field({ key: 'scenario', label: 'Scenario', choices }), 'scenario');
    const { nets, trainings, tasks } = this.choices;
    const strings = [
      { key: 'net', label: 'Network', kindLabel: 'Architecture', kinds: nets },
      {
        key: 'train',
        label: 'Training',
        kindLabel: 'Way of training',
        kinds: trainings,
        hyphens: true,
      },
      { key: 'task', label: 'Task', kindLabel: 'Kind of task', kinds: tasks, exact: true },
    ];
    for (const options of strings) compose(new ComposedField(options), options.key);
    const numeric = { inputMode: 'numeric' } as const;
    add(new Field({ key: UPDATES, label: 'Updates', ...numeric }), UPDATES);
    add(new Field({ key: 'num_seeds', label: 'Seeds', ...numeric }), 'num_seeds');
    add(new Field({ key: 'start_seed', label: 'First seed', ...numeric }), 'start_seed');
  }

  private buildMachine({ threads, isolated, gpu, gpuAdvice }: Machine): void {
    const gpuText =
      gpu === null ? `no adapter found; ${gpuAdvice}` : `${gpu.vendor} ${gpu.architecture}`.trim();
    const backend = new Field({
      key: 'backend',
      label: 'Backend',
      hint: `WebGPU: ${gpuText}${gpu?.software ? ' (in software)' : ''}`,
      choices: [
        ['auto', 'auto'],
        ['wasm', 'WebAssembly'],
        ['webgpu', 'WebGPU'],
      ],
    });
    const field = new Field({
      key: 'threads',
      label: 'Threads',
      inputMode: 'numeric',
      disabled: !isolated,
      hint: isolated
        ? `empty: all ${threads}`
        : 'one for each seed: this page is not cross-origin isolated, so threads can’t share memory',
    });
    this.fields.set('backend', backend);
    this.fields.set('threads', field);
    byId('machine-fields').append(backend.root, field.root);
    byId('machine').textContent = isolated ? `${threads} threads` : 'one thread for each seed';
  }

  /** Shows the attributes of a scenario, those given set, the others with their defaults. */
  private showScenario(key: string, given: ReadonlyMap<string, string>): void {
    const known = this.choices.scenarios.find((one) => one.key === key);
    const scenario = known ?? { ...this.scenario, key };
    if (known === undefined)
      this.fields.get('scenario')!.input.append(element('option', { value: key }, key));
    this.fields.get('scenario')!.value = key;
    if (scenario.key !== this.scenario.key || this.attributes.size === 0) {
      this.scenario = scenario;
      this.buildAttributes(scenario.attributes);
    }
    const names = scenario.attributes.filter(isFree).map(({ name }) => name);
    const preset = scenario.attributes.filter(({ name, isPreset }) => isPreset && !given.has(name));
    this.set = [...given.keys()].filter((name) => names.includes(name));
    this.set.push(...preset.map(({ name }) => name));
    this.unknown = new Map([...given].filter(([name]) => !names.includes(name)));
    for (const { name, text } of scenario.attributes) {
      this.attributes.get(name)!.value = this.set.includes(name) ? (given.get(name) ?? text) : text;
    }
    this.optimGiven = this.optim;
    this.fields.get(UPDATES)!.value = updatesOf(this.optim);
    this.fields.get('scenario')!.setHint(known?.equation ?? '');
    for (const field of this.composed) field.show();
    this.countChanges();
  }

  private buildAttributes(attributes: readonly AttributeInfo[]): void {
    this.attributes.clear();
    for (const attribute of attributes) {
      const { name, kind, allowed, derivedFrom, isIdle } = attribute;
      const isDerived = !isFree(attribute);
      const field = new Field({
        key: name,
        label: name,
        hint: isDerived
          ? `${isIdle ? 'no effect; see' : 'computed from'} ${derivedFrom.join(', ')}`
          : allowed === 'a text'
            ? undefined
            : allowed,
        inputMode: kind === 'number' ? 'numeric' : 'text',
        disabled: isDerived,
        ...(kind === 'flag' ? { choices: ['True', 'False'].map((v) => [v, v] as const) } : {}),
      });
      this.attributes.set(name, field);
    }
    const roots = [...this.attributes.values()].map(({ root }) => root);
    byId('attribute-fields').replaceChildren(...roots);
  }

  private edited(target: EventTarget | null): void {
    const name = target instanceof Element ? (target.getAttribute('name') ?? '') : '';
    if (name === 'scenario') {
      const key = this.fields.get('scenario')!.value;
      this.showScenario(key, this.knownTo(key));
    } else if (name === UPDATES) {
      const optim = this.attributes.get(OPTIM)!;
      optim.value = withUpdates(this.optimGiven, this.fields.get(UPDATES)!.value);
      this.noteSet(OPTIM);
    } else if (this.attributes.has(name)) {
      this.noteSet(name);
    }
    this.unknown = new Map();
    if (name === OPTIM) this.optimGiven = this.optim;
    if (name !== UPDATES) this.fields.get(UPDATES)!.value = updatesOf(this.optim);
    this.countChanges();
    this.changed();
  }

  /**
   * The attributes that are set and that another scenario has too; not a number of dimensions in
   * which it does not exist.
   */
  private knownTo(key: string): ReadonlyMap<string, string> {
    const scenario = this.choices.scenarios.find((one) => one.key === key);
    if (scenario === undefined) return new Map();
    const { attributes, dimensions } = scenario;
    const names = attributes.filter(isFree).map(({ name }) => name);
    const isKnown = ([name, value]: [string, string]) =>
      names.includes(name) && (name !== DIMS || dimensions.includes(Number(value)));
    return new Map([...this.state.attributes].filter(isKnown));
  }

  /** An attribute is set as long as it differs from its default. */
  private noteSet(name: string): void {
    const { text, isPreset } = this.scenario.attributes.find((one) => one.name === name)!;
    if (this.attributes.get(name)!.value === text && !isPreset)
      this.set = this.set.filter((one) => one !== name);
    else if (!this.set.includes(name)) this.set.push(name);
  }

  private get optim(): string {
    return this.attributes.get(OPTIM)!.value;
  }

  private countChanges(): void {
    const { size } = this.state.attributes;
    byId('changed').textContent = size === 0 ? '' : `${size} changed`;
  }
}
