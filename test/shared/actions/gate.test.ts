import { describe, expect, test } from 'vitest';
import { type Action, ruleText } from '../../../shared/actions/action.ts';
import { lastQuarantines } from '../../../shared/actions/find-quarantine.ts';
import { createGate } from '../../../shared/actions/gate.ts';
import { history } from '../../../shared/actions/history.ts';
import { takeOver } from '../../../shared/actions/owner.ts';
import { consent } from '../../../shared/actions/permits/consent.ts';
import { notePopulation } from '../../../shared/actions/population.ts';
import { notifyUnsent } from '../../../shared/actions/unsent.ts';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { startTestAws } from '../../local/start.ts';
import { auditLogOf, createLedger, openGate, testStack } from '../../support/acting.ts';

const action = (more: Partial<Action> = {}): Action => ({
  ...{ kind: 'quarantine', target: 'a/b:1', what: 'replace the tag', repository: 'a/b' },
  rule: { capability: 'naming', name: 'versions', text: ruleText({ rule: 'versions' }) },
  before: { tag: '1' },
  ...more,
});

const setting = action({ kind: 'setting' });
const work = async () => ({ outcome: 'done' });

async function startGate() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const open = (more: Parameters<typeof openGate>[1] = {}) =>
    openGate(started, { ledger, person: false, ...more });
  return { ...started, ledger, open };
}

const why = async (gate: Awaited<ReturnType<typeof openGate>>, it = action()) => {
  const done = await gate.perform(it, work);
  return done.state === 'observed' ? done.why : done.state;
};

describe('a function only observes', () => {
  test('as long as the registry has no owner, and the rule is not allowed', async () => {
    const { ecr, ledger, open } = await startGate();
    expect(await why(await open())).toContain('no mark of its owner');
    await takeOver(ecr, testStack);
    expect(await why(await open())).toContain('"versions" is new');
    const { rule } = action();
    await consent(ledger, 'naming', [{ ...rule, text: ruleText({}) }], 'somebody', new Date());
    expect(await why(await open())).toContain('"versions" does more');
    expect(await why(await open(), setting)).toBe('done');
    await consent(ledger, 'naming', [rule], 'somebody', new Date());
    expect(await why(await open())).toBe('done');
    expect((await auditLogOf(ledger)).map(({ entry }) => entry.state)).toEqual(['done', 'done']);
  });

  test('unless it is said that a person acts', async () => {
    const { ecr, ledger } = await startGate();
    await takeOver(ecr, testStack);
    const { limits } = parseRegistryConfig('');
    const gate = createGate({ ecr, ledger, limits, me: testStack, by: 'it', run: 'one' });
    expect(await why(gate)).toContain('"versions" is new');
  });

  test('where a share of all images limits it and nobody has counted them yet', async () => {
    const { ecr, ledger, open } = await startGate();
    await takeOver(ecr, testStack);
    const expire = action({ kind: 'expire', weight: 2 });
    await consent(ledger, 'naming', [expire.rule], 'somebody', new Date());
    const { limits } = parseRegistryConfig('');
    const gateOf = (more = {}) => open({ limits, ...more });
    expect(await why(await gateOf(), expire)).toContain('has not counted them yet');
    expect(await why(await gateOf({ person: true }), expire)).toBe('done');
    // Without a share, the count alone is the limit.
    expect(await why(await open(), { ...expire, target: 'a/c' })).toBe('done');
    await notePopulation(ledger, { images: 100, tags: 100 }, new Date());
    expect(await why(await gateOf(), { ...expire, target: 'a/d' })).toBe('done');
  });

  test('in the registry of another, as does a person', async () => {
    const { ecr, open } = await startGate();
    await takeOver(ecr, { stack: 'other', file: 'registry.yml' });
    expect(await why(await open())).toContain('belongs to the stack other');
    expect(await why(await open({ person: true }))).toContain('belongs to the stack other');
  });

  test('where it cannot be read whose registry it is', async () => {
    const { aws, open } = await startGate();
    const operations = ['ecr:DescribeRepositoryCreationTemplates'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    expect(await why(await open({ person: true }))).toContain('could not be read');
  });
});

test('a person needs no consent; without a ledger only what is not limited is done', async () => {
  const { open } = await startGate();
  expect(await why(await open({ person: true }))).toBe('done');
  expect(await why(await open({ person: true, ledger: undefined }))).toContain('none is deployed');
  expect(await why(await open({ person: true, ledger: undefined }), setting)).toBe('done');
  const { ecr } = await startGate();
  await takeOver(ecr, testStack);
  expect(await why(await open({ ecr, ledger: undefined }), setting)).toContain('no ledger');
});

test('what was not needed any more is no quarantine to give back', async () => {
  const { ledger, open } = await startGate();
  const gate = await open({ person: true });
  await gate.perform(action(), work);
  await gate.perform(action({ before: { tag: '2' } }), async () => ({
    outcome: 'x',
    unneeded: true,
  }));
  await gate.perform(action({ kind: 'delete', before: { tag: '3' } }), work);
  await gate.perform(action({ before: undefined }), work);
  const last = (repository: string, tag: string) => lastQuarantines(ledger, { repository, tag });
  expect(await last('a/b', '1')).toMatchObject([{ kind: 'quarantine' }]);
  for (const tag of ['2', '3', '4']) {
    expect(await last('a/b', tag)).toEqual([]);
  }
  expect(await last('other', '1')).toEqual([]);
});

describe('what was not reported', () => {
  const minutesLater = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  test('is reported when nobody is at work on it any more, once, by its own capability', async () => {
    const { ledger, open } = await startGate();
    const gate = await open({ person: true });
    const [first, second] = [
      await gate.perform(action(), work),
      await gate.perform(action(), work),
    ];
    await gate.perform(setting, async () => ({ outcome: 'x', unneeded: true }));
    if (first.state !== 'done' || second.state !== 'done') throw new Error('not done');
    await gate.notified([first.id]);
    const told: Alert[] = [];
    const notify = async (alerts: readonly Alert[]) => told.push(...alerts);
    expect(await notifyUnsent(ledger, notify, 'naming', minutesLater(1))).toBe(0);
    expect(await notifyUnsent(ledger, notify, 'cache', minutesLater(20))).toBe(0);
    expect(await notifyUnsent(ledger, notify, 'naming', minutesLater(20))).toBe(1);
    expect(await notifyUnsent(ledger, notify, 'naming', minutesLater(20))).toBe(0);
    expect(told).toMatchObject([{ kind: 'acts.untold', severity: 'warning' }]);
    expect(told[0]?.todo?.[0]).toContain(second.id);
    expect(told[0]?.where).toEqual({ text: 'a/b:1', repository: 'a/b' });
  });
});

test('history is of the last days, of all repositories or one', async () => {
  const now = new Date('2026-11-27T12:00:00Z');
  const { ledger, open } = await startGate();
  for (const [days, repository] of [
    [0, 'a/b'],
    [1, 'a/c'],
    [3, 'a/b'],
  ] as const) {
    const at = new Date(now.getTime() - days * 86_400_000);
    const gate = await open({ person: true, now: () => at });
    await gate.perform(action({ repository }), work);
  }
  const found = async (days: number, repository?: string) =>
    (await Array.fromAsync(history(ledger, { days, repository, now }))).map((it) =>
      it.at.slice(8, 10),
    );
  expect(await found(1)).toEqual(['27', '26']);
  expect(await found(2)).toEqual(['27', '26']);
  expect(await found(3)).toEqual(['27', '26', '24']);
  expect(await found(2, 'a/b')).toEqual(['27']);
  expect(await found(9, 'a/b')).toEqual(['27', '24']);
});
