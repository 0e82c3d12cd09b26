/** Two studies held against each other, experiment by experiment. */

import { computePvaluesAgainstBest } from '../../study/index.js';
import { Table } from '../../tables/index.js';
import { type Section, spreadOf } from './sections.js';
import type { Comparison, Pair, Spread } from './types.js';

interface Sample {
  readonly scenario: string;
  readonly kwargs: string;
  readonly label: string;
  readonly values: readonly number[];
}

/** What a section has in common with its counterpart in another study. */
export const idOf = (section: Section): string =>
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

/** How two spreads that do not touch lie to each other; without any number is worst. */
function moveOf(here: Spread, there: Spread): Pair['moved'] {
  if (here.seeds === 0 || there.seeds === 0) {
    if (here.seeds === there.seeds) return undefined;
    return here.seeds === 0 ? 'worse' : 'better';
  }
  if (here.high < there.low) return 'better';
  return there.high < here.low ? 'worse' : undefined;
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
      moved: moveOf(own, theirs),
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
  return {
    other,
    pairs: pairs.sort((a, b) => distance(b) - distance(a)),
    onlyHere: alone(ours, others),
    onlyThere: alone(others, ours),
  };
}
