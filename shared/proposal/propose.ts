import { basename } from 'node:path';
import { count } from '../inventory/report/format.ts';
import { type UnknownSetting, unknownInWords } from '../registry/snapshot/unknown.ts';
import { proposeBaseline } from './baseline.ts';
import { proposeCache } from './cache/rules.ts';
import { documentText } from './document.ts';
import type { RegistryFacts, UnreadFact } from './facts.ts';
import { leftOutOf } from './left-out.ts';
import { proposeNaming } from './naming.ts';
import { partsOf } from './parts.ts';
import { type Section, someOf } from './section.ts';
import { suggestionsFor } from './suggestions.ts';

/** A registry.yml, and how much it says. */
export interface Proposal {
  text: string;
  /** Entries of each block. */
  rules: { cache: number; baseline: number; naming: number };
  /** Repositories that no cache rule fills, and cached ones. */
  repositories: { own: number; cached: number };
  /** Sentences: what the account has and the file does not say. */
  leftOut: string[];
}

/**
 * A registry.yml that describes the registry as it is: `plan` and `baseline` find no drift from it. Rules for tags are
 * inferred, and only report.
 *
 * @param snapshot - The file that the facts are from; default: they are from the account itself.
 * @param unknown - What that file does not say.
 */
export function propose(
  facts: RegistryFacts,
  snapshot?: string,
  unknown: readonly UnknownSetting[] = [],
): Proposal {
  const { own, cached } = partsOf(facts);
  const cache = proposeCache(facts);
  const baseline = proposeBaseline(own);
  const naming = proposeNaming(own);
  const leftOut = [
    ...cache.leftOut,
    ...leftOutOf(facts, { own, cached }),
    ...baseline.leftOut,
    ...naming.leftOut,
    ...notInSnapshots(unknown),
  ];
  const sections = [
    withComment(naming.section, namingComment),
    withComment(baseline.section, baselineComment),
    withComment(cache.section, cacheComment(cached.length)),
  ];
  const text = documentText({
    head: headOf(facts, snapshot),
    sections,
    tail: [...leftOutParagraph(leftOut), ...suggestionsFor(own)],
  });
  return {
    text,
    rules: {
      cache: cache.section.entries.length,
      baseline: baseline.section.entries.length,
      naming: naming.section.entries.length,
    },
    repositories: { own: own.length, cached: cached.length },
    leftOut,
  };
}

const namingComment =
  'Inferred from the tags that are there: a proposal. The first rule whose glob matches the repository applies; ' +
  'action: report changes nothing.';

const baselineComment =
  'The settings that repositories have: with action: report, drift from them is reported. The first rule that ' +
  'matches applies, so exceptions come first.';

function cacheComment(cached: number): string {
  return `The cache rules, which fill ${count(cached, 'repository', 'repositories')}. Secrets are named, never read.`;
}

function withComment(section: Section, comment: string): Section {
  return { ...section, comments: [comment, ...section.comments] };
}

function notInSnapshots(unknown: readonly UnknownSetting[]): string[] {
  if (unknown.length === 0) return [];
  const what = unknownInWords(unknown);
  return [`what the snapshot does not say: ${what}. init on the account itself reads it`];
}

function headOf({ registry, unread }: RegistryFacts, snapshot: string | undefined): string[] {
  const account = registry
    ? `account ${registry.registryId}, region ${registry.region}`
    : 'an account that is unknown';
  const from = snapshot === undefined ? account : `the snapshot ${basename(snapshot)}`;
  const how =
    `Written by ecr-steward init from ${from}. It describes the registry as it is: npx ecr-steward plan and ` +
    'npx ecr-steward baseline find no drift. docs/reference/configuration.md explains every key.';
  return [how, ...unread.map((it) => `COULD NOT BE READ: ${unreadInWords(it)}.`)];
}

/** `the lifecycle policies of a, b and c: access denied: …`. */
export function unreadInWords({ what, repositories, error }: UnreadFact): string {
  const of = repositories.length > 0 ? ` of ${someOf(repositories)}` : '';
  return `${what}${of}: ${error.replace(/\.$/, '')}`;
}

function leftOutParagraph(leftOut: readonly string[]): string[] {
  if (leftOut.length === 0) return [];
  return [['Not in this file:', ...leftOut.map((it) => `- ${it}`)].join('\n')];
}
