import type { RepositoryChange } from '../../shared/cache/change.ts';
import { replacedPolicies } from '../../shared/cache/rules/replaced.ts';
import type { TemplateState } from '../../shared/cache/templates/template.ts';
import { previewInWords } from '../../shared/registry/lifecycle/policy-preview.ts';
import type { Statement } from '../../shared/registry/policy/text.ts';
import { inWords } from '../../shared/registry/settings/words.ts';
import type { ScanningState } from '../../shared/registry-settings/scanning.ts';
import type { DeclaredChange } from '../../shared/steward/declared/plan.ts';

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

function statementOf({ Effect, Action, Principal }: Statement): string {
  return `${inWords(Effect)} ${inWords(Action)}: ${inWords(Principal)}`;
}

/**
 * The lines below: the settings of a new template, the reasons, which images would expire, and the policies that are
 * replaced.
 */
export function linesOf(change: DeclaredChange): string[] {
  const { reason } = change;
  if (change.kind === 'rule') return reason ? [reason] : [];
  const reasons = reason?.split('; ') ?? [];
  if (change.kind === 'repository') return [...reasons, ...consequencesOf(change)];
  const isNew = change.kind === 'template' && change.action === 'create';
  return isNew ? [...settingsOf(change.after), ...reasons] : reasons;
}

function consequencesOf(change: RepositoryChange): string[] {
  const { preview } = change;
  const replaced = replacedPolicies(change).map(({ key, text }) => `current ${key}: ${text}`);
  return [...(preview?.state === 'known' ? previewInWords(preview) : []), ...replaced];
}

function stateOf<State>(change: { after: State } | { before: State }): State {
  return 'after' in change ? change.after : change.before;
}

/** Without what all templates of ecr-steward have. */
function settingsOf({ description: _, appliedFor, ...settings }: TemplateState): string[] {
  return Object.entries(settings).map(([key, value]) => `${key}: ${inWords(value)}`);
}

const titles: Record<DeclaredChange['kind'], string> = {
  rule: 'Pull through cache rules',
  template: 'Templates for new repositories',
  policy: 'Statements that allow pulls',
  repository: 'Cached repositories',
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
    const counted = counts(changes.filter((change) => change.kind === kind));
    return counted.length === 0 ? [] : [`${title}: ${counted.join(', ')}.`];
  });
  if (lines.length === 0) return 'No drift: the registry is as registry.yml declares it.';
  return `\n${lines.join('\n')}`;
}

function counts(changes: readonly DeclaredChange[]): string[] {
  const blocked = changes.filter((change) => 'blocked' in change);
  const others = changes.filter((change) => !('blocked' in change));
  const counted = Object.entries(Object.groupBy(others, ({ action }) => action))
    .filter(([action]) => action !== 'none')
    .map(([action, found]) => `${found?.length} to ${action}`.replace('to unmanaged', 'unmanaged'));
  return [...counted, ...(blocked.length > 0 ? [`${blocked.length} that cannot be applied`] : [])];
}
