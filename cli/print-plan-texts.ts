import type { CacheChange, PolicyChange, TemplateChange } from '../shared/cache/change.ts';

/** What a change is about beyond its name, in the rest of its line. */
export function detailOf(change: CacheChange): string {
  switch (change.kind) {
    case 'rule':
      return `← ${stateOf(change).upstreamRegistryUrl}`;
    case 'template':
      return `for new repositories: ${settingsOf(change).join(', ')}`;
    case 'policy':
      return principalsOf(change).join(', ');
    case 'repository':
      return '';
  }
}

function stateOf<State>(change: { after: State } | { before: State }): State {
  return 'after' in change ? change.after : change.before;
}

/** What the template settles, by name; every template has a purpose, and most an encryption by AES256. */
function settingsOf(change: TemplateChange): string[] {
  const { description: _, appliedFor, encryption, ...settings } = stateOf(change);
  const own = encryption?.encryptionType === 'AES256' ? [] : ['encryption'];
  return [...Object.keys(settings), ...own];
}

function principalsOf(change: PolicyChange): string[] {
  const { Principal } = stateOf(change);
  const aws = typeof Principal === 'object' ? Reflect.get(Principal ?? {}, 'AWS') : Principal;
  return [aws].flat().filter((each) => typeof each === 'string');
}

const titles: Record<CacheChange['kind'], string> = {
  rule: 'Pull-through cache rules',
  template: 'Templates for new repositories',
  policy: 'Statements of who may pull',
  repository: 'Cached repositories',
};

/** How many changes of each kind there are to make: a line for each kind that has some. */
export function summaryOf(changes: readonly CacheChange[]): string {
  if (changes.length === 0) return 'No pull-through cache rules, declared or not.';
  const lines = Object.entries(titles).flatMap(([kind, title]) => {
    const counted = counts(changes.filter((change) => change.kind === kind));
    return counted.length === 0 ? [] : [`${title}: ${counted.join(', ')}.`];
  });
  if (lines.length === 0) return 'The registry is as registry.yml declares it.';
  return `\n${lines.join('\n')}`;
}

function counts(changes: readonly CacheChange[]): string[] {
  return Object.entries(Object.groupBy(changes, ({ action }) => action))
    .filter(([action]) => action !== 'none')
    .map(([action, found]) => `${found?.length} to ${action}`.replace('to unmanaged', 'unmanaged'));
}
