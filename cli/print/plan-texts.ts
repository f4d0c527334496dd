import { replacedPolicies } from '../../shared/cache/rules/replaced.ts';
import { previewInWords } from '../../shared/registry/lifecycle/policy-preview.ts';
import type { Settings } from '../../shared/registry/settings/repository-settings.ts';
import { inWords } from '../../shared/registry/settings/words.ts';
import type { RepositoryChange } from '../../shared/settings/change.ts';
import type { TemplateState } from '../../shared/settings/template/template.ts';
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
    case 'repository':
      return '';
  }
}

/**
 * The lines below: the settings of a new template, the reasons, which images would expire, and the policies that are
 * replaced.
 */
export function linesOf(change: DeclaredChange): string[] {
  const { reason } = change;
  if (change.kind === 'rule') return reason ? [reason] : [];
  const reasons = reason?.split('; ') ?? [];
  if (change.kind === 'repository') {
    const settings = change.action === 'create' ? settingsOf(change.after) : [];
    return [...settings, ...reasons, ...consequencesOf(change)];
  }
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
function settingsOf({
  description: _,
  appliedFor,
  ...settings
}: Partial<TemplateState> & Settings): string[] {
  return Object.entries(settings).map(([key, value]) => `${key}: ${inWords(value)}`);
}

const titles: Record<DeclaredChange['kind'] | 'declared', string> = {
  rule: 'Pull through cache rules',
  template: 'Templates for new repositories',
  policy: 'Statements that allow pulls',
  repository: 'Cached repositories',
  declared: 'Repositories',
};

/** The number of changes, a line for each kind that has some. */
export function summaryOf(changes: readonly DeclaredChange[]): string {
  if (changes.length === 0) return 'No pull through cache rules, declared or not.';
  const lines = Object.entries(titles).flatMap(([kind, title]) => {
    const counted = counts(changes.filter((change) => titleOf(change) === kind));
    return counted.length === 0 ? [] : [`${title}: ${counted.join(', ')}.`];
  });
  if (lines.length === 0) return 'No drift: the registry is as registry.yml declares it.';
  return `\n${lines.join('\n')}`;
}

function titleOf(change: DeclaredChange): keyof typeof titles {
  return 'prefix' in change ? change.kind : 'declared';
}

function counts(changes: readonly DeclaredChange[]): string[] {
  const blocked = changes.filter((change) => 'blocked' in change);
  const others = changes.filter((change) => !('blocked' in change));
  const counted = Object.entries(Object.groupBy(others, ({ action }) => action))
    .filter(([action]) => action !== 'none')
    .map(([action, found]) => `${found?.length} to ${action}`.replace('to unmanaged', 'unmanaged'));
  return [...counted, ...(blocked.length > 0 ? [`${blocked.length} that cannot be applied`] : [])];
}
