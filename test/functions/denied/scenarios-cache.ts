import { PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { applyCache } from '../../../shared/cache/apply.ts';
import { observeCache } from '../../../shared/cache/observe.ts';
import { planCache } from '../../../shared/cache/plan.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { startUpstream } from '../../local/pull-through/cache.ts';
import { applying, roomy } from '../../support/acting.ts';
import { activateOn } from '../../support/activated.ts';
import { push } from '../../support/images.ts';
import { sampleEvent } from '../../support/stack.ts';
import { pushPlatforms, upstreamVariable } from '../../support/warm.ts';
import {
  createOwned,
  createRule,
  createSecret,
  createTemplate,
  login,
  registryYml,
  reported,
  unreported,
} from './registry.ts';
import type { Scenario } from './run.ts';

/** A registry that has something else of everything that registry.yml declares. */
export const cache: Scenario = {
  name: 'cache',
  role: 'CacheRole',
  async prepare(started) {
    const { ecr, secretsManager } = started;
    await createSecret(started, login);
    const other = { Name: 'ecr-pullthroughcache/old', SecretString: JSON.stringify(login) };
    const { ARN } = await secretsManager.send(new CreateSecretCommand(other));
    await createRule(started, 'docker-hub', 'registry-1.docker.io', ARN);
    await createRule(started, 'unmanaged', 'public.ecr.aws');
    for (const prefix of ['docker-hub', 'unmanaged']) await createTemplate(started, prefix);
    const repositoryName = 'docker-hub/library/redis';
    await createOwned(started, repositoryName);
    await push(ecr, repositoryName, ['7']);
    const imageTagMutability = 'IMMUTABLE';
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
    await reported(started, 'cache.rule-failed', { text: 'quay', rule: 'quay' });
    await unreported(started, repositoryName);
  },
  async start({ stack }) {
    await stack.fire('cache');
  },
};

/** A registry without a rule, of which the stack is the owner. */
export const firstRules: Scenario = {
  ...cache,
  async prepare(started) {
    await createSecret(started, login);
  },
};

/** A registry without a template, so that the stack is not its owner yet. */
export const firstTemplate: Scenario = { ...cache, isAllowed: false, async prepare() {} };

/** A registry with the rules of registry.yml, which declares none any more. */
export const emptied: Scenario = {
  ...cache,
  async prepare(started) {
    const { aws, ecr, ledger, secretsManager } = started;
    await createSecret(started, login);
    const declared = parseRegistryConfig(registryYml).pullThroughCache;
    const found = await observeCache({ ecr, secretsManager }, declared);
    await applyCache(applying(started), planCache(declared, found));
    await activateOn(aws, ledger.table, `limits: ${roomy}\npullThroughCache: {prune: true}`);
  },
};

export const validate: Scenario = {
  name: 'validate',
  role: 'ValidateRole',
  async prepare(started) {
    await createRule(
      started,
      'docker-hub',
      'registry-1.docker.io',
      await createSecret(started, {}),
    );
    await reported(started, 'cache.login-failed', { text: 'gone', rule: 'gone' });
  },
  async start({ stack }) {
    await stack.fire('validate');
  },
};

export const credential: Scenario = {
  name: 'credential',
  role: 'CredentialRole',
  async prepare(started) {
    await createSecret(started, {});
    await reported(started, 'cache.credential-shape', { text: 'ecr-pullthroughcache/hub' });
  },
  async start({ stack }) {
    await stack.fire('credential');
  },
};

export const pullFailure: Scenario = {
  name: 'pull-failure',
  role: 'PullFailureRole',
  async prepare(started) {
    const arn = await createSecret(started, {});
    await createRule(started, 'docker-hub', 'registry-1.docker.io', arn);
    await createOwned(started, 'docker-hub/library/redis');
  },
  async start({ stack }) {
    const file = 'aws.ecr/ptc-failed-access-denied.json';
    stack.deliver(sampleEvent(file));
    await stack.idle();
    const other = { 'repository-name': 'docker-hub/of/nobody', 'failure-code': 'KmsError' };
    stack.deliver(sampleEvent(file, other));
  },
};

export const warm: Scenario = {
  name: 'warm',
  role: 'WarmRole',
  async around() {
    const upstream = await startUpstream();
    await pushPlatforms(upstream.send, '1.0.0');
    return {
      options: { upstreams: { quay: upstream.aws.endpoint } },
      environment: upstreamVariable(upstream.aws),
    };
  },
  async prepare(started) {
    await createRule(started, 'quay', 'quay.io');
    await reported(started, 'cache.warm-failed', { text: 'the cache quay', rule: 'quay' });
  },
  async start({ stack }) {
    await stack.fire('warm');
  },
};
