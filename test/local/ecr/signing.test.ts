import {
  DeleteSigningConfigurationCommand,
  DescribeImageSigningStatusCommand,
  GetSigningConfigurationCommand,
  ListImageReferrersCommand,
  PutSigningConfigurationCommand,
  type SigningRule,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { soon } from '../../support/soon.ts';
import { manifest, put, repositoryName } from '../images.ts';
import { refusal, startWithRepository, type TestAws } from '../start.ts';

const profile = (name: string) => `arn:aws:signer:eu-west-1:123456789012:/signing-profiles/${name}`;
const matching = (filter: string) => [{ filterType: 'WILDCARD_MATCH' as const, filter }];

const configure = ({ ecr }: TestAws, rules: SigningRule[]) =>
  ecr.send(new PutSigningConfigurationCommand({ signingConfiguration: { rules } }));

const statusOf = async ({ ecr }: TestAws, imageDigest: string) => {
  const imageId = { imageDigest };
  const command = new DescribeImageSigningStatusCommand({ repositoryName, imageId });
  return (await ecr.send(command)).signingStatuses;
};

describe('the signing configuration', () => {
  test('is put, read and deleted', async () => {
    const started = await startWithRepository();
    const { ecr } = started;
    const get = () => ecr.send(new GetSigningConfigurationCommand({}));
    const missing = { name: 'SigningConfigurationNotFoundException' };
    expect(await refusal(get())).toMatchObject(missing);
    const rules = [{ signingProfileArn: profile('mine'), repositoryFilters: matching('team-a/*') }];
    await configure(started, rules);
    const whole = { registryId: '123456789012', signingConfiguration: { rules } };
    expect(await get()).toMatchObject(whole);
    expect(await ecr.send(new DeleteSigningConfigurationCommand({}))).toMatchObject(whole);
    expect(await refusal(get())).toMatchObject(missing);
    const again = ecr.send(new DeleteSigningConfigurationCommand({}));
    expect(await refusal(again)).toMatchObject(missing);
  });

  test.each([
    ['a name in place of an ARN', [{ signingProfileArn: 'mine' }]],
    ['no filter', [{ signingProfileArn: profile('mine'), repositoryFilters: [] }]],
    [
      'a filter in capitals',
      [{ signingProfileArn: profile('mine'), repositoryFilters: matching('A') }],
    ],
    ['11 rules', Array.from({ length: 11 }, (_, at) => ({ signingProfileArn: profile(`p${at}`) }))],
  ])('is refused with %s', async (_, rules) => {
    const started = await startWithRepository();
    expect((await refusal(configure(started, rules))).name).toBe('InvalidParameterException');
  });
});

describe('a pushed image', () => {
  test('is signed once by each profile that has a rule for its repository', async () => {
    const started = await startWithRepository();
    await configure(started, [
      { signingProfileArn: profile('all') },
      { signingProfileArn: profile('team'), repositoryFilters: matching('*/web-app') },
      { signingProfileArn: profile('other'), repositoryFilters: matching('other/*') },
    ]);
    const imageDigest = await put(started.ecr, manifest('a'), '1');
    await put(started.ecr, manifest('a'), '2');
    const done = ['all', 'team'].map((name) => ({
      signingProfileArn: profile(name),
      status: 'COMPLETE',
    }));
    await soon(async () => expect(await statusOf(started, imageDigest)).toEqual(done));
    const { referrers = [] } = await started.ecr.send(
      new ListImageReferrersCommand({ repositoryName, subjectId: { imageDigest } }),
    );
    expect(referrers.map((it) => it.artifactType)).toEqual(
      Array(2).fill('application/vnd.cncf.notary.signature'),
    );
    expect(await statusOf(started, referrers[0]?.digest ?? '')).toEqual([]);
  });

  test('is not signed again', async () => {
    const started = await startWithRepository();
    const imageDigest = await put(started.ecr, manifest('a'), '1');
    await configure(started, [{ signingProfileArn: profile('all') }]);
    expect(await statusOf(started, imageDigest)).toEqual([]);
    const missing = await refusal(statusOf(started, imageDigest.replace(/.$/, 'g')));
    expect(missing.name).toBe('ImageNotFoundException');
  });
});
