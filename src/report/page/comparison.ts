/** Two studies held against each other, experiment by experiment. */

import { computePvaluesAgainstBest } from '../../study/index.js';
import { Table } from '../../tables/index.js';
import { type Section, type Spread, spreadOf } from './sections.js';

/** An experiment that both studies have. */
export interface Pair {
  readonly scenario: string;
  readonly kwargs: string;
  /** Network, training and task. */
  readonly label: string;
  readonly here: Spread;
  readonly there: Spread;
  /** Of the medians, here by there. */
  readonly ratio: number;
  /** Of the Mann-Whitney test. */
  readonly pValue: number;
  /** Whether the quartiles of the two do not touch. */
  readonly moved: boolean;
}

export interface Comparison {
  /** The folder of the other study. */
  readonly other: string;
  readonly pairs: readonly Pair[];
  /** Experiments that one study has alone. */
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
  /** The other's section for one of ours. */
  sectionFor(section: Section): Section | undefined;
}

interface Sample {
  readonly scenario: string;
  readonly kwargs: string;
  readonly label: string;
  readonly values: readonly number[];
}

const idOf = (section: Section): string =>
  JSON.stringify([section.scenario, section.kwargs, section.scoreText]);

/** The scores of a study, by experiment. */
function samplesOf(sections: readonly Section[]): Map<string, Sample> {
  const samples = new Map<string, Sample>();
  for (const section of sections) {
    const { scores, scenario, kwargs } = section;
    const values = scores.numbers('score');
    const [nets, trains, tasks] = ['net', 'train', 'task'].map((name) => scores.texts(name));
    for (const [row, net] of nets!.entries()) {
      const task = tasks![row]!;
      const label = [net, trains![row]!, ...(task === 'predict' ? [] : [task])].join(', ');
      const id = JSON.stringify([idOf(section), label]);
      const known = samples.get(id) ?? { scenario, kwargs, label, values: [] };
      samples.set(id, { ...known, values: [...known.values, values[row]!] });
    }
  }
  return samples;
}

/** Whether two spreads do not touch, or one has numbers and the other none. */
function areApart(a: Spread, b: Spread): boolean {
  if (a.seeds === 0 || b.seeds === 0) return a.seeds !== b.seeds;
  return a.high < b.low || b.high < a.low;
}

async function pValueOf(here: readonly number[], there: readonly number[]): Promise<number> {
  const table = new Table([
    ['all', { type: 'text', values: [...here, ...there].map(() => '') }],
    ['study', { type: 'int', values: [...here.map(() => 0), ...there.map(() => 1)] }],
    ['score', { type: 'float', values: Float64Array.from([...here, ...there]) }],
  ]);
  const tests = await computePvaluesAgainstBest(table, {
    ...{ groupingCols: 'all', sortingCols: 'study', valueCol: 'score' },
    ...{ performanceIndicator: 'median', test: 'mann-whitney' },
  });
  // The best against itself has 1.
  return Array.from(tests.numbers('p_value')).reduce((a, b) => Math.min(a, b), 1);
}

/** Compares scores of one kind. Those that moved come first, the largest move first. */
export async function compare(
  here: readonly Section[],
  there: readonly Section[],
  other: string,
): Promise<Comparison> {
  const [ours, others] = [samplesOf(here), samplesOf(there)];
  const pairs: Pair[] = [];
  for (const [id, { scenario, kwargs, label, values }] of ours) {
    const match = others.get(id);
    if (match === undefined) continue;
    const [own, theirs] = [spreadOf(values), spreadOf(match.values)];
    pairs.push({
      ...{ scenario, kwargs, label, here: own, there: theirs },
      ratio: own.middle === theirs.middle ? 1 : own.middle / theirs.middle,
      pValue: await pValueOf(values, match.values),
      moved: areApart(own, theirs),
    });
  }
  const distance = ({ moved, ratio }: Pair) => {
    const size = Math.abs(Math.log(ratio));
    return (moved ? 1e6 : 0) + (Number.isFinite(size) ? size : 1e5);
  };
  const alone = (mine: Map<string, Sample>, theirs: Map<string, Sample>) =>
    [...mine]
      .filter(([id]) => !theirs.has(id))
      .map(([, { scenario, kwargs, label }]) => `${scenario} ${kwargs} ${label}`);
  const byId = new Map(there.map((section) => [idOf(section), section]));
  return {
    other,
    pairs: pairs.sort((a, b) => distance(b) - distance(a)),
    onlyHere: alone(ours, others),
    onlyThere: alone(others, ours),
    sectionFor: (section) => byId.get(idOf(section)),
  };
}
