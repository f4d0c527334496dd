import { explained } from '../../runtime/explain.ts';
import type { SettingsMember, Unknown, UnknownSetting } from './unknown.ts';

/** Reads settings, and keeps what is not known of them. */
export interface SettingsReading {
  /**
   * The result of `read`; undefined where it is not known: it is not read at all, or AWS denies it.
   *
   * @param repository - Whose setting it is. Default: the registry's.
   */
  read<Value>(
    member: SettingsMember,
    read: () => Promise<Value>,
    repository?: string,
  ): Promise<{ value: Value } | undefined>;
  /** Whether anything of it is known. @param repositories - How many there are. */
  isKnown(member: SettingsMember, repositories?: number): boolean;
  /** What is not known. @param repositories - How many there are: all of them need no names. */
  notRead(repositories: number): UnknownSetting[];
}

/** @param unknown - What is not read, as it would say the wrong. */
export function settingsReading(unknown: Unknown): SettingsReading {
  const denied = new Map<SettingsMember, { error: string; repositories: string[] }>();
  const isAll = (member: SettingsMember, repositories: number) => {
    const found = denied.get(member)?.repositories ?? [];
    return found.length > 0 && found.length >= repositories;
  };
  return {
    async read(member, read, repository) {
      if (unknown.has(member, repository)) return undefined;
      try {
        return { value: await read() };
      } catch (error) {
        if (!isDenied(error)) throw error;
        const known = denied.get(member) ?? { error: explained(error), repositories: [] };
        denied.set(member, known);
        if (repository !== undefined) known.repositories.push(repository);
        return undefined;
      }
    },
    isKnown: (member, repositories) => {
      if (unknown.has(member)) return false;
      return repositories === undefined ? !denied.has(member) : !isAll(member, repositories);
    },
    notRead: (repositories) => [
      ...unknown.all.filter((it) => it.error !== undefined),
      ...Array.from(denied, ([member, it]) => ({
        ...{ member, error: it.error },
        ...(it.repositories.length > 0 &&
          !isAll(member, repositories) && { repositories: it.repositories.toSorted() }),
      })),
    ],
  };
}

/** Whether the caller lacks a permission. Whatever else fails may be gone on the next attempt. */
function isDenied(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name);
}
