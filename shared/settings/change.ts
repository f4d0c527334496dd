import { type AnyChange, reasonOf, type Step } from '../changes/step.ts';
import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import { explain } from '../runtime/explain.ts';
import { type Deviation, isToSet, type ToSet } from './deviation.ts';
import type { Observed, ObservedSettings, Unread } from './observe.ts';
import { deviationsOf, ofKeys } from './plan.ts';

/**
 * A change of a repository; of an update, `after` holds only the settings that change. `preview`: what a lifecycle
 * policy among them would do to the images, once ECR has previewed it.
 */
export type RepositoryChange = {
  kind: 'repository';
  repository: string;
  preview?: PolicyPreview;
} & Step<Settings>;

/** A repository without drift: there may be hundreds, so they are counted, not listed. */
export function isPlainRepository(change: AnyChange): boolean {
  return change.kind === 'repository' && change.action === 'none' && change.reason === undefined;
}

/**
 * The changes that bring a repository in line: one, and another one for a lifecycle policy that cannot be put, as that
 * must not stop the rest. What stays is a reason.
 */
export function changesOf(observed: Observed): RepositoryChange[] {
  const { repository, state: before } = observed;
  const base = { kind: 'repository', repository, before } as const;
  const found = deviationsOf(observed);
  const due = found.filter(isToSet);
  const blocked = found.filter(isBlocked);
  const waits = found.find(({ stays, ...it }) => 'preview' in it && it.preview?.state === 'later');
  const kept = found.filter((it) => !isToSet(it) && !isBlocked(it) && it !== waits).map(keptText);
  const waiting = waits ? [`lifecyclePolicy: ${waits.stays}`] : [];
  const previewed = previewOf([...due, ...(waits ? [waits] : [])]);
  const isPlain = due.length === 0 && blocked.length > 0 && kept.length === 0;
  return [
    ...(due.length > 0
      ? [update(base, due, [...due.map(({ text }) => text), ...waiting, ...kept], previewed)]
      : isPlain
        ? []
        : [{ ...base, action: 'none' as const, ...reasonOf([...waiting, ...kept]), ...previewed }]),
    ...blocked.map((it) => ({
      ...update(base, [it], [it.text], previewOf([it])),
      ...(it.stays !== undefined && { blocked: it.stays }),
    })),
  ];
}

/**
 * The changes that bring repositories in line, in the order of names. One that could not be read is blocked.
 *
 * @throws What is not an error of AWS: a defect.
 */
export function changesOfAll({ repositories, unread }: ObservedSettings): RepositoryChange[] {
  const changes = [...repositories.flatMap(changesOf), ...unread.map(unreadChange)];
  return changes.toSorted((a, b) => compare(a.repository, b.repository));
}

/** The same of a plan, with the repositories that are missing. */
export function changesOfPlan(
  plan: ObservedSettings & { missing: Deviation[] },
): RepositoryChange[] {
  const missing = plan.missing.flatMap((it) => (it.setting === 'repository' ? creationOf(it) : []));
  return [...changesOfAll(plan), ...missing].toSorted((a, b) =>
    compare(a.repository, b.repository),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function unreadChange({ repository, error }: Unread): RepositoryChange {
  const problem = explain(error);
  if (problem === undefined) throw error;
  const base = { kind: 'repository', repository, before: {}, after: {} } as const;
  return { ...base, action: 'update', reason: 'could not be read', blocked: problem };
}

/** A deviation as a change of its own. */
export function changeOf(deviation: ToSet): RepositoryChange {
  if (deviation.setting === 'repository') return creationOf(deviation);
  const { repository, setting, text } = deviation;
  const before = beforeOf(deviation);
  const state = before === undefined ? {} : { [setting]: before };
  const base = { kind: 'repository', repository, before: state } as const;
  return update(base, [deviation], [text], previewOf([deviation]));
}

/** What CreateRepository and the calls after it make. */
export function creationOf({
  repository,
  after,
}: Pick<ToSet & { setting: 'repository' }, 'repository' | 'after'>): RepositoryChange {
  return { kind: 'repository', repository, action: 'create', after };
}

/** Of resource tags, those that change: right before, nobody looks at the others. */
function beforeOf(deviation: Exclude<ToSet, { setting: 'repository' }>): unknown {
  if (deviation.setting !== 'resourceTags') return deviation.before;
  return ofKeys(deviation.before, Object.keys(deviation.after));
}

type Base = Pick<RepositoryChange & { before: Settings }, 'kind' | 'repository' | 'before'>;

function update(
  base: Base,
  due: readonly Deviation[],
  reasons: readonly string[],
  preview: { preview?: PolicyPreview },
): RepositoryChange & { action: 'update' } {
  const members = due.flatMap((it) => ('after' in it ? [[it.setting, it.after] as const] : []));
  const after: Settings = Object.fromEntries(members);
  return { ...base, action: 'update', after, reason: reasons.join('; '), ...preview };
}

function previewOf(of: readonly Deviation[]): { preview?: PolicyPreview } {
  const [preview] = of.flatMap((it) => ('preview' in it && it.preview ? it.preview : []));
  return preview ? { preview } : {};
}

/** A lifecycle policy that was previewed and must not be put. */
function isBlocked(it: Deviation): boolean {
  if (it.setting !== 'lifecyclePolicy' || it.stays === undefined) return false;
  return it.preview !== undefined && it.preview.state !== 'later';
}

function keptText(deviation: Deviation): string {
  switch (deviation.setting) {
    case 'lifecyclePolicy':
      return 'lifecyclePolicy: created manually, stays (replaceLifecycle: true replaces it)';
    case 'repositoryPolicy':
      return 'repositoryPolicy: differs, stays (replacePolicy: true replaces it)';
    case 'encryption': {
      const { encryptionType, kmsKey } = deviation.before;
      const key = kmsKey ? ` with ${kmsKey}` : '';
      return `stays encrypted as ${encryptionType}${key}: ECR cannot change that`;
    }
    default:
      return deviation.text;
  }
}
