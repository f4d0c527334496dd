import { describe, expect, test } from 'vitest';
import type { Notifier } from '../../../shared/alerts/notifier.ts';
import { baselineRules } from '../../../shared/baseline/rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { RegistryConfig } from '../../../shared/config/schema/schema.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { declaredRules, isDeclared } from '../../../shared/repositories/rules.ts';
import { onRepositoryEvent } from '../../../shared/steward/on-repository.ts';
import { startTestAws } from '../../local/start.ts';
import { freely } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories } from '../../support/images.ts';
import { useOf } from '../../support/use.ts';

const naming = "naming: {repositories: [{rule: lower case, patterns: ['[a-z/]+']}]}";
const baseline = "baseline: [{repositories: ['**'], action: enforce, scanOnPush: true}]";

const callOn = (repositoryName: string) => ({
  'detail-type': 'AWS API Call via CloudTrail' as const,
  detail: { requestParameters: { repositoryName } },
});

const rulesOf = ({ baseline: rules, repositories }: RegistryConfig) => [
  declaredRules(repositories),
  baselineRules(rules, (name) => isDeclared(repositories, name)),
];

/** A registry with two repositories, and what a stack with this registry.yml does about an event. */
async function start(registryYml: string) {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, 'team/web', 'team/web2');
  const config = parseRegistryConfig(registryYml);
  const alerts: string[] = [];
  const notifier = {
    notify: async (found) => alerts.push(...found.map((it) => ('kind' in it ? it.kind : 'lazy'))),
    resolve: async () => 0,
  } satisfies Pick<Notifier, 'notify' | 'resolve'> as unknown as Notifier;
  const with_ = {
    ...{ ecr, gate: freely, rules: rulesOf(config), naming: compileNaming(config.naming) },
    ...{ cachePrefixes: [], notifier, use: useOf(ecr) },
  };
  const calls = recordCalls(started.aws);
  return {
    ...{ alerts, calls },
    on: (event: Parameters<typeof onRepositoryEvent>[1]) => onRepositoryEvent(with_, event),
  };
}

describe('the repository of an event is checked', () => {
  test.each<[string, string, object, string[]]>([
    ['not at all without a rule', '{}', { checked: 0 }, []],
    ['by the naming rules alone', naming, { checked: 1, outcomes: {} }, ['naming.violation']],
    ['by the baseline alone', baseline, { checked: 1, outcomes: { set: 1 } }, ['repository.set']],
    [
      'by both',
      `${naming}\n${baseline}`,
      { checked: 1, outcomes: { set: 1 } },
      ['naming.violation', 'repository.set'],
    ],
  ])('%s', async (_, registryYml, answer, sent) => {
    const { on, alerts, calls } = await start(registryYml);
    expect(await on(callOn('team/web2'))).toEqual(answer);
    expect(alerts).toEqual(sent);
    expect(calls.length > 0).toBe(sent.length > 0);
  });
});

test('of a repository that is gone by then nothing is checked', async () => {
  const { on, alerts } = await start(`${naming}\n${baseline}`);
  expect(await on(callOn('team/gone'))).toEqual({ checked: 0 });
  expect(alerts).toEqual([]);
});
