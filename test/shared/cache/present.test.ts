import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCreationTemplateCommand,
  PutRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import type { WholeChange } from '../../../shared/cache/change.ts';
import { wholeKinds } from '../../../shared/cache/kinds.ts';
import { inverse, presentState } from '../../../shared/changes/inverse.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { anything } from './worlds.ts';

const prefix = 'quay.io';
const rule = { upstreamRegistryUrl: 'quay.io' };
const template = {
  appliedFor: ['PULL_THROUGH_CACHE' as const],
  description: 'a',
  mutability: { imageTagMutability: 'MUTABLE' },
  encryption: { encryptionType: 'AES256' },
};
const statement = { ...anything, Sid: 'EcrStewardPullersQuay', Effect: 'Allow' };

const things: [string, object, object, (aws: TestAws) => Promise<unknown>][] = [
  [
    'rule',
    rule,
    { upstreamRegistryUrl: 'public.ecr.aws' },
    ({ ecr }) =>
      ecr.send(new CreatePullThroughCacheRuleCommand({ ecrRepositoryPrefix: prefix, ...rule })),
  ],
  [
    'template',
    template,
    { ...template, description: 'b' },
    ({ ecr }) => {
      const { appliedFor, description } = template;
      const input = { prefix, appliedFor, description };
      return ecr.send(new CreateRepositoryCreationTemplateCommand(input));
    },
  ],
  [
    'policy',
    statement,
    { ...statement, Effect: 'Deny' },
    ({ ecr }) => {
      const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      return ecr.send(new PutRegistryPolicyCommand({ policyText }));
    },
  ],
];

test.each(things)(
  'a %s stands as before a change, as after it, or otherwise',
  async (kind, it, other, make) => {
    const started = await startTestAws();
    const change = (more: object) => ({ kind, prefix, reason: '', ...more }) as WholeChange;
    const stand = async (of: WholeChange) =>
      (await presentState(started.ecr, wholeKinds, of)).stand;
    const create = change({ action: 'create', after: it });
    const gone = inverse(wholeKinds, create) as WholeChange;
    expect([await stand(create), await stand(gone)]).toEqual(['before', 'after']);
    expect(await stand(change({ action: 'update', before: it, after: other }))).toBe('other');
    await make(started);
    expect([await stand(create), await stand(gone)]).toEqual(['after', 'before']);
    expect(await stand(change({ action: 'update', before: it, after: other }))).toBe('before');
    expect(await stand(change({ action: 'update', before: other, after: it }))).toBe('after');
    expect(await stand(change({ action: 'create', after: other }))).toBe('other');
    expect(await stand(change({ action: 'delete', before: other }))).toBe('other');
  },
);
