import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { capabilities } from '../../../shared/actions/action.ts';
import { takeOver as mark, ownerOf } from '../../../shared/actions/owner.ts';
import { consentTo } from '../../../shared/actions/permits/consent.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { enforcedRules } from '../../../shared/naming/enforced-rule.ts';
import { createRepository, manifest, put } from '../../local/images.ts';
import { clientConfig } from '../../local/start.ts';
import { createLedger, openGate } from '../../support/acting.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli } from '../run.ts';
import { startSteward } from '../steward.ts';

const rules = (action: string, more = '') => `
naming:
  tags:
    - { rule: versions, repositories: [team-a/**], kinds: [semver], action: ${action} }
    - { rule: others, patterns: [".*"], deny: [bad]${more} }
pullThroughCache: { rules: [{ prefix: quay.io, upstream: quay }] }
`;

interface Answer {
  capabilities: { capability: string; rules: { rule: string; state: string }[]; by?: string }[];
}

describe('allow', () => {
  test('shows what is enforced and what a rule would do, asks, and has the current rules enforced', async () => {
    await using steward = await startSteward(rules('quarantine'));
    const { ecr, run, ledger } = steward;
    await createRepository(ecr);
    await put(ecr, manifest('a'), 'wrong');

    const asked = await run('allow', 'naming');
    expect(asked.stdout).toBe(`naming (never allowed)
  versions: only observes: it is new; 1 tag violates it now

In account 123456789012, region eu-west-1, stack ecr-steward-test: to enforce these rules.
`);
    expect(asked.stderr).toContain('. There is no terminal to confirm this on: give --yes');
    expect(asked.code).toBe(1);
    expect(await consentTo(ledger, 'naming')).toBeUndefined();

    const { stdout, code } = await run('allow', '--yes');
    expect(stdout).toContain('  quay.io: only observes: it is new\n');
    expect(stdout).toMatch(/^naming, cache: allowed\.$/m);
    expect(stdout).toContain('stack ecr-steward-test: to enforce these rules.');
    expect(code).toBe(0);
    const { rules: given } = (await consentTo(ledger, 'naming')) ?? { rules: [] };
    const { naming } = parseRegistryConfig(rules('quarantine'));
    expect(given).toEqual(enforcedRules(naming).map(({ text }) => text));

    const list = await run('allow', '--list');
    expect(list.stdout).toMatch(
      /^naming \(allowed by arn:aws:\S+ at 20\d\d-.*\)\n {2}versions: enforced$/m,
    );
    expect(list).toMatchObject({ code: 0, stderr: '' });
  });

  test('has a wider rule observe again, and a narrower one enforced', async () => {
    await using steward = await startSteward(rules('quarantine'));
    const { run, file } = steward;
    await run('allow', '--yes');
    const stateOf = async (text: string) => {
      await writeFile(file, text);
      const answer = await run('allow', 'naming', '--list', '--json');
      const [found] = jsonOf<Answer>(answer).capabilities;
      return found?.rules.map(({ rule, state }) => `${rule} ${state}`);
    };
    expect(await stateOf(rules('delete'))).toEqual(['versions changed']);
    expect(await stateOf(rules('quarantine', ', action: delete'))).toEqual([
      'versions acts',
      'others new',
    ]);
    const fewer = rules('quarantine').replace('[semver]', '[semver, calver]');
    expect(await stateOf(fewer)).toEqual(['versions acts']);
  });

  test('is ended by observe, also for harmless actions', async () => {
    await using steward = await startSteward(rules('quarantine'));
    const { run, ledger } = steward;
    await run('allow', '--yes');
    const observed = await run('observe');
    expect(observed.stdout).toContain(`${capabilities.join(', ')}: only observe`);
    expect(observed.code).toBe(0);
    const list = await run('allow', '--list');
    expect(list.stdout).toMatch(/^cache \(set to observe by arn:aws:/m);
    const config = clientConfig(steward.aws);
    const gate = await openGate(
      { ...steward, config },
      { ledger, me: steward.owner, person: false },
    );
    const rule = { capability: 'cache', name: 'quay.io', text: '{"rule":{},"before":[]}' } as const;
    expect(await gate.observes(rule, 'setting')).toContain('npx ecr-steward allow cache');
    expect((await run('allow', '--yes')).code).toBe(0);
    const again = await openGate(
      { ...steward, config },
      { ledger, me: steward.owner, person: false },
    );
    expect(await again.observes(rule, 'setting')).toBeUndefined();
  });

  test('leaves the mark of a stack that is named, if its ledger is there', async () => {
    await using account = await startAccount();
    const { env, ecr, aws } = account;
    const args = ['allow', '--yes', '-c', fileWith(rules('quarantine'))];
    expect((await runCli(args, { env })).stderr).toContain(
      'no stack has marked this registry as its own',
    );
    const named = await runCli([...args, '--stack', 'prod'], { env });
    expect(named.stderr).toContain('no table prod-ledger in this account and region');
    expect(await ownerOf(ecr)).toBeUndefined();
    await createLedger({ aws, config: clientConfig(aws) }, 'prod-ledger');
    expect((await runCli([...args, '--stack', 'prod'], { env })).code).toBe(0);
    expect(await ownerOf(ecr)).toMatchObject({ stack: 'prod' });
  });

  test('refuses a registry of another owner, and an unknown capability', async () => {
    await using steward = await startSteward(rules('quarantine'));
    const wrong = await steward.run('allow', 'everything');
    expect(wrong.stderr).toContain(`Allowed choices are ${capabilities.join(', ')}.`);
    await mark(steward.ecr, { stack: 'another', file: 'other.yml' });
    const { stderr, code } = await steward.run('allow', '--yes');
    expect(stderr).toContain('this registry belongs to the stack another (other.yml)');
    expect(code).toBe(1);
  });
});

describe('take-over', () => {
  test('shows the owner, and makes this file the owner', async () => {
    await using account = await startAccount();
    const { env, ecr } = account;
    await mark(ecr, { stack: 'another', file: 'other.yml' });
    const refused = await runCli(['take-over'], { env });
    expect(refused.stdout).toMatch(
      /^This registry belongs to the stack another \(other\.yml\)\.\n/,
    );
    expect(refused.stderr).toContain('the stack another (other.yml) then only observes');
    expect(refused.code).toBe(1);
    expect(await ownerOf(ecr)).toEqual({ stack: 'another', file: 'other.yml' });

    const taken = await runCli(['take-over', '--yes'], { env });
    expect(taken.stderr).toContain('Without --stack NAME no stack is the owner');
    expect(taken.stdout).toContain('It belongs to the file registry.yml.\n');
    const named = await runCli(['take-over', '--stack', 'prod', '--yes'], { env });
    expect(named.code).toBe(0);
    expect(await ownerOf(ecr)).toEqual({ stack: 'prod', file: 'registry.yml' });

    const again = await runCli(['take-over', '--json'], { env });
    expect(jsonOf(again)).toEqual({ owner: { stack: 'prod', file: 'registry.yml' } });
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });

  test('refuses a name that cannot be a stack', async () => {
    await using account = await startAccount();
    const { env, ecr } = account;
    for (const name of ['a b', 'x'.repeat(129), 'stack,', '1st']) {
      const { stderr, code } = await runCli(['take-over', '--stack', name, '--yes'], { env });
      expect(stderr).toContain('It must be the name of a CloudFormation stack');
      expect(code).toBe(1);
    }
    expect(await ownerOf(ecr)).toBeUndefined();
  });
});
