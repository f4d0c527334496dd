import { upstreams } from '../../config/schema/cache/upstreams.ts';
import type { RegistryCacheRule } from '../../registry/read.ts';
import { isOurs, type TemplateState } from '../../settings/template/template.ts';
import type { RegistryFacts } from '../facts.ts';
import { type Entry, type Section, someOf } from '../section.ts';
import { largest } from './largest.ts';
import { pullersOf } from './pullers.ts';
import { secretOf } from './secret.ts';
import { type Piece, piecesOf, templateOf } from './template.ts';
import { changesNothing, whyInvalid } from './unchanged.ts';

type Rule = Readonly<Record<string, unknown>>;

/** The cache rules as registry.yml says them, and what of them it cannot say. */
export interface ProposedCache {
  section: Section;
  /** Sentences. */
  leftOut: string[];
}

/**
 * The cache rules of the registry with their credentials by the names of the secrets, their templates and pullers: as
 * much of each as changes nothing when it is applied.
 */
export function proposeCache(facts: RegistryFacts): ProposedCache {
  const rules = (facts.rules ?? []).toSorted((a, b) =>
    a.ecrRepositoryPrefix < b.ecrRepositoryPrefix ? -1 : 1,
  );
  const accepted: Rule[] = [];
  const entries: Entry[] = [];
  const leftOut: string[] = [];
  for (const rule of rules) {
    const plain = plainRule(rule);
    const proposed = plain && [...accepted, plain];
    if (
      plain === undefined ||
      proposed === undefined ||
      !changesNothing({ rules: proposed }, facts)
    ) {
      leftOut.push(`${nameOf(rule)}: ${whyNot(plain, facts)}`);
      continue;
    }
    const { value, notes } = withMore(plain, facts);
    accepted.push(value);
    entries.push({ value, comments: notes });
  }
  return { section: { path: ['pullThroughCache', 'rules'], comments: [], entries }, leftOut };
}

function plainRule(rule: RegistryCacheRule): Rule | undefined {
  const upstream = upstreamOf(rule);
  if (upstream === undefined) return undefined;
  const { upstreamRepositoryPrefix: path = 'ROOT', credentialArn, customRoleArn } = rule;
  const needsUrl = upstreams[upstream].url === undefined;
  return {
    prefix: rule.ecrRepositoryPrefix,
    upstream,
    ...(needsUrl && { upstreamRegistryUrl: rule.upstreamRegistryUrl }),
    ...(credentialArn && { credential: secretOf(credentialArn) }),
    ...(customRoleArn && { customRoleArn }),
    ...(path !== 'ROOT' && { upstreamRepositoryPrefix: path }),
  };
}

/** ECR may leave out the name of the upstream: its host then says which it is. */
function upstreamOf({ upstreamRegistry, upstreamRegistryUrl: url }: RegistryCacheRule) {
  const names = Object.keys(upstreams) as (keyof typeof upstreams)[];
  const named = names.find((name) => name === upstreamRegistry);
  const byHost = names.find((name) => upstreams[name].url === url);
  if (named ?? byHost) return named ?? byHost;
  if (url.endsWith('.azurecr.io')) return 'azure-container-registry';
  return /\.dkr[.-]ecr\./.test(url) ? 'ecr' : undefined;
}

/** The rule with its settings and pullers, as far as they change nothing. */
function withMore(plain: Rule, facts: RegistryFacts): { value: Rule; notes: string[] } {
  const prefix = String(plain.prefix);
  const pullers = pullersOf(prefix, facts.policy);
  const withPullers = pullers ? { ...plain, pullers } : plain;
  const base = changesNothing({ rules: [withPullers] }, facts) ? withPullers : plain;
  const template = templateOf(prefix, facts.templates);
  if (template === undefined) return { value: base, notes: [] };
  const pieces = piecesOf(template);
  const kept = largest(pieces, (some) =>
    changesNothing({ rules: [withSettings(base, some)] }, facts),
  );
  const value = withSettings(base, kept);
  return { value, notes: notesOn({ template, pieces, kept }) };
}

function withSettings(rule: Rule, pieces: readonly Piece[]): Rule {
  if (pieces.length === 0) return rule;
  const { pullers, ...others } = rule;
  return { ...others, repositories: Object.assign({}, ...pieces), ...(pullers ? { pullers } : {}) };
}

interface Settings {
  template: TemplateState;
  pieces: readonly Piece[];
  kept: readonly Piece[];
}

/** What stands above a rule whose template, or whose repositories, differ from what the file says. */
function notesOn({ template, pieces, kept }: Settings): string[] {
  const hasWords = pieces.some((it) => 'lifecycle' in it || 'lifecyclePolicy' in it);
  const left = [
    ...(template.lifecyclePolicy !== undefined && !hasWords ? ['lifecycle'] : []),
    ...pieces.filter((it) => !kept.includes(it)).flatMap((it) => Object.keys(it)),
  ];
  const ours = isOurs(template);
  if (left.length === 0) return [];
  const what = someOf(left, 6);
  const why = 'as its cached repositories differ in it, or registry.yml cannot say it';
  return [
    `Not declared: ${what} of its repository creation template${ours ? ', which ecr-steward made' : ''}, ${why}.`,
  ];
}

function nameOf({ ecrRepositoryPrefix: prefix, upstreamRegistryUrl: url }: RegistryCacheRule) {
  return `the cache rule ${prefix} for ${url}`;
}

/** Why registry.yml cannot declare a rule. */
function whyNot(rule: Rule | undefined, facts: RegistryFacts): string {
  if (rule === undefined) return 'registry.yml does not know this upstream';
  const wrong = whyInvalid({ rules: [rule] });
  if (wrong) return `registry.yml cannot declare it: ${wrong}`;
  return changesNothing({ rules: [rule] }, facts)
    ? 'registry.yml cannot declare it beside the others'
    : 'registry.yml cannot say it without a change';
}
