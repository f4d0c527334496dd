import { beforeAll, describe, expect, test } from 'vitest';
import type { PackagedService } from '../../local/stack/template/packaged.ts';
import { gains } from '../support/template/gains.ts';
import { packagedService, stackGiven } from './given.ts';

let service: PackagedService;

beforeAll(async () => {
  service = await packagedService();
});

test('by default nothing in a registry can be changed but the mark of its owner, and no other account be reached', () => {
  const { roles, actionsOf } = stackGiven(service);
  const all = roles.flatMap((id) => actionsOf(id).map((action) => `${id}: ${action}`));
  const changing = all.filter((it) =>
    /: (ecr:(?!Get|Describe|List|BatchGet|BatchCheck|Validate)|secretsmanager:Get|iam:|sts:|kms:)/.test(
      it,
    ),
  );
  expect(changing).toEqual([
    'CacheRole: ecr:CreateRepository',
    'CacheRole: ecr:CreateRepositoryCreationTemplate',
    'CacheRole: ecr:UpdateRepositoryCreationTemplate',
    'CacheRole: iam:CreateServiceLinkedRole',
  ]);
});

test('the cases have each parameter, and each value of those with few', () => {
  const { Parameters } = Object.assign(
    {},
    ...(service.configuration.resources as object[]).slice(0, 1),
  );
  const declared = Object.entries(
    Parameters as Record<string, { AllowedValues?: string[]; Default: string }>,
  );
  const wanted = declared.flatMap(([name, { AllowedValues: values, Default: least }]) =>
    (values ?? [''])
      .filter((value) => value !== least || value === '')
      .map((it) => `${name}=${it}`),
  );
  const tried = gains
    .flatMap(({ given }) => Object.entries(given))
    .flatMap(([name, value]) => [`${name}=${value}`, `${name}=`]);
  expect(wanted.filter((it) => !tried.includes(it))).toEqual([]);
});

const role = 'arn:aws:iam::111122223333:role/reader';

/** Their alerts are about no repository. */
const withoutOwner = ['AlarmRole', 'CredentialRole', 'RegistryRole', 'ValidateRole', 'WarmRole'];

describe('the resources of lists', () => {
  test('are the roles that are named', () => {
    const other = 'arn:aws:iam::111122223333:role/other';
    const given = { InventoryRoles: `${role},${other}`, PassedRoles: role };
    const { statementsOf } = stackGiven(service, given);
    const resourceOf = (id: string, action: string) =>
      statementsOf(id).find(({ Action }) => Action === action)?.Resource;
    expect(resourceOf('WalkRole', 'sts:AssumeRole')).toEqual([role, other]);
    expect(resourceOf('CacheRole', 'iam:PassRole')).toEqual([role]);
  });

  test('are the repositories below the prefixes to import to, and no others', () => {
    const { statementsOf } = stackGiven(service, { WarmRepositories: 'docker.io/*,quay.io/*' });
    const importing = statementsOf('WarmRole').filter(({ Action }) =>
      [Action].flat().includes('ecr:BatchImportUpstreamImage'),
    );
    expect(importing).toMatchObject([
      { Resource: ['arn:*:ecr:*:*:repository/docker.io/*', 'arn:*:ecr:*:*:repository/quay.io/*'] },
    ]);
  });

  test.each([
    ['OwnerTopics', withoutOwner, ['ecr:ListTagsForResource']],
    ['CopyTopics', [], []],
  ] as [string, string[], string[]][])(
    'are the topics of %s, for each role that publishes there',
    (name, not, others) => {
      const topic = 'arn:aws:sns:eu-west-1:111122223333:team-a';
      const { roles, statementsOf } = stackGiven(service, { [name]: topic });
      const publishing = roles.filter((id) =>
        statementsOf(id).some(({ Action }) => [Action].flat().includes('sns:Publish')),
      );
      expect(publishing.length).toBe(roles.length - 1);
      const silent = publishing.filter((id) => !JSON.stringify(statementsOf(id)).includes(topic));
      expect(silent.toSorted()).toEqual(not);
      for (const id of publishing.filter((it) => !not.includes(it))) {
        const own = statementsOf(id).filter(
          ({ Resource }) => JSON.stringify(Resource) === JSON.stringify([topic]),
        );
        expect(own).toMatchObject([{ Action: 'sns:Publish' }]);
        const key = statementsOf(id).filter(({ Action }) =>
          [Action].flat().includes('kms:Decrypt'),
        );
        expect(key).toMatchObject([
          {
            Condition: {
              StringLike: { 'kms:ViaService': 'sns.*.amazonaws.com*' },
              StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': [topic] },
            },
          },
        ]);
        const actionsOf = statementsOf(id).flatMap(({ Action }) => Action);
        expect(actionsOf).toEqual(expect.arrayContaining(others));
      }
    },
  );
});

describe('rules', () => {
  const off = (given: Record<string, string>) =>
    stackGiven(service, given).disabled.map((id) =>
      id.replace(/^Ecrstewardlocal|EventBridgeRule$/g, ''),
    );
  const repository = ['repositoryrule1'];
  const movedTags = ['movedtagsrule1', 'movedtagsrule2'];
  const scan = ['scanrule1', 'scanrule2', 'scanrule3', 'scanrule4'];
  const registry = ['registryrule1', 'registryrule2', 'registryrule3'];
  const all = [...repository, ...movedTags, ...scan, ...registry, 'credentialrule1', 'warmrule1'];

  test('of functions with nothing to do are disabled', () => {
    expect(off({}).sort()).toEqual(all.sort());
  });

  test.each([
    [{ Repositories: 'observe' }, repository],
    [{ Repositories: 'enforce' }, repository],
    [{ MovedTags: 'observe' }, movedTags],
    [{ Scanning: 'observe' }, scan],
    [{ Scanning: 'enforce' }, scan],
    [{ RegistryScanning: 'basic' }, registry],
    [{ RegistryScanning: 'enhanced' }, registry],
    [{ RegistrySigning: 'enforce' }, registry],
    [{ RegistryExclusions: 'enforce' }, registry],
    [{ RegistryAccount: 'enforce' }, registry],
    [{ RegistryPolicy: 'enforce' }, registry],
    [{ SecretReading: 'on' }, ['credentialrule1']],
    [{ WarmRepositories: '*' }, ['warmrule1']],
  ] as [Record<string, string>, string[]][])(
    '%o enables those of its functions',
    (given, enabled) => {
      expect(off(given).sort()).toEqual(all.filter((it) => !enabled.includes(it)).sort());
    },
  );
});

test('each function has the switches of its stack', () => {
  const { provider, resources } = service.configuration as {
    provider: { environment: Record<string, unknown> };
    resources: [{ Parameters: Record<string, { Type: string }> }];
  };
  const { stack } = stackGiven(service, { Naming: 'enforce', UseEcs: 'on', UseLambda: 'on' });
  const { STACK_PARAMETERS: text } = provider.environment;
  const switches = Object.entries(resources[0].Parameters).filter(
    ([, { Type }]) => Type === 'String',
  );
  const given = JSON.parse(String(stack.resolve(text, 'environment')));
  expect(Object.keys(given)).toEqual(switches.map(([name]) => name));
  expect(given).toMatchObject({
    Naming: 'enforce',
    Scanning: 'off',
    UseEcs: 'on',
    UseLambda: 'on',
  });
});
