import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCreationTemplateCommand,
  DeletePullThroughCacheRuleCommand,
  type ECRClient,
  PutRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { entriesOfDay } from '../../../shared/actions/audit-log.ts';
import { createGate, type Gate } from '../../../shared/actions/gate.ts';
import { takeOver } from '../../../shared/actions/owner.ts';
import { consent } from '../../../shared/actions/permits/consent.ts';
import type { Ledger } from '../../../shared/alerts/ledger/ledger.ts';
import { enforcedRules as baselineActingRules } from '../../../shared/baseline/enforced-rules.ts';
import { baselineRules } from '../../../shared/baseline/rules.ts';
import { applyCache } from '../../../shared/cache/apply.ts';
import type { CachePlan } from '../../../shared/cache/change.ts';
import { enforcedRules as cacheActingRules } from '../../../shared/cache/enforced-rules.ts';
import { nameOf } from '../../../shared/cache/kinds.ts';
import { observeCache } from '../../../shared/cache/observe.ts';
import { planCache } from '../../../shared/cache/plan.ts';
import { pullersStatement } from '../../../shared/cache/policy/pullers.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { LimitedKind } from '../../../shared/config/schema/limited-kinds.ts';
import { enforce } from '../../../shared/naming/enforce.ts';
import { enforcedRules as namingRules } from '../../../shared/naming/enforced-rule.ts';
import { planForRegistry } from '../../../shared/naming/plan.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { images } from '../../../shared/registry/read.ts';
import { enforcedRules as scanningRules } from '../../../shared/scanning/enforced-rule.ts';
import { quarantine } from '../../../shared/scanning/quarantine.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { applySettings } from '../../../shared/settings/apply.ts';
import { planForScope, previewPlan } from '../../../shared/settings/scope.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { createLedger, testStack, unused } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { useOf } from '../../support/use.ts';

/**
 * Whatever breaks, after whichever call of an act, to ECR or to the ledger: the next runs come to the same end, no
 * more is done than the limits have room for, the journal has every act, and nobody is told of what was not done.
 */

const faults = [
  { drop: 'before' },
  { drop: 'after' },
  { error: 'AccessDeniedException' },
  { error: 'ThrottlingException' },
] as const;

const capabilities = ['naming', 'scanning', 'baseline', 'cache'] as const;

/** Exactly as much as there is to do: what is counted twice would be missing in the end. */
const yml = `
limits:
  quarantine: {perRun: {count: 2, percent: 100}, perDay: {count: 2, percent: 100}}
  delete: {perRun: {count: 2, percent: 100}, perDay: {count: 2, percent: 100}}
  expire: {perRun: {count: 1, percent: 100}, perDay: {count: 1, percent: 100}}
  cache: {perRun: {count: 3, percent: 100}, perDay: {count: 3, percent: 100}}
  immutable: {perRun: {count: 1, percent: 100}, perDay: {count: 1, percent: 100}}
naming:
  tags:
    - {rule: deletes, repositories: ['deletes/**'], kinds: [semver], action: delete}
    - {rule: versions, repositories: ['names/**'], kinds: [semver], action: quarantine}
scanning: {rules: [{rule: gate, fail: {critical: 0}, action: quarantine}]}
baseline:
  - {repositories: ['settings/**'], action: enforce, mutability: IMMUTABLE, lifecycle: {keepLast: 1}, tags: {defaults: {owner: nobody}}}
pullThroughCache: {prune: true, rules: [{prefix: new, upstream: k8s}]}
`;
const config = parseRegistryConfig(yml);
const naming = compileNaming(config.naming);
const scanning = compileScanning(config.scanning);
const cacheRules = cacheActingRules(config.pullThroughCache);

interface Acting extends TestAws {
  gate: Gate;
  repository: string;
}

/** What a capability does, on a repository of its own. */
interface Case {
  kinds: readonly LimitedKind[];
  prepare(started: TestAws, repository: string): Promise<void>;
  /** A run; answers what it says that it has done. */
  run(enforcedRule: Acting): Promise<string[]>;
  /** What is still to be done. */
  left(started: TestAws, repository: string): Promise<string[]>;
  /** How many acts there are. */
  acts: number;
}

const names = (repository: string) => ({ names: [repository] });

async function wrongTags({ ecr }: TestAws, repository: string): Promise<string[]> {
  const { violations } = await planForRegistry(ecr, naming, names(repository));
  return violations.map((it) => (it.kind === 'tag' ? it.tag : ''));
}

async function enforceNames({ ecr, gate, repository }: Acting): Promise<string[]> {
  const plan = await planForRegistry(ecr, naming, names(repository));
  const enforced = await enforce({ ecr, naming, gate, guard: unused }, plan);
  const done = enforced.filter(({ outcome }) => outcome === 'quarantined' || outcome === 'deleted');
  return done.map((it) => (it.kind === 'tag' ? it.tag : ''));
}

async function pushTwo({ ecr }: TestAws, repository: string): Promise<void> {
  await createRepositories(ecr, repository);
  await push(ecr, repository, ['1.0.0', 'wrong'], manifest(repository));
  await push(ecr, repository, ['bad'], manifest(`${repository} 2`));
}

async function changesLeft({ ecr, secretsManager }: TestAws): Promise<CachePlan> {
  const declared = config.pullThroughCache;
  return planCache(declared, await observeCache({ ecr, secretsManager }, declared));
}

const toDo = ({ changes }: CachePlan) =>
  changes.filter(({ action }) => action !== 'none' && action !== 'unmanaged').map(nameOf);

const cases: Record<string, Case> = {
  'naming quarantines': {
    ...{ kinds: ['quarantine'], acts: 2, prepare: pushTwo, run: enforceNames, left: wrongTags },
  },
  'naming deletes': {
    ...{ kinds: ['delete'], acts: 2, prepare: pushTwo, run: enforceNames, left: wrongTags },
  },
  'scanning quarantines': {
    kinds: ['quarantine'],
    acts: 2,
    async prepare({ ecr }, repository) {
      await createRepositories(ecr, repository);
      await push(ecr, repository, ['1.0.0', 'latest'], manifest(repository));
    },
    async run({ ecr, gate, repository }) {
      const { violations: _, ...rest } = await planForRegistry(ecr, naming, names(repository));
      expect(rest.checked.repositories).toBe(1);
      const found = await imagesOf(ecr, repository);
      const [[digest = '', tags = []] = []] = Object.entries(found);
      const going = tags.filter((tag) => !tag.startsWith('quarantine-'));
      const rule = scanning.ruleFor(repository);
      if (rule === undefined || going.length === 0) return [];
      const judgement = { counts: {}, offending: [], over: [], ignored: 0, unfixable: 0 };
      const failure = { repository, digest, tags: going, rule, judgement };
      const fate = { kind: 'quarantine', digest, tags: going } as const;
      const with_ = { ecr, scanning, gate, guard: unused };
      const sentence = await quarantine(with_, failure, fate);
      const done = 'tags' in sentence ? sentence.tags : [];
      return done.filter(({ outcome }) => outcome === 'replaced').map(({ tag }) => tag);
    },
    async left({ ecr }, repository) {
      const tags = Object.values(await imagesOf(ecr, repository)).flat();
      return tags.filter((tag) => !tag.startsWith('quarantine-'));
    },
  },
  'baseline sets': {
    kinds: ['expire', 'immutable'],
    acts: 3,
    prepare: pushTwo,
    async run({ ecr, gate, repository }) {
      const rules = baselineRules(config.baseline);
      const planned = await planForScope(ecr, rules, { ...names(repository), cachePrefixes: [] });
      const plan = await previewPlan(ecr, planned, useOf(ecr));
      const applied = await applySettings({ ecr, rules, gate }, plan);
      return applied.filter(({ outcome }) => outcome === 'set').map(({ setting }) => setting);
    },
    async left({ ecr }, repository) {
      const scope = { ...names(repository), cachePrefixes: [] };
      const { deviations } = await planForScope(ecr, baselineRules(config.baseline), scope);
      return deviations.map(({ setting }) => setting);
    },
  },
  'cache creates and prunes': {
    kinds: ['cache'],
    acts: 4,
    async prepare({ ecr }) {
      const registry = { registryId: '123456789012', region: 'eu-west-1' };
      await ecr
        .send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'new' }))
        .catch(() => {});
      const old = { ecrRepositoryPrefix: 'old', upstreamRegistryUrl: 'quay.io' };
      await ecr.send(new CreatePullThroughCacheRuleCommand(old));
      const template = { prefix: 'old', description: 'Managed by ecr-steward: x' };
      const appliedFor = ['PULL_THROUGH_CACHE' as const];
      await ecr.send(new CreateRepositoryCreationTemplateCommand({ ...template, appliedFor }));
      const Statement = [pullersStatement(registry, 'old', ['111122223333'])];
      const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
      await ecr.send(new PutRegistryPolicyCommand({ policyText }));
    },
    async run(enforcedRule) {
      const plan = await changesLeft(enforcedRule);
      const applied = await applyCache(
        { ecr: enforcedRule.ecr, gate: enforcedRule.gate, rules: cacheRules },
        plan,
      );
      return applied
        .filter(({ outcome }) => ['created', 'updated', 'deleted', 'replaced'].includes(outcome))
        .map(nameOf);
    },
    left: async (started) => toDo(await changesLeft(started)),
  },
};

async function imagesOf(ecr: ECRClient, repository: string): Promise<Record<string, string[]>> {
  const found = await Array.fromAsync(images(ecr, repository, { tagStatus: 'TAGGED' }));
  return Object.fromEntries(found.map((it) => [it.imageDigest, it.imageTags ?? []]));
}

const places: Record<string, string> = {
  'naming quarantines': 'names',
  'naming deletes': 'deletes',
  'scanning quarantines': 'scans',
  'baseline sets': 'settings',
  'cache creates and prunes': 'cache',
};

/** The points to break of each case, so that none goes missing. */
const atLeast = 84;

describe.each(Object.keys(cases))('%s', (name) => {
  const { kinds, acts, prepare, run, left } = cases[name] as Case;
  test('the same end after every break, within the limits, all of it in the journal', async () => {
    const started = await startTestAws();
    const { aws, ecr } = started;
    await takeOver(ecr, testStack);
    let serial = 0;

    /** A repository and a ledger of its own, for a way to break. */
    async function begin() {
      serial += 1;
      const repository = `${places[name]}/r${serial}`;
      const ledger = await createLedger(started, `ledger-${serial}`);
      await allow(ledger);
      await prepare(started, repository);
      let runs = 0;
      const once = async () => {
        runs += 1;
        const options = { ecr, ledger, limits: config.limits, me: testStack, by: 'a test' };
        const gate = createGate({ ...options, run: `run ${runs}` });
        return run({ ...started, gate, repository });
      };
      return { repository, ledger, once };
    }

    const undisturbed = await begin();
    const calls = recordCalls(aws);
    const done = await undisturbed.once();
    const { length } = calls;
    expect(done).toHaveLength(acts);
    expect(await left(started, undisturbed.repository)).toEqual([]);

    const breaks = faults.flatMap((fault) =>
      Array.from({ length }, (_, after) => ({ ...fault, after, times: 1 })),
    );
    for (const fault of breaks) {
      const { repository, ledger, once } = await begin();
      aws.faults.set([{ operations: ['ecr:*', 'dynamodb:*'], ...fault }]);
      const said = await once().catch(() => []);
      aws.faults.clear();
      const open = await left(started, repository);
      expect(said.filter((it) => open.includes(it))).toEqual([]);
      for (const _ of [1, 2]) await once();
      expect(await left(started, repository)).toEqual([]);
      for (const kind of kinds) {
        expect(await usedOf(ledger, kind)).toBeLessThanOrEqual(config.limits[kind].perDay.count);
      }
      expect(new Set(await recorded(ledger)).size).toBe(acts);
    }
    process.stdout.write(`${name}: ${breaks.length} points to break\n`);
    expect(breaks.length).toBeGreaterThanOrEqual(atLeast);
  });
});

async function allow(ledger: Ledger): Promise<void> {
  const rules = {
    naming: namingRules(config.naming),
    scanning: scanningRules(config.scanning),
    baseline: baselineActingRules(config.baseline),
    cache: cacheRules,
  };
  for (const capability of capabilities) {
    await consent(ledger, capability, rules[capability], 'a test', new Date());
  }
}

async function usedOf({ dynamodb, table }: Ledger, kind: LimitedKind): Promise<number> {
  const id = { S: `budget/${kind}/${new Date().toISOString().slice(0, 10)}` };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: { id } }));
  return Number(Item?.used?.N ?? 0);
}

/** What the journal has as done, or perhaps done. */
async function recorded(ledger: Ledger): Promise<string[]> {
  const day = new Date().toISOString().slice(0, 10);
  const noted = await Array.fromAsync(entriesOfDay(ledger, day));
  const acts = noted.map(({ entry }) => entry);
  return acts
    .filter(({ state }) => state === 'done' || state === 'begun' || state === 'failed')
    .map(({ target, what }) => `${what} of ${target}`);
}
