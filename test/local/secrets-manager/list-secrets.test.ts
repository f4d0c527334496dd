import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  paginateListSecrets,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { refusal, startTestAws } from '../start.ts';

describe('ListSecrets', () => {
  async function startWithSecrets() {
    const started = await startTestAws();
    for (const name of ['ecr-pullthroughcache/a', 'ecr-pullthroughcache/b', 'other']) {
      await started.secretsManager.send(
        new CreateSecretCommand({ Name: name, Description: `for ${name}` }),
      );
    }
    return started;
  }

  test.each([
    ['name', ['ecr-pull'], ['ecr-pullthroughcache/a', 'ecr-pullthroughcache/b']],
    ['name', ['ECR'], []],
    ['name', ['!ecr'], ['other']],
    ['description', ['FOR OTHER'], ['other']],
    ['all', ['oth', 'ecr-pullthroughcache/a'], ['ecr-pullthroughcache/a', 'other']],
  ] as const)('finds by %s %j', async (Key, Values, names) => {
    const { secretsManager } = await startWithSecrets();
    const { SecretList } = await secretsManager.send(
      new ListSecretsCommand({ Filters: [{ Key, Values: [...Values] }] }),
    );
    expect(SecretList?.map((secret) => secret.Name)).toEqual(names);
  });

  test.each([
    ['description', [['one two']], ['a', 'b']],
    ['description', [['O T']], ['a', 'b']],
    ['description', [['one'], ['two']], ['a', 'b']],
    ['description', [['wo']], []],
    ['all', [['beta']], ['prod/AppBeta']],
    ['all', [['app', 'zzz']], ['prod/AppBeta']],
    ['all', [['/']], []],
    ['tag-key', [['t']], ['c']],
    ['tag-key', [['Team']], []],
  ] as const)('finds words by %s %j', async (Key, wanted, names) => {
    const { secretsManager } = await startTestAws();
    for (const secret of [
      { Name: 'a', Description: 'one two' },
      { Name: 'b', Description: 'one and two' },
      { Name: 'c', Description: 'one', Tags: [{ Key: 'team', Value: 'x' }] },
      { Name: 'prod/AppBeta', Description: 'unrelated' },
    ]) {
      await secretsManager.send(new CreateSecretCommand(secret));
    }
    const Filters = wanted.map((values) => ({ Key, Values: [...values] }));
    const { SecretList } = await secretsManager.send(new ListSecretsCommand({ Filters }));
    expect(SecretList?.map((secret) => secret.Name)).toEqual(names);
  });

  test('refuses a filter without a key, and one without values', async () => {
    const { secretsManager } = await startTestAws();
    const list = (Filters: object[]) => secretsManager.send(new ListSecretsCommand({ Filters }));
    const noKey = await refusal(list([{ Values: ['x'] }]));
    expect([noKey.name, noKey.message]).toEqual([
      'InvalidParameterException',
      'Invalid filter key',
    ]);
    const noValues = await refusal(list([{ Key: 'name' }]));
    expect(noValues.message).toBe('Invalid filter values for key: name');
  });

  test('pages, and refuses a token that it did not issue', async () => {
    const { secretsManager } = await startWithSecrets();
    const names: (string | undefined)[] = [];
    for await (const page of paginateListSecrets({ client: secretsManager, pageSize: 1 }, {})) {
      names.push(...(page.SecretList ?? []).map((secret) => secret.Name));
    }
    expect(names).toEqual(['ecr-pullthroughcache/a', 'ecr-pullthroughcache/b', 'other']);
    const garbage = secretsManager.send(new ListSecretsCommand({ NextToken: 'garbage' }));
    expect((await refusal(garbage)).name).toBe('InvalidNextTokenException');
  });

  test('sorts by the time of creation, or as requested, over pages', async () => {
    let time = Date.parse('2026-01-01');
    const { secretsManager } = await startTestAws({ now: () => new Date(time++) });
    for (const Name of ['b', 'c', 'a']) {
      await secretsManager.send(new CreateSecretCommand({ Name, SecretString: 'x' }));
    }
    await secretsManager.send(new UpdateSecretCommand({ SecretId: 'c', SecretString: 'y' }));
    const listed = async (input: ListSecretsCommandInput) => {
      const names: (string | undefined)[] = [];
      for await (const page of paginateListSecrets({ client: secretsManager, pageSize: 2 }, input))
        names.push(...(page.SecretList ?? []).map(({ Name }) => Name));
      return names.join('');
    };
    expect(await listed({})).toBe('bca');
    expect(await listed({ SortOrder: 'desc' })).toBe('acb');
    expect(await listed({ SortBy: 'name' })).toBe('abc');
    expect(await listed({ SortBy: 'last-changed-date', SortOrder: 'desc' })).toBe('cab');
  });

  test('leaves out secrets that are being deleted unless they are requested', async () => {
    const { secretsManager } = await startWithSecrets();
    await secretsManager.send(new DeleteSecretCommand({ SecretId: 'other' }));
    const list = async (IncludePlannedDeletion: boolean) =>
      (await secretsManager.send(new ListSecretsCommand({ IncludePlannedDeletion }))).SecretList;
    expect(await list(false)).toHaveLength(2);
    expect(await list(true)).toHaveLength(3);
  });
});
