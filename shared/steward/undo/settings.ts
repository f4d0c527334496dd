import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Action } from '../../actions/action.ts';
import type { Entry } from '../../actions/audit-log.ts';
import type { Work } from '../../actions/gate.ts';
import {
  affectedImages,
  lossOf,
  previewInWords,
  staysBecause,
} from '../../registry/lifecycle/policy-preview.ts';
import { previewPolicy } from '../../registry/lifecycle/preview.ts';
import { type RegistryRepository, repository as readRepository } from '../../registry/read.ts';
import { denies } from '../../registry/settings/policy-form.ts';
import { readSettings } from '../../registry/settings/read.ts';
import { createSettingsReader } from '../../registry/settings/reader.ts';
import {
  hasImmutableTags,
  type Mutability,
  type Settings,
} from '../../registry/settings/repository-settings.ts';
import { type Restored, restoreSettings } from '../../registry/settings/restore.ts';
import { inWords } from '../../registry/settings/words.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import { StewardError } from '../../runtime/errors.ts';
import {
  compareWith,
  type Difference,
  differences,
  type LoggedSettings,
  type SettingKey,
} from '../settings-diff.ts';
import type { Undo } from './action.ts';
import { asBefore, undoAction } from './action.ts';

/** How a change of a repository's settings is undone; undefined for any other action. */
export async function undoSettings(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const { repository, before, after } = entry;
  const [was, is] = [settingsIn(before), settingsIn(after)];
  if (repository === undefined || (was === undefined && is === undefined)) return undefined;
  return revertSettings(ecr, entry, repository, { was: was ?? nothing, is: is ?? nothing });
}

/** The same, with the settings before (`was`) and after (`is`) given. */
export async function revertSettings(
  ecr: ECRClient,
  entry: Entry,
  name: string,
  { was, is }: { was: LoggedSettings; is: LoggedSettings },
): Promise<Undo> {
  const looked = await look(ecr, name, differences(was, is));
  if (looked === undefined) return { state: 'refused', why: `the repository ${name} is gone` };
  const { others, due } = looked;
  if (others.length > 0) return { state: 'refused', why: changedSince(name, others) };
  if (due.length === 0) return { state: 'nothing', why: asBefore(entry) };
  const { settings, goneTags } = restoredOf(due);
  const policy = settings.lifecyclePolicy;
  const preview = policy === undefined ? undefined : await previewPolicy(ecr, name, policy);
  const stays = preview && staysBecause(preview);
  if (stays !== undefined) return { state: 'refused', why: stays };
  const action = undoAction(entry, {
    ...(preview ? { kind: 'expire', weight: affectedImages(preview) } : { kind: kindOf(due) }),
    before: { settings: settingsOf(due, 'after') } satisfies LoggedSettings,
    after: { settings, ...(goneTags.length > 0 && { goneTags }) } satisfies LoggedSettings,
  });
  const lines = [...due.map(lineOf), ...(preview ? previewInWords(preview) : [])];
  return {
    state: 'ready',
    action,
    lines,
    final: lossOf([preview]),
    work: () => restore(ecr, name, due),
  };
}

const nothing: LoggedSettings = { settings: {} };

function settingsIn(state: unknown): LoggedSettings | undefined {
  const has = typeof state === 'object' && state !== null && 'settings' in state;
  return has ? (state as LoggedSettings) : undefined;
}

interface Looked {
  repository: RegistryRepository;
  /** Those that somebody has changed since, with what they are now. */
  others: (Difference & { now: unknown })[];
  /** Those that are as the action has left them. */
  due: Difference[];
}

async function look(
  ecr: ECRClient,
  name: string,
  changes: readonly Difference[],
): Promise<Looked | undefined> {
  const repository = await readRepository(ecr, name);
  if (repository === undefined) return undefined;
  const now = await unlessGone(
    readSettings(createSettingsReader(ecr), repository, wantedOf(changes)),
  );
  if (now === undefined) return undefined;
  const compared = changes.map((change) => ({ ...change, ...compareWith(change, now) }));
  const others = compared.filter(({ is }) => is === 'other');
  return { repository, others, due: compared.filter(({ is }) => is === 'after') };
}

/** The settings that have to be read. */
function wantedOf(changes: readonly Difference[]): Settings {
  return { ...settingsOf(changes, 'before'), ...settingsOf(changes, 'after'), ...tagKeys(changes) };
}

function tagKeys(changes: readonly Difference[]): Settings {
  const keys = changes.flatMap(({ tag }) => tag ?? []);
  if (keys.length === 0) return {};
  return { resourceTags: Object.fromEntries(keys.map((key) => [key, ''])) };
}

/** Reads the settings once more, right before. */
async function restore(ecr: ECRClient, name: string, planned: Difference[]): Promise<Work> {
  const looked = await look(ecr, name, planned);
  if (looked === undefined) return { outcome: 'gone', unneeded: true };
  if (looked.others.length > 0) throw new StewardError(changedSince(name, looked.others));
  await restoreSettings(ecr, looked.repository, restoredOf(looked.due));
  return { outcome: 'undone', unneeded: looked.due.length === 0 };
}

function restoredOf(due: readonly Difference[]): Restored {
  const gone = due.filter(({ before }) => before === undefined);
  return {
    settings: settingsOf(due, 'before'),
    gone: gone.flatMap(({ key }) =>
      key === 'lifecyclePolicy' || key === 'repositoryPolicy' ? key : [],
    ),
    goneTags: gone.flatMap(({ tag }) => tag ?? []),
  };
}

/** One side of the changes, as settings. */
function settingsOf(changes: readonly Difference[], side: 'before' | 'after'): Settings {
  const there = changes.filter((change) => change[side] !== undefined);
  const tags = there.flatMap(({ tag, ...change }) => (tag ? [[tag, change[side]]] : []));
  const others = there.flatMap(({ tag, key, ...change }) => (tag ? [] : [[key, change[side]]]));
  return {
    ...(Object.fromEntries(others) as Settings),
    ...(tags.length > 0 && { resourceTags: Object.fromEntries(tags) as Record<string, string> }),
  };
}

/** Immutable tags can break a push, and a removed repository policy a pull: the same limits apply as to rules. */
function kindOf(due: readonly Difference[]): Action['kind'] {
  const back = due.find(({ key }) => key === 'mutability')?.before as Mutability | undefined;
  if (back && hasImmutableTags(back)) return 'immutable';
  const canDeny = due.some(
    ({ key, before, after }) =>
      key === 'repositoryPolicy' && (after !== undefined || denies(String(before))),
  );
  return canDeny ? 'cache' : 'setting';
}

function lineOf({ key, tag, before, after }: Difference): string {
  return `${labelOf(key, tag)}: ${inWords(after)} → ${inWords(before)}`;
}

function changedSince(name: string, others: readonly (Difference & { now: unknown })[]): string {
  const what = others.map(({ key, tag, now }) => `${labelOf(key, tag)} is ${inWords(now)}`);
  return `${name} has been changed since: ${what.join('; ')}`;
}

function labelOf(key: SettingKey, tag: string | undefined): string {
  return tag === undefined ? key : `tag ${tag}`;
}
