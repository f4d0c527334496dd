import { type Reason, reasons } from '../../../shared/retention/plan/reasons.ts';
import type {
  PlannedRegistry,
  PlannedRepository,
} from '../../../shared/retention/plan-registry.ts';
import { totalsByOwner } from '../../../shared/retention/plan-registry.ts';
import {
  dollarsOf,
  inWords,
  nothing,
  type Prices,
  sum,
  type Totals,
} from '../../../shared/retention/totals.ts';
import { figure, paint, print } from '../print.ts';

/** Tags shown of a repository; --json has all. */
const MOST_TAGS = 10;

const verbs = { report: 'reported', archive: 'archived', delete: 'deleted' } as const;

/** Prints per repository what would go, and why the others stay; then what each owner would save. */
export function printRetention(planned: PlannedRegistry, prices: Prices): void {
  const { repositories, without, unknown } = planned;
  for (const each of repositories) printRepository(each, prices);
  if (repositories.length > 0) print();
  for (const [owner, { before, goes }] of totalsByOwner(repositories)) {
    const who = owner === undefined ? 'Without an owner' : `Owner ${owner}`;
    print(`${who}: ${inWords(goes, prices)}; of ${inWords(before, prices)}`);
  }
  const { before, goes } = allOf(repositories);
  const count =
    repositories.length === 1 ? '1 repository' : `${figure(repositories.length)} repositories`;
  print(`${count} with a rule, ${figure(without)} without.`);
  print(`In all: ${inWords(goes, prices)}; of ${inWords(before, prices)}.`);
  for (const { source, why } of unknown) {
    print(`Nothing is archived or deleted as long as it is not known what ${source} runs: ${why}`);
  }
}

function printRepository(planned: PlannedRepository, prices: Prices): void {
  const { repository, rule, selected, goes, kept, doubts } = planned;
  const done = `would be ${verbs[rule.action]}`;
  const what = selected.length === 0 ? 'all images stay' : `${inWords(goes, prices)} ${done}`;
  print(`${paint('bold', repository)}: ${what} ${paint('dim', `(rule: ${rule.name})`)}`);
  const tags = selected.flatMap(({ images }) => images.flatMap(({ imageTags = [] }) => imageTags));
  const untagged = selected.filter(({ images }) => !images.some(hasTag)).length;
  const more = tags.length - MOST_TAGS;
  if (tags.length > 0) {
    print(
      `  tags: ${tags.slice(0, MOST_TAGS).join(', ')}${more > 0 ? ` and ${figure(more)} more` : ''}`,
    );
  }
  if (untagged > 0) print(`  without a tag: ${figure(untagged)}`);
  for (const [reason, count] of Object.entries(kept) as [Reason, number][]) {
    print(`  ${count === 1 ? '1 stays' : `${figure(count)} stay`}: ${reasons[reason]}`);
  }
  for (const doubt of doubts) print(`  ${paint('yellow', 'not done')}: ${doubt}`);
}

function hasTag({ imageTags: [tag] = [] }: { imageTags?: readonly string[] | undefined }): boolean {
  return tag !== undefined;
}

/** The whole plan, with sizes in bytes and dollars a month. */
export function retentionJson(planned: PlannedRegistry, prices: Prices): object {
  const sized = (totals: Totals) => ({ ...totals, dollarsPerMonth: dollarsOf(totals, prices) });
  const { before, goes } = allOf(planned.repositories);
  return {
    repositories: planned.repositories.map(({ selected, before, goes, rule, ...rest }) => ({
      ...{ ...rest, rule: rule.name, action: rule.action },
      ...{ before: sized(before), goes: sized(goes) },
      selected: selected.map(({ root, images }) => ({
        digest: root,
        images: images.map(({ imageDigest: digest, imageTags: tags = [], bytes }) => ({
          ...{ digest, tags, bytes },
        })),
      })),
    })),
    owners: [...totalsByOwner(planned.repositories)].map(([owner, totals]) => ({
      ...{ owner: owner ?? null, before: sized(totals.before), goes: sized(totals.goes) },
    })),
    ...{ before: sized(before), goes: sized(goes) },
    ...{ without: planned.without, unknown: planned.unknown },
  };
}

function allOf(planned: readonly PlannedRepository[]): { before: Totals; goes: Totals } {
  return {
    before: planned.map((it) => it.before).reduce(sum, nothing),
    goes: planned.map((it) => it.goes).reduce(sum, nothing),
  };
}
