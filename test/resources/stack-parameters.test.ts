import { globSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type PackagedService, packageService } from '../../local/stack/template/packaged.ts';
import { stackParametersFor, withoutOwn } from '../../resources/stack-parameters.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { stackGiven } from './given.ts';

const place = { region: 'eu-west-1', accountId: '123456789012' };

async function serviceWith(file: string): Promise<PackagedService> {
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const reading = packageService({ directory: '.', stage: 'local', ...place });
  return reading.finally(() => vi.unstubAllEnvs());
}

function valuesOf(parameters: ReturnType<typeof stackParametersFor>): Record<string, string> {
  return Object.fromEntries(parameters.map((it) => [it.ParameterKey, it.ParameterValue]));
}

const everything = 'docs/generate/everything.yml';

describe('of serverless.yml', () => {
  let most: PackagedService;
  let least: PackagedService;

  beforeAll(async () => {
    [most, least] = [await serviceWith(everything), await serviceWith('no such file')];
  });

  test('all but the values of parameters is the same for every registry.yml', () => {
    const { provider, ...configuration } = most.configuration;
    const { provider: other, ...others } = least.configuration;
    const { stackParameters: values, ...rest } = provider as Record<string, unknown>;
    const { stackParameters: none, ...ofOther } = other as Record<string, unknown>;
    expect(JSON.stringify(configuration)).toBe(JSON.stringify(others));
    expect(JSON.stringify(rest)).toBe(JSON.stringify(ofOther));
    expect(values).toEqual(stackParametersFor(everything));
    expect(none).toEqual([]);
  });

  test('each parameter of the template has a value', () => {
    const [{ Parameters }] = most.configuration.resources as [{ Parameters: object }];
    expect(Object.keys(valuesOf(stackParametersFor(everything))).sort()).toEqual(
      Object.keys(Parameters).sort(),
    );
  });

  test.each([everything, 'registry.yml', ...globSync('docs/generate/examples/*.yml')])(
    'the values for %s are those that CloudFormation takes',
    (file) => {
      const given = valuesOf(stackParametersFor(file));
      expect(given.Cache).toBeDefined();
      expect(() => stackGiven(most, given)).not.toThrow();
    },
  );

  test.each([
    ['Naming', 'off'],
    ['InventoryRoles', 'arn:aws:iam::111122223333:role/*'],
    ['InventoryRoles', '*'],
    ['PassedRoles', 'arn:aws:iam::111122223333:user/x'],
    ['WarmRepositories', 'docker.io'],
    ['WarmRepositories', 'docker.io/*/x'],
    ['OwnerTopics', 'arn:aws:sns:eu-west-1:111122223333:*'],
    ['CopyTopics', 'arn:aws:sqs:eu-west-1:111122223333:queue'],
    ['InventoryAccounts', '1234'],
    ['InventoryRegions', 'nowhere'],
  ])('%s takes no %s', (name, value) => {
    expect(() => stackGiven(most, { [name]: value })).toThrow(`Parameters.${name}`);
  });
});

describe('of a file', () => {
  test('that is invalid are none: the deployment refuses it', async () => {
    const folder = await temporaryFolder({ 'registry.yml': 'naming: {tags: maybe}' });
    const file = `${folder}/registry.yml`;
    expect(valuesOf(stackParametersFor(file))).toEqual({});
  });

  test('that CloudFormation has no room for are an error without a stack trace', async () => {
    const routes = Array.from(
      { length: 100 },
      (_, at) => `{owner: t${at}, topicArn: 'arn:aws:sns:eu-west-1:111122223333:team-${at}'}`,
    );
    const yml = `alerts: {routes: [${routes.join(', ')}]}`;
    const folder = await temporaryFolder({ 'registry.yml': yml });
    const service = serviceWith(`${folder}/registry.yml`);
    await expect(service).rejects.toThrow('the parameter OwnerTopics of the stack would have');
    await expect(service).rejects.not.toThrow(/\n\s+at /);
  });
});

test('a deployment leaves out the account and the region of the stack', () => {
  const list = (InventoryAccounts: string, InventoryRegions: string) =>
    Object.entries({ InventoryAccounts, InventoryRegions, OwnerTopics: 'eu-west-1' }).map(
      ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
    );
  const own = { account: '123456789012', region: 'eu-west-1' };
  const given = list('111122223333,123456789012', 'eu-west-1,us-east-1');
  expect(withoutOwn(given, own)).toEqual(list('111122223333', 'us-east-1'));
  expect(withoutOwn(list('123456789012', 'eu-west-1'), own)).toEqual(list('', ''));
});
