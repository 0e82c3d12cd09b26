/** The runs of one data set: its reference once, and beside it a row for each with its error. */

import type { ComponentChildren } from 'preact';
import { RunSwatch } from '../charts/run-swatch.js';
import { Hosted } from '../hosted.js';
import type { TrajectoryChoice } from '../protocol.js';
import type { Run } from '../runs/run.js';
import { colourScale, markLegend } from './colour-scale.js';
import { FieldPictures } from './field-picture.js';
import { type Group, titleOf } from './groups.js';
import type { Field } from './paint-field.js';
import { type PredictionModel, trajectoryOf } from './prediction-model.js';
import { SliceFields } from './slice-fields.js';
import type { Loaded } from './trajectory-loader.js';

interface Props {
  readonly model: PredictionModel;
  readonly group: Group;
  readonly groups: readonly Group[];
}

export function Comparison({ model, group, groups }: Props) {
  const reference = model.reference(group);
  const limit = model.errorLimit(group);
  const rows = [
    ...group.runs.map((run) => (
      <Row
        key={run.id}
        {...{ model, group, limit }}
        name={`run ${run.number}`}
        title={<RunTitle run={run} loaded={model.prediction(run)} />}
        loaded={model.prediction(run)}
        missing={missingOf(run)}
      />
    )),
    model.withCoarse.value && (
      <Row
        key="coarse"
        {...{ model, group, limit }}
        name="coarse solver"
        title="coarse solver, from the same state"
        loaded={model.coarse(group)}
        missing="computing …"
      />
    ),
  ].filter(Boolean);
  return (
    <div class="comparison">
      {groups.length > 1 && <h3>{titleOf(group, groups)}</h3>}
      <div class={`comparison-grid dims-${reference?.dims ?? 1}`}>
        <div class="reference-cell" style={{ gridRow: `1 / span ${rows.length}` }}>
          <p class="row-title">{inWords(model.choice)}</p>
          <Cell
            model={model}
            title="Reference"
            label="Reference"
            field={reference && { trajectory: reference }}
            limits={group.limits}
            missing={<Missing loaded={model.loadedReference(group)} otherwise="computing …" />}
            group={group}
          />
          {reference?.dims === 3 && <SliceFields points={reference.points} />}
          <Scales limits={group.limits} limit={limit} />
        </div>
        {rows}
      </div>
    </div>
  );
}

interface RowProps {
  readonly model: PredictionModel;
  readonly group: Group;
  /** The end of the scale of errors. */
  readonly limit: number;
  readonly name: string;
  readonly title: ComponentChildren;
  readonly loaded: Loaded | undefined;
  /** What is said for as long as there is nothing to show. */
  readonly missing: string;
}

function Row({ model, group, limit, name, title, loaded, missing }: RowProps) {
  const reference = model.reference(group);
  const trajectory = trajectoryOf(loaded);
  const error = trajectory && reference && { trajectory, minus: reference };
  const note = <Missing loaded={loaded} otherwise={missing} />;
  return (
    <div class="prediction-row" data-row={name}>
      <p class="row-title">{title}</p>
      <Cell
        model={model}
        title="Prediction"
        label={`Prediction, ${name}`}
        field={trajectory && { trajectory }}
        limits={group.limits}
        missing={note}
      />
      <Cell
        model={model}
        title="Error"
        label={`Error, ${name}`}
        field={error}
        limits={[-limit, limit]}
        missing={note}
      />
    </div>
  );
}

interface CellProps {
  readonly model: PredictionModel;
  readonly title: ComponentChildren;
  readonly label: string;
  readonly field: Field | null;
  readonly limits: readonly [number, number];
  readonly missing: ComponentChildren;
  /** Of the reference, by which the place is moved from the keyboard. */
  readonly group?: Group;
}

function Cell({ title, field, missing, ...rest }: CellProps) {
  if (field !== null) return <FieldPictures {...rest} title={title} field={field} />;
  return (
    <div class="cell">
      <p class="cell-title">{title}</p>
      {missing}
    </div>
  );
}

function Missing({ loaded, otherwise }: { loaded: Loaded | undefined; otherwise: string }) {
  const isError = loaded !== undefined && 'error' in loaded;
  return <p class="missing">{isError ? loaded.error.message : otherwise}</p>;
}

function RunTitle({ run, loaded }: { run: Run; loaded: Loaded | undefined }) {
  const isTraining = run.result.value === null;
  const seeds = run.losses.value.losses.length;
  const update = loaded !== undefined && 'update' in loaded ? loaded.update : null;
  return (
    <>
      <RunSwatch run={run} />
      <span class="run-name" title={run.name.value}>
        {run.number}: {run.name}
      </span>
      {seeds > 1 && <span class="aside">first of {seeds} seeds</span>}
      {isTraining && update !== null && <span class="aside">after {update} updates</span>}
    </>
  );
}

function missingOf(run: Run): string {
  const status = run.status.value;
  if (status !== 'stopped' && status !== 'failed') return 'computing …';
  const kept = run.pictures.value;
  const what = kept === null ? 'nothing' : `only its ${inWords(kept.of.choice)}`;
  return `This run did not finish: ${what} is kept.`;
}

const inWords = ({ set, number }: TrajectoryChoice): string => `${set} trajectory ${number}`;

/** The colours of values and of errors, and of what is beyond both. */
function Scales({ limits, limit }: { limits: readonly [number, number]; limit: number }) {
  return (
    <Hosted
      class="colour-scales"
      make={(host) => host}
      content={JSON.stringify([limits, limit])}
      show={(host, content) => {
        if (host.dataset.shown === content) return;
        host.dataset.shown = content;
        const errors = colourScale([-limit, limit], 'error');
        host.replaceChildren(colourScale(limits, 'u'), errors, markLegend());
      }}
    />
  );
}
