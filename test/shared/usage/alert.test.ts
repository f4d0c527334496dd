import { expect, test } from 'vitest';
import type { AlertKind } from '../../../shared/alerts/alert.ts';
import { archivedUseAlert, coveredByUses } from '../../../shared/usage/alert.ts';
import type { UnknownUses } from '../../../shared/use/uses.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const users = (count: number) => Array.from({ length: count }, (_, at) => `ECS task p/t${at}`);

function alertOf(by: readonly string[], imageId: object = { imageTag: '1' }, archivedAt?: string) {
  const use = { repository: 'a/b', imageId: imageId as { imageTag: string }, by };
  return archivedUseAlert({
    ...{ repository: 'a/b', digest, uses: [use] },
    ...(archivedAt !== undefined && { archivedAt }),
  });
}

test('an archived image that is in use names twenty users and counts more', () => {
  expect(alertOf(users(1)).what.slice(1)).toEqual(['used by ECS task p/t0, as 1']);
  expect(alertOf(users(1), { imageDigest: digest }).what[1]).toMatch(new RegExp(`as ${digest}$`));
  expect(alertOf(users(20)).what).toHaveLength(21);
  expect(alertOf(users(21)).what).toHaveLength(22);
  expect(alertOf(users(21)).what.at(-1)).toBe('and by 1 more');
});

test('it stands, since it was archived, if that is known', () => {
  const at = '2026-11-01T00:00:00.000Z';
  expect(alertOf(users(1))).toMatchObject({ stands: true });
  expect(alertOf(users(1))).not.toHaveProperty('since');
  expect(alertOf(users(1), { imageTag: '1' }, at)).toMatchObject({ since: at });
});

test('a walk covers the repositories that it has seen, where it has read all uses', () => {
  const covers = (repository: string, unknown: UnknownUses[], kind: AlertKind) => {
    const walked = { began: new Date(), hasSeen: (name?: string) => name === 'seen' };
    return coveredByUses(unknown, walked).covers({ text: 'x', repository }, kind);
  };
  const denied = { source: 'ecs', why: 'denied' };
  for (const kind of ['storage.archived', 'use.missing'] as const) {
    expect(covers('seen', [], kind)).toBe(true);
    expect(covers('unseen', [], kind)).toBe(false);
    expect(covers('seen', [denied], kind)).toBe(false);
  }
  expect(covers('unseen', [denied], 'use.unknown')).toBe(true);
});
