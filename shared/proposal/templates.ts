import { OWNER_PREFIX } from '../actions/owner.ts';
import { isSamePrefix } from '../config/schema/prefix.ts';
import type { RegistryTemplate } from '../registry/read.ts';
import { isOurs, observedTemplate } from '../settings/template/template.ts';
import { largest } from './cache/largest.ts';
import { type Piece, piecesOf } from './cache/template.ts';
import { changesNothing } from './cache/unchanged.ts';
import type { RegistryFacts } from './facts.ts';
import { type Entry, type Section, someOf } from './section.ts';

/** Templates that no cache rule creates repositories by, and what of them is not declared. */
export interface ProposedTemplates {
  section: Section;
  /** Sentences. */
  leftOut: string[];
}

/** The templates for pushes and copies: as much of each as changes nothing when it is applied. */
export function proposeTemplates(facts: RegistryFacts): ProposedTemplates {
  const others = facts.templates
    .filter((template) => !isOfRule(template, facts))
    .toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const entries: Entry[] = [];
  const unsaid: string[] = [];
  for (const template of others) {
    const entry = entryOf(template, facts);
    if (entry) entries.push(entry);
    else unsaid.push(template.prefix);
  }
  return {
    section: { path: ['creationTemplates'], comments: [], entries },
    leftOut: inWords(unsaid),
  };
}

/** The mark of the owner is no template of a person. Where the cache rules are unknown, any may be one of theirs. */
function isOfRule(
  { prefix, appliedFor = [] }: RegistryTemplate,
  { rules }: RegistryFacts,
): boolean {
  if (prefix === OWNER_PREFIX) return true;
  if (!appliedFor.includes('PULL_THROUGH_CACHE')) return false;
  return rules === undefined || rules.some((it) => isSamePrefix(it.ecrRepositoryPrefix, prefix));
}

function entryOf(template: RegistryTemplate, facts: RegistryFacts): Entry | undefined {
  const state = observedTemplate(template);
  const pieces = piecesOf(state);
  const saying = (some: readonly Piece[]) => ({
    prefix: template.prefix,
    appliedFor: [...state.appliedFor].sort(),
    ...Object.assign({}, ...some),
    ...(!isOurs(state) && { takeOver: true }),
  });
  const kept = largest(pieces, (some) =>
    changesNothing({ creationTemplates: [saying(some)] }, facts),
  );
  if (kept.length === 0) return undefined;
  const left = pieces.filter((it) => !kept.includes(it)).flatMap((it) => Object.keys(it));
  const note = `Not declared: ${someOf(left, 6)}, which registry.yml cannot say.`;
  return { value: saying(kept), comments: left.length > 0 ? [note] : [] };
}

function inWords(prefixes: readonly string[]): string[] {
  if (prefixes.length === 0) return [];
  const what = prefixes.length === 1 ? 'template' : 'templates';
  return [
    `the repository creation ${what} ${someOf(prefixes)}: registry.yml cannot say them without a change`,
  ];
}
