import { optionalMembers } from './settings-schema.ts';
import type { Snapshot } from './snapshot.ts';

/** A member that a snapshot lacks. */
export interface UnknownMember {
  member: (typeof optionalMembers)[number];
  /** Of these repositories only; absent: of the whole registry. */
  repositories?: string[] | undefined;
  /** Why it could not be read; absent: the snapshot is of a format that does not have it. */
  error?: string | undefined;
}

/** What a snapshot does not say of the settings of its registry: that is not the same as none. */
export function unknownOf(snapshot: Snapshot): UnknownMember[] {
  const notRead = snapshot.notRead ?? [];
  const named = new Set(notRead.filter((it) => !it.repositories).map(({ member }) => member));
  const absent = optionalMembers.filter((it) => snapshot[it] === undefined && !named.has(it));
  return [...notRead, ...absent.map((member) => ({ member }))];
}
