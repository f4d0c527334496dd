import { writeFile } from 'node:fs/promises';
import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../shared/actions/audit-log.ts';
import { takeOver } from '../../../shared/actions/owner.ts';
import { consent, withdraw } from '../../../shared/actions/permits/consent.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import { enforcedRulesOf } from '../../../shared/steward/enforced-rules.ts';
import {
  createRepository,
  digestOf,
  manifest,
  put,
  repositoryName,
  tagsByDigest,
} from '../../local/images.ts';
import { roomy } from '../../support/acting.ts';
import { jsonOf } from '../run.ts';
import { startSteward } from '../steward.ts';

const versions = `
naming: { tags: [{ rule: versions, kinds: [semver], action: quarantine }] }
limits: ${roomy}
`;

const now = new Date();

/** An image whose wrong tag has been quarantined by the command. */
async function startQuarantined() {
  const steward = await startSteward(versions);
  const { ecr, run } = steward;
  await createRepository(ecr);
  const digest = await put(ecr, manifest('a'), 'wrong');
  const { stdout } = await run('check', '--enforce', '--yes');
  expect(stdout).toContain(`quarantined ${repositoryName}:wrong`);
  const [, id = ''] = /undo (\S+)\)/.exec(stdout) ?? [];
  return { ...steward, digest, id, name: `${repositoryName}:wrong` };
}

describe('release', () => {
  test('gives an image its tag again for good, and records it', async () => {
    await using steward = await startQuarantined();
    const { ecr, run, digest, id, name } = steward;
    const { stdout, stderr, code } = await run('release', name, '--yes');
    expect(stdout).toContain(`  ${repositoryName}@${digest} gets the tag wrong\n`);
    expect(stdout).toMatch(new RegExp(`^undone ${name} \\(to undo this: undo \\S+\\)$`, 'm'));
    expect(stdout).toMatch(/^In account 123456789012, region eu-west-1, stack ecr-steward-test: /m);
    expect(stdout).toContain(
      '  no rule of naming removes it from this image again, until this is undone\n',
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['wrong'] });

    const { entries } = jsonOf<{ entries: Entry[] }>(await run('history', '--json'));
    expect(entries.map(({ what, state }) => [what, state])).toEqual([
      [`undo ${id}`, 'done'],
      [`replace the tag by ${quarantineTag(digest)}`, 'done'],
    ]);
    expect(entries[0]).toMatchObject({ kind: 'setting', by: expect.stringMatching(/^arn:aws:/) });

    // A person who has the rules enforced leaves it as well: undoing that is how it is said.
    const enforced = await run('check', '--enforce', '--yes');
    expect(enforced.stdout).toContain(`kept: ${name}: arn:aws:`);
    expect(enforced.stdout).toContain(`npx ecr-steward undo ${entries[0]?.id}\n`);
    expect(enforced.code).toBe(2);
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['wrong'] });
    await run('undo', entries[0]?.id ?? '', '--yes');
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: [quarantineTag(digest)] });
  });

  test('takes the name of an image as others print it, and its digest', async () => {
    await using steward = await startQuarantined();
    const { ecr, run, digest, name } = steward;
    const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    const elsewhere = await run('release', `${host.replace('west', 'north')}/${name}`, '--yes');
    expect(elsewhere.stderr).toMatch(
      /is another registry than that of account 123456789012 in eu-/,
    );
    const unknown = await run('release', `${repositoryName}@${digestOf('x')}`, '--yes');
    expect(unknown.stderr).toContain(
      `has no quarantine of ${repositoryName}@${digestOf('x')}. To release it manually`,
    );

    await put(ecr, manifest('a'), 'wrong-too');
    await run('check', '--enforce', '--yes');
    const two = await run('release', `${repositoryName}@${digest}`, '--yes');
    expect(two.stderr).toContain(
      `has lost more than one tag. Give one of them: ${repositoryName}:wrong-too, ${name}\n`,
    );
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: [quarantineTag(digest)] });
    expect((await run('release', `${host}/${name}`, '--yes')).code).toBe(0);
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['wrong'] });
  });

  test('names the enforced rule of scanning that may remove the tag', async () => {
    await using steward = await startQuarantined();
    const { ledger, file, run, name } = steward;
    const yml = `${versions}scanning: { rules: [{ rule: strict, fail: { high: 0 }, action: quarantine }] }`;
    await writeFile(file, yml);
    await consent(ledger, 'scanning', enforcedRulesOf.scanning(parseRegistryConfig(yml)), 'x', now);
    const { stdout, stderr, code } = await run('release', name, '--yes');
    expect(stderr).toBe(
      'The rule "strict" of scanning is enforced, and may remove the tag again, if the image fails its scan. ' +
        'To prevent that: npx ecr-steward observe scanning, or change the rule.\n',
    );
    expect(code).toBe(0);
    const [, back = ''] = /undo (\S+)\)/.exec(stdout) ?? [];
    await run('undo', back, '--yes');
    await withdraw(ledger, 'scanning', 'x', now);
    expect((await run('release', name, '--yes')).stderr).toBe('');
  });

  test('names the enforced rule of naming that may remove a tag which scanning took', async () => {
    await using steward = await startSteward();
    const { ecr, ledger, perform, file, run } = steward;
    await createRepository(ecr);
    const digest = await put(ecr, manifest('a'), quarantineTag(digestOf('a')));
    const rule = { capability: 'scanning' as const, name: 'strict', text: '' };
    await perform({
      ...{ kind: 'quarantine', rule, repository: repositoryName, target: `${repositoryName}:x` },
      ...{ before: { tag: 'x', digest }, after: { tag: quarantineTag(digest), digest } },
    });
    await writeFile(file, versions);
    await consent(
      ledger,
      'naming',
      enforcedRulesOf.naming(parseRegistryConfig(versions)),
      'x',
      now,
    );
    const { stderr } = await run('release', `${repositoryName}:x`);
    expect(stderr).toContain(
      'The rule "versions" of naming is enforced, and may remove the tag again.',
    );
  });

  test('says of a name that somebody has pushed since which image has it', async () => {
    await using steward = await startQuarantined();
    const { ecr, run, digest, name } = steward;
    const other = await put(ecr, manifest('b'), 'wrong');
    const { stderr, code } = await run('release', name, '--yes');
    expect(stderr).toContain(`${name} points to ${other} now: somebody has pushed since`);
    expect(code).toBe(1);
    expect(await tagsByDigest(ecr)).toEqual({
      [digest]: [quarantineTag(digest)],
      [other]: ['wrong'],
    });
  });

  test('explains how to release manually a tag that is not in the audit log', async () => {
    await using steward = await startSteward(versions);
    const { stderr, code } = await steward.run('release', 'team-a/web:1', '--yes');
    expect(stderr).toContain(
      'the audit log has no quarantine of team-a/web:1. To release it manually, ',
    );
    expect(code).toBe(1);
    const wrong = await steward.run('release', 'team-a/web', '--yes');
    expect(wrong.stderr).toContain(
      'team-a/web is not REPOSITORY:TAG or REPOSITORY@DIGEST: give one such as',
    );
  });
});

test('a name in the audit log can neither steer the terminal nor forge a line', async () => {
  await using steward = await startSteward(versions.replace('versions', '"a\\nb\\e[31m"'));
  const { ecr, run } = steward;
  await createRepository(ecr);
  await put(ecr, manifest('a'), 'wrong');
  await run('check', '--enforce', '--yes');
  for (const args of [
    ['history'],
    ['allow', '--list'],
    ['release', `${repositoryName}:wrong`, '--yes'],
  ]) {
    const { stdout, stderr } = await run(...args);
    expect(stdout + stderr).toContain('a\\u000ab\\u001b[31m');
    expect(stdout + stderr).not.toContain('a\nb');
    expect(stdout + stderr).not.toContain('\u001b');
  }
});

describe('undo', () => {
  test('undoes an action once, and undoes the undo', async () => {
    await using steward = await startQuarantined();
    const { ecr, run, digest, id } = steward;
    const first = jsonOf<{ id: string; state: string }>(await run('undo', id, '--json'));
    expect(first.state).toBe('done');
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['wrong'] });
    const second = await run('undo', id);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toBe('Nothing to do: all is as it was before: it is undone already.\n');
    expect((await run('undo', first.id, '--yes')).code).toBe(0);
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: [quarantineTag(digest)] });
  });

  test('is within the limits where it takes a name', async () => {
    await using steward = await startQuarantined();
    const { run, file, id } = steward;
    const { id: back } = jsonOf<{ id: string }>(await run('undo', id, '--json'));
    await writeFile(file, 'limits: {quarantine: {perRun: {count: 0}}}');
    const { stderr, code } = await run('undo', back, '--yes');
    expect(stderr).toContain(
      'held back. limits.quarantine allows 0 per run (tags that are replaced',
    );
    expect(code).toBe(1);
  });

  test('asks before a policy that is put back expires images', async () => {
    await using steward = await startSteward(`
baseline: [{ action: enforce, replaceLifecycle: true, lifecycle: { keepLast: 50 } }]
limits: ${roomy}
`);
    const { ecr, run } = steward;
    await createRepository(ecr);
    const strict = {
      ...{ rulePriority: 1, action: { type: 'expire' } },
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
    };
    const lifecyclePolicyText = JSON.stringify({ rules: [strict] });
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    const { stdout } = await run('baseline', '--enforce', '--yes');
    const [, id = ''] = /undo (\S+)\)/.exec(stdout) ?? [];
    for (const name of ['a', 'b', 'c']) await put(ecr, manifest(name), name);
    for (const args of [[], ['--json']]) {
      const { stderr, code } = await run('undo', id, ...args);
      expect(stderr).toContain('2 images would expire, which cannot be undone. There is no term');
      expect(code).toBe(1);
    }
    expect((await run('undo', id, '--yes')).code).toBe(0);
  });

  test('says which enforced rule sets a setting again, and how that is prevented', async () => {
    const yml = `
baseline: [{ action: enforce, scanOnPush: true }]
limits: ${roomy}
`;
    await using steward = await startSteward(yml);
    const { ecr, ledger, run } = steward;
    await createRepository(ecr);
    const { stdout } = await run('baseline', '--enforce', '--yes');
    const [, id = ''] = /undo (\S+)\)/.exec(stdout) ?? [];
    const rules = enforcedRulesOf.baseline(parseRegistryConfig(yml));
    await consent(ledger, 'baseline', rules, 'x', now);
    const undone = await run('undo', id, '--yes');
    expect(undone.stderr).toBe(
      'The rule "**" of baseline is enforced, and its function sets this again. ' +
        'To prevent that: npx ecr-steward observe baseline, or change the rule.\n',
    );
    // What the rule wants is brought back: nothing is to be said of that.
    const [, back = ''] = /undo (\S+)\)/.exec(undone.stdout) ?? [];
    expect(await run('undo', back, '--yes')).toMatchObject({ code: 0, stderr: '' });
    await withdraw(ledger, 'baseline', 'x', now);
    expect(await run('undo', id, '--yes')).toMatchObject({ code: 0, stderr: '' });
  });

  test('refuses what it cannot, and what is not ours', async () => {
    await using steward = await startSteward();
    const { run, perform, ecr } = steward;
    expect((await run('undo', 'nothing')).stderr).toContain('the audit log has no action nothing');
    const long = await run('undo', 'x'.repeat(3000));
    expect(long.stderr).toContain(
      `the audit log has no action ${'x'.repeat(60)}…: npx ecr-steward`,
    );
    const done = await perform({ what: 'delete the tag', final: 'ECR gives none back' });
    const id = done.state === 'done' ? done.id : '';
    expect((await run('undo', id)).stderr).toBe(
      'error: "delete the tag" of team-a/web:latest cannot be undone: ECR gives none back\n',
    );
    await takeOver(ecr, { stack: 'another', file: 'other.yml' });
    expect((await run('undo', id)).stderr).toContain('this registry belongs to the stack another');
  });
});
