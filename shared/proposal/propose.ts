import { basename } from 'node:path';
import { count } from '../inventory/report/format.ts';
import { type UnknownSetting, unknownInWords } from '../registry/snapshot/unknown.ts';
import { proposeCache } from './cache/rules.ts';
import { documentText } from './document.ts';
import type { RegistryFacts, UnreadFact } from './facts.ts';
import { proposeNaming } from './naming.ts';
import { partsOf, unknownOnes } from './parts.ts';
import { proposeRegistry } from './registry/propose.ts';
import { proposeRepositories } from './repositories/propose.ts';
import { type Section, someOf } from './section.ts';
import { suggestionsFor } from './suggestions.ts';
import { proposeTemplates } from './templates.ts';

/** A registry.yml, and how much it says. */
export interface Proposal {
  text: string;
  /** Entries of each block. */
  rules: {
    cache: number;
    templates: number;
    repositories: number;
    naming: number;
    registry: number;
  };
  /** Repositories that no cache rule fills, and cached ones. */
  repositories: { own: number; cached: number };
  /** Sentences: what the account has and the file does not say. */
  leftOut: string[];
}

/**
 * A registry.yml that describes the registry as it is: `plan` finds no drift from it. Rules for tags are
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
  const templates = proposeTemplates(facts);
  const settings = proposeRepositories(own);
  const naming = proposeNaming(own);
  const registry = proposeRegistry(facts);
  const leftOut = [
    ...cache.leftOut,
    ...unknownOnes(facts),
    ...settings.leftOut,
    ...templates.leftOut,
    ...registry.leftOut,
    ...naming.leftOut,
    ...notInSnapshots(unknown),
  ];
  const sections = [
    withComment(naming.section, namingComment),
    withComment(settings.section, repositoriesComment),
    withComment(cache.section, cacheComment(cached.length)),
    withComment(templates.section, templatesComment),
    withComment(registry.section, registryComment),
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
      templates: templates.section.entries.length,
      repositories: settings.section.entries.length,
      naming: naming.section.entries.length,
      registry: registry.section.members.length,
    },
    repositories: { own: own.length, cached: cached.length },
    leftOut,
  };
}

const namingComment =
  'Inferred from the tags that are there: a proposal. The first rule whose glob matches the repository applies; ' +
  'action: report changes nothing.';

const repositoriesComment =
  'The settings that repositories have. The first entry that matches applies, alone, so exceptions come first. A ' +
  'repository that is named has to be there. Drift is reported until you allow that it is corrected ' +
  '(npx ecr-steward allow repositories).';

const templatesComment =
  'The settings of repositories that ECR creates for a push or a copy. takeOver: the template was created manually.';

const registryComment =
  'The settings of the registry that differ from those of a new one. What is not here is not checked.';

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
    `Written by ecr-steward init from ${from}. It describes the registry as it is: npx ecr-steward plan ` +
    'finds no drift. docs/reference/configuration.md explains every key.';
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
