/** What verifying a store came to, as text. */

import type { Rerun, Verdict, Verification } from '../study/index.js';

/** The line of something, with what there is to say of it below. */
const entryText = (name: string, why: string | null): string =>
  why === null ? `  ${name}` : `  ${name}\n    ${why}`;

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

function rerunText({ name, verdict, why, slices }: Rerun): string {
  const parts = slices?.map(
    ({ from, until, agrees }) => `${from}–${until}${agrees ? '' : ' differs'}`,
  );
  const told = parts?.length ? [`updates ${parts.join(', ')}`] : [];
  return entryText(
    `${verdict}  ${name}`,
    [...told, ...(why === null ? [] : [why])].join(': ') || null,
  );
}

/** Results that were skipped, by the reason: there may be many. */
function skippedTexts(reruns: readonly Rerun[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, why } of reruns) names.set(why!, [...(names.get(why!) ?? []), name]);
  return [...names].map(([why, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other')}`;
    return entryText(`skipped  ${first}${more}`, why);
  });
}

export function verificationText({ agrees, results, files, reruns, choice }: Verification): string {
  const all = [
    ...results.map(({ name, verdict, why }) => ({ name, verdict, why })),
    ...files.map(({ path, verdict, why }) => ({ name: path, verdict, why })),
  ];
  const those = (verdict: Verdict) => all.filter((one) => one.verdict === verdict);
  const lines: string[] = [];
  const listed = (heading: string, found: readonly { name: string; why: string | null }[]) => {
    if (found.length > 0)
      lines.push(heading, ...found.map(({ name, why }) => entryText(name, why)));
  };
  listed('Damaged:', those('damaged'));
  listed('Unverified (nothing says how it was written):', those('unverified'));
  if (reruns.length > 0) {
    const chosen = choice === null ? '' : ` (chosen by --choice ${choice})`;
    const isSkipped = ({ verdict }: Rerun) => verdict === 'skipped';
    const made = reruns.filter((one) => !isSkipped(one)).map(rerunText);
    lines.push(`Made again${chosen}:`, ...made, ...skippedTexts(reruns.filter(isSkipped)));
  }
  const whole = results.filter(({ verdict }) => verdict === 'whole').length;
  const others = files.filter(({ verdict }) => verdict === 'whole').length;
  const again = reruns.filter(({ verdict }) => verdict === 'agrees').length;
  const tried = reruns.filter(({ verdict }) => verdict !== 'skipped').length;
  lines.push(
    `${whole} of ${counted(results.length, 'result')} and ${others} of ${counted(files.length, 'other file')} are as they were written`,
  );
  if (tried > 0) lines.push(`${again} of ${tried} made again agree to the bit`);
  else if (reruns.length > 0) lines.push('None could be made again here');
  lines.push(agrees ? 'Nothing is damaged, and nothing differs' : 'NOT ALL IS AS IT SHOULD BE');
  return lines.join('\n');
}
