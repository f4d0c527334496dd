import { count } from '../../../shared/inventory/report/format.ts';
import type { Missing, RegistryFacts } from '../../../shared/proposal/facts.ts';
import { type Proposal, unreadInWords } from '../../../shared/proposal/propose.ts';
import { someOf } from '../../../shared/proposal/section.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { paint, print, printAside, printJson, visible } from '../print.ts';

/** Prints what was written, and what of the registry is not in it. */
export function printProposal(
  { rules, repositories, leftOut }: Proposal,
  { unread }: RegistryFacts,
  options: GlobalOptions,
): void {
  const { config: file, json } = options;
  if (json) {
    printJson({ file, written: true, rules, repositories, leftOut, unread });
    return;
  }
  print(`${paint('green', 'written')} ${file}: ${inWords(rules)}`);
  print(
    `from ${count(repositories.own, 'repository', 'repositories')} and ` +
      `${count(repositories.cached, 'cached repository', 'cached repositories')}.`,
  );
  if (leftOut.length > 0) print('Not in this file:');
  for (const line of leftOut) print(`  ${visible(line)}`);
  print(asTyped('Next: npx ecr-steward check', options));
}

function inWords(rules: Proposal['rules']): string {
  const counted = [
    rules.cache > 0 ? count(rules.cache, 'cache rule') : '',
    rules.templates > 0 ? count(rules.templates, 'creation template') : '',
    rules.repositories > 0
      ? `${count(rules.repositories, 'entry', 'entries')} for repositories`
      : '',
    rules.naming > 0 ? `${count(rules.naming, 'rule')} for tags` : '',
    rules.registry > 0 ? `${count(rules.registry, 'setting')} of the registry` : '',
  ].filter((it) => it !== '');
  return counted.length > 0 ? counted.join(', ') : 'comments only';
}

/** Prints what the registry has and the file has not. */
export function printMissing(
  missing: readonly Missing[],
  { unread }: RegistryFacts,
  { config: file, json }: GlobalOptions,
): void {
  if (json) {
    printJson({ file, written: false, missing, unread });
    return;
  }
  print(`${file} exists and stays as it is (--force replaces it).`);
  for (const { key, what, names } of missing) {
    print(`  ${paint('yellow', `${key}: has no`)} ${what}: ${someOf(names)}`);
  }
  if (missing.length === 0) print('The registry has nothing that it does not declare.');
}

/** On stderr: what AWS refused. */
export function printUnread(unread: RegistryFacts['unread']): void {
  for (const each of unread) printAside(`error: could not be read: ${unreadInWords(each)}`);
}
