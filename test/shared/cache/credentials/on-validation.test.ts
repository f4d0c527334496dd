import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Alert } from '../../../../shared/alerts/alert.ts';
import type { ScheduledRun } from '../../../../shared/alerts/notifying.ts';
import { onValidation } from '../../../../shared/cache/credentials/on-validation.ts';
import { startTestAws } from '../../../local/start.ts';

const value = '{"username":"somebody","accessToken":"not-to-be-seen"}';

/** Two cache rules with a secret each, of which the first cannot log in. */
async function start() {
  const started = await startTestAws();
  const { ecr, secretsManager } = started;
  for (const name of ['hub', 'gitlab']) {
    const upstreamRegistryUrl = name === 'hub' ? 'registry-1.docker.io' : 'registry.gitlab.com';
    const { ARN: credentialArn } = await secretsManager.send(
      new CreateSecretCommand({ Name: `ecr-pullthroughcache/${name}`, SecretString: value }),
    );
    const rule = { ecrRepositoryPrefix: name, upstreamRegistryUrl, credentialArn };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  }
  const dead = { SecretId: 'ecr-pullthroughcache/hub', SecretString: 'a-bare-token' };
  await secretsManager.send(new PutSecretValueCommand(dead));
  const sent: Alert[] = [];
  const runs: ScheduledRun[] = [];
  const notifier = {
    notify: async (alerts: readonly unknown[]) => sent.push(...(alerts as Alert[])),
    resolve: async (run: ScheduledRun) => runs.push(run),
  };
  return {
    ...{ sent, runs },
    on: async (event: Parameters<typeof onValidation>[3]) => {
      const { rules } = await onValidation(started, notifier, [], event);
      return rules.map(({ prefix, valid }) => `${prefix} ${valid}`);
    },
  };
}

/** Whether a rule that is gone by now was covered: its alerts are resolved. */
const coversGone = ([run]: readonly ScheduledRun[]) =>
  run?.covers({ text: 'gone', rule: 'gone' }, 'cache.login-failed');

test('on a schedule every rule is tried, and what is gone is resolved', async () => {
  const { on, sent, runs } = await start();
  expect((await on({ id: 'schedule' })).toSorted()).toEqual(['gitlab true', 'hub false']);
  expect(sent).toMatchObject([{ kind: 'cache.login-failed', where: { rule: 'hub' } }]);
  expect(sent[0]?.cause).not.toHaveProperty('occasion', 'schedule');
  expect(coversGone(runs)).toBe(true);
});

test.each([
  ['by a call', { requestParameters: { secretId: 'ecr-pullthroughcache/gitlab' } }],
  [
    'by a rotation',
    { requestParameters: null, additionalEventData: { SecretId: 'ecr-pullthroughcache/gitlab' } },
  ],
])('of a secret that is changed %s, only its rules are tried', async (_, detail) => {
  const { on, sent, runs } = await start();
  expect(await on({ id: 'event', detail })).toEqual(['gitlab true']);
  expect(sent).toEqual([]);
  expect(coversGone(runs)).toBe(false);
});

test('each change of a secret that leaves it broken is reported', async () => {
  const { on, sent } = await start();
  const detail = { requestParameters: { secretId: 'ecr-pullthroughcache/hub' } };
  expect(await on({ id: 'one', detail })).toEqual(['hub false']);
  await on({ id: 'two', detail });
  await on({});
  expect(new Set(sent.map(({ cause }) => JSON.stringify(cause))).size).toBe(3);
});
