import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { capabilities } from '../../../shared/actions/action.ts';
import { pausesOf } from '../../../shared/actions/permits/permits.ts';
import { createRepository, manifest, put, repositoryName } from '../../local/images.ts';
import { clientConfig } from '../../local/start.ts';
import { createLedger, openGate, roomy } from '../../support/acting.ts';
import { startAccount } from '../account.ts';
import { jsonOf, runCli, sampleFile } from '../run.ts';
import { startSteward } from '../steward.ts';

const registryYml = `
limits: ${roomy}
naming: { tags: [{ rule: versions, kinds: [semver], action: quarantine }] }
baseline: [{ action: enforce, scanOnPush: true }]
pullThroughCache: { rules: [{ prefix: quay.io, upstream: quay }] }
`;

async function startPaused() {
  const steward = await startSteward(registryYml);
  await createRepository(steward.ecr);
  await put(steward.ecr, manifest('a'), 'wrong');
  await put(steward.ecr, manifest('a'), '1.0.0');
  await steward.run('allow', '--yes');
  await steward.run('pause', '--reason', 'incident 4711');
  return steward;
}

describe('pause', () => {
  test('stops all capabilities, or one; resume ends it', async () => {
    await using steward = await startSteward(registryYml);
    const { run, ledger } = steward;
    await run('allow', '--yes');
    const paused = await run('pause', '--reason', 'incident 4711');
    expect(
      paused.stdout,
    ).toBe(`In account 123456789012, region eu-west-1, stack ecr-steward-test: ${capabilities.join(', ')}: paused.
A function that is running stops within 30 seconds, after the action that it has begun.
To enforce the rules again: npx ecr-steward resume -c ${steward.file}
`);
    expect(paused).toMatchObject({ code: 0, stderr: '' });
    expect([...(await pausesOf(ledger, capabilities)).keys()]).toEqual(capabilities);

    const list = await run('allow', '--list', 'naming');
    expect(list.stdout).toMatch(
      /^naming \(allowed by arn:\S+ at .*\)\n {2}paused by arn:\S+ since 20\d\d-.* UTC: incident 4711\. No rule is enforced\n {2}versions: allowed, and enforced again after resume\n$/,
    );
    const resumed = await run('resume', 'naming');
    expect(resumed.stdout).toMatch(
      /stack ecr-steward-test: naming: resumed\.\n {2}naming was paused, by arn:\S+ since 20.* UTC: incident 4711\n$/,
    );
    expect([...(await pausesOf(ledger, capabilities)).keys()]).not.toContain('naming');
    const one = await run('pause', 'cache', '--reason', 'another', '--json');
    expect(jsonOf(one)).toMatchObject({
      stack: 'ecr-steward-test',
      paused: [{ capability: 'cache', reason: 'another', before: { reason: 'incident 4711' } }],
    });
    expect(jsonOf(await run('resume', '--json'))).toMatchObject({
      resumed: capabilities
        .filter((capability) => capability !== 'naming')
        .map((capability) => ({
          capability,
          paused: { reason: capability === 'cache' ? 'another' : 'incident 4711' },
        })),
    });
    expect((await run('resume')).stdout).toContain('nothing was paused.');
    expect((await run('allow', '--list')).stdout).not.toContain('paused');

    const { stdout } = await run('history');
    expect(stdout.match(/: pause: incident 4711$/gm)).toHaveLength(capabilities.length);
    expect(stdout.match(/^ {4}resumed$/gm)).toHaveLength(capabilities.length);
    expect(stdout).toContain('all rules of cache: pause: another\n    paused\n');
  });

  test('needs a reason of one line, and a stack', async () => {
    await using steward = await startSteward();
    const { run, ledger, env } = steward;
    for (const reason of [
      [],
      ['--reason', ' '],
      ['--reason', 'a\nb'],
      ['--reason', 'x'.repeat(301)],
    ]) {
      const { stderr, code } = await run('pause', ...reason);
      expect(stderr).toMatch(/--reason <text>' (not specified|argument .* one line of 1 to 300)/s);
      expect(code).toBe(1);
    }
    const args = ['pause', '--reason', 'x'];
    const other = await run(...args, '--stack', 'other');
    expect(other.stderr).toContain('no table other-ledger in this account and region');
    const dry = await runCli([...args, '--registry', sampleFile], { env });
    expect(dry.stderr).toContain('--registry is a dry run');
    expect([other.code, dry.code]).toEqual([1, 1]);
    expect(await pausesOf(ledger, capabilities)).toEqual(new Map());
  });

  test('works without registry.yml, of whichever file, and with --stack without ECR', async () => {
    await using steward = await startSteward(registryYml);
    const { run, ledger, file, aws, env } = steward;
    await writeFile(file, 'this: is no: registry.yml');
    expect((await run('pause', '--reason', 'x')).code).toBe(0);
    await rm(file);
    expect((await run('resume')).stdout).toContain(`${capabilities.join(', ')}: resumed`);
    const elsewhere = ['pause', 'naming', '--reason', 'x', '-c', 'other.yml'];
    expect((await runCli(elsewhere, { env })).code).toBe(0);
    aws.faults.set([{ operations: ['ecr:*'], error: 'AccessDeniedException' }]);
    expect((await run('pause', '--reason', 'x', '--stack', 'ecr-steward-test')).code).toBe(0);
    expect((await pausesOf(ledger, capabilities)).size).toBe(capabilities.length);
  });

  test('reaches the ledger of a stack that has not marked the registry yet', async () => {
    await using account = await startAccount();
    const { env, aws } = account;
    const ledger = await createLedger({ aws, config: clientConfig(aws) }, 'prod-ledger');
    const args = ['pause', '--reason', 'x'];
    expect((await runCli(args, { env })).stderr).toContain('no stack has marked this registry');
    expect((await runCli([...args, '--stack', 'prod'], { env })).code).toBe(0);
    expect((await pausesOf(ledger, capabilities)).size).toBe(capabilities.length);
  });
});

describe('while it is paused', () => {
  test('what enforces refuses, with the reason, unless told otherwise', async () => {
    await using steward = await startPaused();
    const { run } = steward;
    for (const [capability, ...verb] of [
      ['naming', 'check', '--enforce', '--yes'],
      ['baseline', 'baseline', '--enforce', '--yes'],
      ['cache', 'apply', '--yes'],
    ] as const) {
      const refused = await run(...verb);
      expect(refused.stderr).toMatch(
        new RegExp(
          `^error: nothing was done: ${capability} is paused since 20.* UTC, by arn:.*: incident 4711\\. ` +
            `To enforce its rules again: npx ecr-steward resume .*${capability}. To do this nevertheless: --while-paused$`,
          'm',
        ),
      );
      expect([verb, refused.code]).toEqual([verb, 1]);
      const done = await run(...verb, '--while-paused');
      expect([verb, done.stderr, done.code]).toEqual([verb, '', 0]);
      // Nothing is left to do.
      expect([verb, (await run(...verb)).code]).toEqual([verb, 0]);
    }
  });

  test('what checks and plans says so', async () => {
    await using steward = await startPaused();
    const { run } = steward;
    for (const [verb, capability] of [
      ['check', 'naming'],
      ['baseline', 'baseline'],
      ['plan', 'cache'],
    ] as const) {
      const { stderr } = await run(verb);
      expect(stderr).toMatch(new RegExp(`^${capability} is paused since .*: incident 4711\\. `));
    }
  });

  test('undo and release go on', async () => {
    await using steward = await startPaused();
    const { run } = steward;
    await run('check', '--enforce', '--yes', '--while-paused');
    const released = await run('release', `${repositoryName}:wrong`, '--yes');
    expect(released).toMatchObject({ code: 0, stderr: '' });
    const { entries } = jsonOf<{ entries: { id: string; what: string }[] }>(
      await run('history', '--json'),
    );
    const id = entries.find(({ what }) => what.startsWith('pause'))?.id ?? '';
    const undone = await run('undo', id, '--yes');
    expect(undone.stderr).toContain('cannot be undone: npx ecr-steward resume');
    expect(undone.code).toBe(1);
  });

  test('a command that is under way stops too', async () => {
    await using steward = await startPaused();
    const { run, ledger, owner, aws } = steward;
    await run('resume');
    let at = new Date();
    const gate = await openGate(
      { ...steward, config: clientConfig(aws) },
      { ledger, me: owner, now: () => at },
    );
    const rule = { capability: 'naming', name: 'versions', text: '' } as const;
    const action = { kind: 'quarantine', rule, target: 'a:1', what: 'x' } as const;
    const perform = () => gate.perform(action, async () => ({ outcome: 'x' }));
    expect(await perform()).toMatchObject({ state: 'done' });
    await run('pause', '--reason', 'stop');
    at = new Date(at.getTime() + 30_000);
    expect(await perform()).toMatchObject({ state: 'observed', paused: true });
  });
});
