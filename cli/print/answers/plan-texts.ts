import { replacedPolicies } from '../../../shared/cache/rules/replaced.ts';
import { previewInWords } from '../../../shared/registry/lifecycle/policy-preview.ts';
import type { Statement } from '../../../shared/registry/policy/text.ts';
import type { Settings } from '../../../shared/registry/settings/repository-settings.ts';
import { inWords } from '../../../shared/registry/settings/words.ts';
import type { ScanningState } from '../../../shared/registry-settings/scanning.ts';
import type { SigningRule } from '../../../shared/registry-settings/signing.ts';
import type { RepositoryChange } from '../../../shared/settings/change.ts';
import type { TemplateState } from '../../../shared/settings/template/template.ts';
import { nameOf } from '../../../shared/steward/declared/kinds.ts';
import type { DeclaredChange } from '../../../shared/steward/declared/plan.ts';
import { type ChangedDocument, documentsOf } from '../documents.ts';

/** What follows the name of a change in its line. */
export function detailOf(change: DeclaredChange): string {
  switch (change.kind) {
    case 'rule':
      return `← ${stateOf(change).upstreamRegistryUrl}`;
    case 'template':
      return 'for new repositories';
    case 'policy':
      return `may pull: ${inWords(stateOf(change).Principal)}`;
    case 'scanning':
      return scanningOf(stateOf(change));
    case 'signing':
      return stateOf(change).rules.map(signingOf).join('; ');
    case 'backfill':
      return `images of ${namesWith(stateOf(change).prefixes)} from before`;
    case 'account':
      return stateOf(change).value;
    case 'statement':
      return statementOf(stateOf(change));
    default:
      return '';
  }
}

function scanningOf({ scanType, filters }: ScanningState): string {
  const rules = Object.entries(filters).map(([key, value]) => `${key} of ${inWords(value)}`);
  return [scanType, ...rules].join(', ');
}

function signingOf({ signingProfileArn, filters }: SigningRule): string {
  const profile = signingProfileArn.split('/').at(-1) ?? '';
  return `${profile} for ${filters.length > 0 ? filters.join(', ') : 'all repositories'}`;
}

function namesWith(prefixes: readonly string[]): string {
  return prefixes.length > 0 ? prefixes.map((it) => `${it}*`).join(', ') : 'all repositories';
}

/** `Deny all but ecr:BatchGetImage: all but arn:aws:iam::111122223333:root`. */
function statementOf(statement: Statement): string {
  const { Effect, Action, NotAction, Principal, NotPrincipal } = statement;
  const what = NotAction === undefined ? inWords(Action) : `all but ${inWords(NotAction)}`;
  const who = NotPrincipal === undefined ? inWords(Principal) : `all but ${inWords(NotPrincipal)}`;
  return `${inWords(Effect)} ${what}: ${who}`;
}

/**
 * The lines below: the settings of a new template, the reasons, which images would expire, and the policies that are
 * replaced.
 */
export function linesOf(change: DeclaredChange): string[] {
  const replaced = change.kind === 'repository' ? replacedPolicies(change) : [];
  return [...reasonsOf(change), ...replaced.map(({ key, text }) => `current ${key}: ${text}`)];
}

function reasonsOf(change: DeclaredChange): string[] {
  const { reason } = change;
  const isOne = change.kind === 'rule' || change.action === 'unmanaged';
  if (isOne) return reason ? [reason] : [];
  const reasons = reason?.split('; ') ?? [];
  if (change.kind === 'repository') {
    const settings = change.action === 'create' ? settingsOf(change.after) : [];
    return [...settings, ...reasons, ...consequencesOf(change)];
  }
  const isNew = change.kind === 'template' && change.action === 'create';
  return isNew ? [...settingsOf(change.after), ...reasons] : reasons;
}

function consequencesOf({ preview }: RepositoryChange): string[] {
  return preview?.state === 'known' ? previewInWords(preview) : [];
}

/** A change without what is particular to its kind: what a table of changes shows. */
export interface ChangeRow {
  /** `cache rule` */
  kind: string;
  name: string;
  action: DeclaredChange['action'];
  reasons: readonly string[];
  /** Why it cannot be applied now. */
  blocked?: string;
  documents: readonly ChangedDocument[];
}

export function rowOf(change: DeclaredChange): ChangeRow {
  const { kind, action } = change;
  const blocked = 'blocked' in change ? change.blocked : undefined;
  return {
    kind: kinds[kind],
    name: nameOf(change),
    action,
    reasons: [detailOf(change), ...reasonsOf(change)].filter((it) => it !== ''),
    ...(blocked !== undefined && { blocked }),
    documents: action === 'none' || action === 'unmanaged' ? [] : documentsOf(...statesOf(change)),
  };
}

/** What the change compares. Of a repository, `after` has only the settings that change. */
function statesOf(change: DeclaredChange): [before: object, after: object] {
  if (change.kind === 'unread') return [{}, {}];
  const before = 'before' in change ? change.before : {};
  const after = 'after' in change ? change.after : {};
  if (change.kind === 'policy' || change.kind === 'statement')
    return [{ statement: before }, { statement: after }];
  if (change.kind !== 'repository') return [before, after];
  const changed = Object.entries(before).filter(([key]) => key in after);
  return [Object.fromEntries(changed), after];
}

const kinds: Record<DeclaredChange['kind'], string> = {
  rule: 'cache rule',
  template: 'template',
  policy: 'statement',
  repository: 'repository',
  scanning: 'setting of the registry',
  replication: 'setting of the registry',
  backfill: 'replication backfill',
  signing: 'setting of the registry',
  exclusion: 'pull time exclusion',
  account: 'account setting',
  statement: 'statement',
  unread: 'setting of the registry',
};

function stateOf<State>(change: { after: State } | { before: State }): State {
  return 'after' in change ? change.after : change.before;
}

/** Without what all templates of cache rules have. */
function settingsOf({
  description: _,
  appliedFor,
  ...settings
}: Partial<TemplateState> & Settings): string[] {
  const all = { ...(appliedFor?.join() !== 'PULL_THROUGH_CACHE' && { appliedFor }), ...settings };
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${inWords(value)}`);
}

const titles: Record<DeclaredChange['kind'] | 'declared', string> = {
  rule: 'Pull through cache rules',
  template: 'Templates for new repositories',
  policy: 'Statements that allow pulls',
  repository: 'Cached repositories',
  declared: 'Repositories',
  scanning: 'Scanning of the registry',
  replication: 'Replication',
  backfill: 'Replication of earlier images',
  signing: 'Signing of images',
  exclusion: 'Pull time update exclusions',
  account: 'Account settings',
  statement: 'Statements of the registry policy',
  unread: 'Settings that could not be read',
};

/** The number of changes, a line for each kind that has some. */
export function summaryOf(changes: readonly DeclaredChange[]): string {
  if (changes.length === 0)
    return 'No pull through cache rules, declared or not, and no setting of the registry declared.';
  const lines = Object.entries(titles).flatMap(([kind, title]) => {
    const counted = counts(changes.filter((change) => titleOf(change) === kind));
    return counted.length === 0 ? [] : [`${title}: ${counted.join(', ')}.`];
  });
  if (lines.length === 0) return 'No drift: the registry is as registry.yml declares it.';
  return `\n${lines.join('\n')}`;
}

function titleOf(change: DeclaredChange): keyof typeof titles {
  return change.kind === 'repository' && !('prefix' in change) ? 'declared' : change.kind;
}

function counts(changes: readonly DeclaredChange[]): string[] {
  const blocked = changes.filter((change) => 'blocked' in change);
  const others = changes.filter((change) => !('blocked' in change));
  const counted = Object.entries(Object.groupBy(others, ({ action }) => action))
    .filter(([action]) => action !== 'none')
    .map(([action, found]) => `${found?.length} to ${action}`.replace('to unmanaged', 'unmanaged'));
  return [...counted, ...(blocked.length > 0 ? [`${blocked.length} that cannot be applied`] : [])];
}
