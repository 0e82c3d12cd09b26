/** The charts of the public API: their options, checked, and what they mean. */

import { type Floats, float64Of, type NdArray } from '../arrays.js';
import {
  COUNT,
  check,
  checkNdArray,
  checkOptions,
  NAMES,
  OBJECT,
  oneOf,
  POSITIVE,
  type Rule,
  type Rules,
  range,
  required,
  TEXT,
  TEXTS,
  wholeFrom,
} from '../checks.js';
import type {
  CostOptions,
  CurveOptions,
  MetricOptions,
  SampleRolloutOptions,
} from '../drawing/index.js';
import { UserError } from '../errors.js';
import type { HostSvgElement } from '../host-types.js';
import { TABLE, type Table } from '../tables/index.js';
import { costChart } from './cost-chart.js';
import { lineChart } from './line-chart.js';
import { rolloutChart } from './rollout-chart.js';

const CHART: Rules = { title: TEXT, width: POSITIVE, document: OBJECT };
const LABELLED: Rules = { ...CHART, hue: NAMES, labels: TEXTS, height: POSITIVE };
const LIMITS: Rule = {
  allowed: '[low, high], two finite numbers with low < high',
  fits: (value) => range().fits(value) && (value as number[])[0]! < (value as number[])[1]!,
};
const CURVES: Rules = { ...LABELLED, scale: oneOf('log', 'linear'), yLim: LIMITS };
const METRICS: Rules = { ...CURVES, value: TEXT };
const COST: Rules = { ...LABELLED, cost: required(TEXT), value: TEXT };
const ROLLOUT: Rules = {
  ...CHART,
  ...{ reference: OBJECT, vlim: LIMITS, channel: wholeFrom(0), frames: COUNT },
};

async function curves(
  table: Table,
  x: string,
  y: string,
  { scale = 'log', yLim, ...options }: CurveOptions,
): Promise<HostSvgElement> {
  if (scale === 'log' && yLim !== undefined && yLim[0] <= 0) {
    throw new UserError(`yLim of a logarithmic axis must begin above 0, not at ${yLim[0]}`);
  }
  return lineChart(table, { ...options, x, y, scale, yLim });
}

export async function drawLoss(table: Table, options: CurveOptions = {}): Promise<HostSvgElement> {
  check('table', table, TABLE);
  checkOptions('chart', options, CURVES);
  return curves(table, 'update_step', 'train_loss', options);
}

export async function drawMetrics(
  table: Table,
  options: MetricOptions = {},
): Promise<HostSvgElement> {
  check('table', table, TABLE);
  checkOptions('chart', options, METRICS);
  const { value = 'mean_nRMSE', ...rest } = options;
  return curves(table, 'time_step', value, rest);
}

export async function drawCost(table: Table, options: CostOptions): Promise<HostSvgElement> {
  check('table', table, TABLE);
  checkOptions('chart', options, COST);
  return costChart(table, options);
}

export async function drawSampleRollout(
  rollout: NdArray<Floats>,
  options: SampleRolloutOptions = {},
): Promise<HostSvgElement> {
  checkOptions('chart', options, ROLLOUT);
  const { reference, channel = 0 } = options;
  checkTrajectory('the rollout', rollout);
  if (reference !== undefined) {
    checkTrajectory('the reference', reference);
    if (String(reference.shape) !== String(rollout.shape)) {
      const [own, other] = [rollout, reference].map(({ shape }) => `[${shape.join(', ')}]`);
      throw new UserError(`the reference has the shape ${other}, and the rollout ${own}`);
    }
  }
  const channels = rollout.shape[1]!;
  check('channel', channel, wholeFrom(0, channels - 1));
  return rolloutChart(float64Of(rollout), options);
}

function checkTrajectory(what: string, array: NdArray<Floats>): void {
  checkNdArray(what, array);
  const { shape } = array;
  const space = shape.slice(2);
  if (space.length >= 1 && space.length <= 3 && space.every((extent) => extent === space[0]))
    return;
  throw new UserError(
    `${what} must be [states, channels, ...space] with 1 to 3 equal axes of space, ` +
      `not [${shape.join(', ')}]`,
  );
}
