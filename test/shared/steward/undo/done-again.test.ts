import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Action, Capability } from '../../../../shared/actions/action.ts';
import type { Entry } from '../../../../shared/actions/audit-log.ts';
import { withdraw } from '../../../../shared/actions/permits/consent.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { image } from '../../../../shared/registry/read.ts';
import { doneAgain } from '../../../../shared/steward/undo/done-again.ts';
import { manifest, put, repositoryName } from '../../../local/images.ts';
import { startWithRepository } from '../../../local/start.ts';
import { allowAll, createLedger, testStack } from '../../../support/acting.ts';

const registryYml = `
naming:
  tags:
    - {rule: versions, repositories: ['team-a/*'], kinds: [semver], action: quarantine}
    - {rule: told, kinds: [semver]}
scanning:
  rules:
    - {rule: gate, repositories: ['team-a/*'], fail: {critical: 0}, action: quarantine, quarantineWithin: 24h}
baseline:
  - {repositories: ['team-a/*'], action: enforce, scanOnPush: true}
`;

/** A registry with an image, and a stack whose rules are all enforced. */
async function start(yml = registryYml) {
  const started = await startWithRepository();
  const ledger = await createLedger(started);
  await allowAll(started, ledger, testStack, yml);
  const digest = await put(started.ecr, manifest('a'), '1.0.0');
  const looking = { ecr: started.ecr, ledger, config: parseRegistryConfig(yml) };
  return { looking, ledger, digest };
}

const at = '2026-11-01T00:00:00.000Z';

function entryOf(capability: Capability, rule: string, changed: Partial<Entry> = {}): Entry {
  const done = { id: 'x', at, by: 'function', state: 'done', kind: 'setting' } as const;
  return { ...done, capability, rule, target: 'x', what: 'x', ...changed } as Entry;
}

/** The undo that gives an image a tag, or, without one, sets something back. */
function undoing(capability: Capability, tagged?: { tag: string; digest: string }): Action {
  const rule = { capability, name: 'any', text: '' };
  const base = { kind: 'setting', rule, target: 'x', what: 'undo x', undoes: 'x' } as const;
  return tagged ? { ...base, repository: repositoryName, after: tagged } : base;
}

describe('a setting that is undone', () => {
  const set = entryOf('baseline', 'team-a/*');

  test('is set again by its rule, while that is enforced', async () => {
    const { looking, ledger } = await start();
    const again = 'its function sets this again';
    expect(await doneAgain(looking, set, undoing('baseline'))).toEqual([
      { capability: 'baseline', rule: 'team-a/*', again },
    ]);
    await withdraw(ledger, 'baseline', 'a test', new Date());
    expect(await doneAgain(looking, set, undoing('baseline'))).toEqual([]);
  });

  test.each<[string, Entry]>([
    ['whose rule is no longer in registry.yml', entryOf('baseline', 'gone')],
    ['by an undo, which brings back what the rule wants', { ...set, undoes: 'y' }],
    ['of a capability that only removes tags', entryOf('naming', 'versions')],
  ])('%s stays', async (_, entry) => {
    const { looking } = await start();
    expect(await doneAgain(looking, entry, undoing('baseline'))).toEqual([]);
  });
});

describe('a tag that an image gets back', () => {
  const byScanning = entryOf('scanning', 'gate', { kind: 'quarantine' });
  const byNaming = entryOf('naming', 'versions', { kind: 'quarantine' });

  test('of scanning may be removed by naming, if it is invalid', async () => {
    const { looking, ledger, digest } = await start();
    const giving = (tag: string) =>
      doneAgain(looking, byScanning, undoing('scanning', { tag, digest }));
    expect(await giving('latest')).toEqual([
      { capability: 'naming', rule: 'versions', again: 'may remove the tag again' },
    ]);
    expect(await giving('1.2.3')).toEqual([]);
    // Another tag of the image is invalid: that is no reason to remove this one.
    await put(looking.ecr, manifest('a'), 'dev');
    expect(await giving('1.2.3')).toEqual([]);
    await withdraw(ledger, 'naming', 'a test', new Date());
    expect(await giving('latest')).toEqual([]);
  });

  test('of scanning stays where naming only reports', async () => {
    const { looking, digest } = await start(
      registryYml.replace(', action: quarantine}\n    - {rule: told', '}\n    - {rule: told'),
    );
    const giving = undoing('scanning', { tag: 'latest', digest });
    expect(await doneAgain(looking, byScanning, giving)).toEqual([]);
  });

  test('of naming may be removed by scanning, if the image is new enough', async () => {
    const { looking, digest } = await start();
    const giving = undoing('naming', { tag: 'latest', digest });
    const again = 'may remove the tag again, if the image fails its scan';
    expect(await doneAgain(looking, byNaming, giving)).toEqual([
      { capability: 'scanning', rule: 'gate', again },
    ]);
    const found = await image(looking.ecr, repositoryName, { imageDigest: digest });
    const pushed = found?.imagePushedAt?.getTime() ?? 0;
    vi.useFakeTimers({ toFake: ['Date'], now: pushed + 24 * 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await doneAgain(looking, byNaming, giving)).toHaveLength(1);
    vi.setSystemTime(pushed + 24 * 3_600_000 + 1);
    expect(await doneAgain(looking, byNaming, giving)).toEqual([]);
  });

  test('of an image that is gone is removed by nobody', async () => {
    const { looking } = await start();
    const digest = `sha256:${'0'.repeat(64)}`;
    const giving = undoing('scanning', { tag: 'latest', digest });
    expect(await doneAgain(looking, byScanning, giving)).toEqual([]);
  });
});
