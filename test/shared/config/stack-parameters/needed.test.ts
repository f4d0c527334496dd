import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import {
  StackParameterError,
  stackParametersOf,
} from '../../../../shared/config/stack-parameters/needed.ts';

const needs = (registryYml: string) => stackParametersOf(parseRegistryConfig(registryYml));

const least = {
  Naming: 'observe',
  Repositories: 'off',
  RepositoryKeys: '',
  UnusedRepositories: 'off',
  MovedTags: 'off',
  Scanning: 'off',
  Retention: 'off',
  Shield: 'off',
  UseEcs: 'off',
  UseLambda: 'off',
  UseAppRunner: 'off',
  UseBatch: 'off',
  UseSageMaker: 'off',
  UseInspector: 'off',
  UseFiles: '',
  UseFileBuckets: '',
  UseFileKeys: '',
  UseRestore: 'off',
  Cache: 'observe',
  CacheTemplates: 'off',
  CachePullers: 'off',
  RegistryScanning: 'off',
  RegistryReplication: 'off',
  RegistrySigning: 'off',
  RegistryExclusions: 'off',
  RegistryAccount: 'off',
  RegistryPolicy: 'off',
  PassedRoles: '',
  WarmRepositories: '',
  SecretReading: 'off',
  InventoryRoles: '',
  InventoryAccounts: '',
  InventoryRegions: '',
  InventoryManifests: 'off',
  OwnerTopics: '',
  CopyTopics: '',
};

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const fail = 'fail: {critical: 0}';
const hub = 'prefix: docker.io, upstream: docker-hub, credential: ecr-pullthroughcache/hub';
const quay = 'prefix: quay.io, upstream: quay';
const warm = "warm: [{image: a/b, tags: ['1']}]";

describe('a registry.yml needs', () => {
  test.each<[string, Partial<typeof least>]>([
    ['naming: {}', {}],
    ['naming: {tags: [{rule: a, kinds: [semver]}]}', {}],
    [
      'naming: {tags: [{rule: a, kinds: [semver]}, {rule: b, repositories: [x], kinds: [semver], action: delete}]}',
      { Naming: 'enforce', UseEcs: 'on', UseLambda: 'on' },
    ],
    [
      'naming: {tags: [{rule: a, kinds: [semver], action: quarantine}]}\nuse: {sources: [lambda]}',
      { Naming: 'enforce', UseLambda: 'on' },
    ],
    [
      'naming: {tags: [{rule: a, kinds: [semver], action: quarantine}]}\nuse: {sources: []}',
      { Naming: 'enforce' },
    ],
    ['registry: {}', {}],
    ['registry: {scanning: {}}', { RegistryScanning: 'basic' }],
    ['registry: {scanning: {scanType: ENHANCED}}', { RegistryScanning: 'enhanced' }],
    ['registry: {signing: {}}', { RegistrySigning: 'enforce' }],
    ['registry: {pullTimeUpdateExclusions: []}', { RegistryExclusions: 'enforce' }],
    ['registry: {accountSettings: {}}', { RegistryAccount: 'enforce' }],
    ['registry: {policy: {}}', { RegistryPolicy: 'enforce' }],
    ['use: {sources: [ecs]}', {}],
    ['use: {sources: [inspector, appRunner]}', { UseAppRunner: 'on', UseInspector: 'on' }],
    ['use: {sources: [batch, sageMaker]}', { UseBatch: 'on', UseSageMaker: 'on' }],
    [
      `use: {files: [{uri: s3://uses/a, keyArn: '${key}'}, {uri: s3://uses/b, keyArn: '${key}'}]}`,
      { UseFiles: 'uses/a,uses/b', UseFileKeys: key },
    ],
    [
      'use: {files: [{uri: s3://uses/b/c.json}, {uri: s3://uses/clusters/}, {uri: s3://all/}]}',
      { UseFiles: 'all/*,uses/b/c.json,uses/clusters/*', UseFileBuckets: 'all,uses' },
    ],
    ['naming: {repositories: [{rule: a, allow: [x]}]}', { Repositories: 'observe' }],
    ['baseline: [{scanOnPush: true}]', { Repositories: 'observe' }],
    [
      'naming: {repositories: [{rule: a, allow: [x]}]}\nbaseline: [{scanOnPush: true, action: enforce}]',
      { Repositories: 'enforce' },
    ],
    [
      'baseline: [{lifecycle: {keepLast: 5}, action: enforce}]',
      { Repositories: 'enforce', UseEcs: 'on', UseLambda: 'on' },
    ],
    [
      'baseline: [{lifecycle: {keepLast: 5}}, {scanOnPush: true, action: enforce}]\nuse: {sources: [ecs]}',
      { Repositories: 'enforce' },
    ],
    ['movedTags: [{mutable: [latest]}]', { MovedTags: 'observe' }],
    ['shield: [{keepDays: 3}]', { Shield: 'observe' }],
    ['shield: [{action: report}, {action: enforce}]', { Shield: 'enforce' }],
    ['unusedRepositories: [{}]', {}],
    ['unusedRepositories: [{}, {action: tag}]', { UnusedRepositories: 'tag' }],
    ['unusedRepositories: [{action: delete}, {action: tag}]', { UnusedRepositories: 'delete' }],
    [
      `scanning: {rules: [{rule: a, ${fail}}]}`,
      { Scanning: 'observe', UseEcs: 'on', UseLambda: 'on' },
    ],
    [`scanning: {rules: [{rule: a, ${fail}}]}\nuse: {sources: []}`, { Scanning: 'observe' }],
    ['retention: [{keep: {tags: [a]}}]', {}],
    ['retention: [{action: archive, keep: {tags: [a]}}]', { Retention: 'archive' }],
    [
      'retention: [{action: archive, keep: {tags: [a]}, deleteArchivedAfterDays: 90}]',
      { Retention: 'delete' },
    ],
    ['retention: [{action: delete, keep: {tags: [a]}}]', { Retention: 'delete' }],
    [
      `scanning: {rules: [{rule: a, ${fail}, action: quarantine}]}`,
      { Scanning: 'enforce', UseEcs: 'on', UseLambda: 'on' },
    ],
    [`pullThroughCache: {rules: [{${quay}}]}`, { Cache: 'enforce' }],
    [`pullThroughCache: {rules: [{${quay}, allowReplace: true}]}`, { Cache: 'delete' }],
    [
      'pullThroughCache: {prune: true}',
      { Cache: 'delete', CacheTemplates: 'enforce', CachePullers: 'enforce' },
    ],
    [
      `pullThroughCache: {rules: [{${quay}, repositories: {}}]}`,
      { Cache: 'enforce', CacheTemplates: 'enforce' },
    ],
    [
      'creationTemplates: [{prefix: team-a, appliedFor: [CREATE_ON_PUSH]}]',
      { Cache: 'enforce', CacheTemplates: 'templates' },
    ],
    [
      `pullThroughCache: {rules: [{${quay}, pullers: []}]}`,
      { Cache: 'enforce', CachePullers: 'enforce' },
    ],
    [
      `pullThroughCache: {rules: [{${quay}, repositories: {customRoleArn: '${role('b')}'}}, {prefix: other, upstream: ecr, upstreamRegistryUrl: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, customRoleArn: '${role('a')}'}]}`,
      {
        Cache: 'enforce',
        CacheTemplates: 'enforce',
        PassedRoles: `${role('a')},${role('b')}`,
      },
    ],
    [
      `pullThroughCache: {rules: [{${quay}, ${warm}}, {${hub}, ${warm}}, {prefix: k8s, upstream: k8s, warm: []}]}`,
      { Cache: 'enforce', WarmRepositories: 'docker.io/*,quay.io/*' },
    ],
    [
      `pullThroughCache: {rules: [{prefix: ROOT, upstream: quay, ${warm}}]}`,
      { Cache: 'enforce', WarmRepositories: '*' },
    ],
    ['pullThroughCache: {validate: deep}', { SecretReading: 'on' }],
    ['inventory: {manifests: true}', { InventoryManifests: 'on' }],
    [
      'registry: {replication: {rules: [{destinations: [{region: eu-west-2}]}]}}',
      { RegistryReplication: 'enforce' },
    ],
    [
      'registry: {replication: {rules: [{destinations: [{region: eu-west-2}], backfill: true}]}}',
      { RegistryReplication: 'backfill' },
    ],
    ['use: {restore: inUse}', { UseRestore: 'enforce' }],
    [
      `targets:
        - {account: '111122223333', role: '${role('reader')}', regions: [us-east-1, eu-west-1]}
        - {account: '111122223333', role: '${role('reader')}', regions: [eu-west-2]}`,
      {
        InventoryRoles: role('reader'),
        InventoryAccounts: '111122223333',
        InventoryRegions: 'eu-west-1,eu-west-2,us-east-1',
      },
    ],
    [
      `retention:
        - {action: delete, lostBy: {registryId: '111122223333', region: eu-west-2, role: '${role('reader')}'}}
        - {action: archive, lostBy: {region: eu-west-2}}`,
      { Retention: 'delete', InventoryRoles: role('reader') },
    ],
    [
      `alerts:
        routes: [{owner: a, topicArn: '${topic('a')}'}, {owner: b, topicArn: '${topic('a')}'}]
        copies: [{topicArn: '${topic('chat')}', format: chatbot}]`,
      { OwnerTopics: topic('a'), CopyTopics: topic('chat') },
    ],
  ])('%s', (registryYml, needed) => {
    expect(needs(registryYml)).toEqual({ ...least, ...needed });
  });
});

test('the order of a list does not matter', () => {
  const yml = (...names: string[]) =>
    `alerts: {routes: [${names.map((it) => `{owner: ${it}, topicArn: '${topic(it)}'}`).join(', ')}]}`;
  expect(needs(yml('a', 'b'))).toEqual(needs(yml('b', 'a')));
});

test('a value that is too long for CloudFormation is one error, with its name', () => {
  const routes = Array.from(
    { length: 100 },
    (_, at) => `{owner: t${at}, topicArn: '${topic(`team-${at}`)}'}`,
  );
  const tooLong = () => needs(`alerts: {routes: [${routes.join(', ')}]}`);
  expect(tooLong).toThrow(StackParameterError);
  expect(tooLong).toThrow(
    /^the parameter OwnerTopics of the stack would have 4\d{3} bytes, and CloudFormation takes 4096: 100 values are too many for one stack$/,
  );
});

test('a value that is just as long as CloudFormation takes is none', () => {
  const routes = Array.from({ length: 17 }, (_, at) => {
    const name = String(at).padStart(240 - topic('').length, 'x');
    return `{owner: t${at}, topicArn: '${topic(name)}'}`;
  });
  const { OwnerTopics = '' } = needs(`alerts: {routes: [${routes.join(', ')}]}`);
  expect(OwnerTopics).toHaveLength(4096);
});

test('a role with a comma in its name is an error', () => {
  const yml = `targets: [{account: '111122223333', role: '${role('a,b')}', regions: [eu-west-1]}]`;
  expect(() => needs(yml)).toThrow(`${role('a,b')} has a comma`);
});
