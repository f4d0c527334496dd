import { readFileSync } from 'node:fs';
import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import type { Enforced } from '../../../shared/naming/enforce.ts';
import type { NamingPlan } from '../../../shared/naming/plan.ts';
import { roomy } from '../../support/acting.ts';
import { deployedFrom, startAccount } from '../account.ts';
import { fileWith, jsonOf, type Run, runCli, sampleFile, sampleSnapshot } from '../run.ts';

const anything = 'naming: {tags: [{rule: anything, patterns: [".*"]}]}';

const full = `limits: {delete: {perRun: {count: 1}}}
naming:
  tags:
    - rule: versions
      kinds: [semver, version-line]
      allow: [latest]
      requires: [{tags: [latest], kinds: [version-line], sibling: {kinds: [semver]}}]
      message: See the wiki.
      action: delete
`;

/** A snapshot with one repository, and an image for each list of tags. */
function registryWith(
  repositoryName: string,
  images: readonly (readonly string[])[],
  imagePushedAt?: Date,
): string {
  const { imageDetails, repositories, ...rest } = sampleSnapshot();
  const [image, repository] = [imageDetails[0], repositories[0]];
  const snapshot = {
    ...rest,
    pullThroughCacheRules: [],
    repositories: [{ ...repository, repositoryName }],
    imageDetails: images.map((imageTags, index) => {
      const imageDigest = `sha256:${String(index).padStart(64, '0')}`;
      return {
        ...image,
        repositoryName,
        imageDigest,
        imageTags,
        ...(imagePushedAt && { imagePushedAt: imagePushedAt.toISOString() }),
      };
    }),
  };
  return fileWith(JSON.stringify(snapshot), 'json');
}

/** A registry whose images have been pushed just now. */
function fresh(snapshot: Snapshot): Snapshot {
  const imagePushedAt = new Date().toISOString();
  const imageDetails = snapshot.imageDetails.map(({ lastRecordedPullTime: _, ...image }) => ({
    ...image,
    imagePushedAt,
  }));
  return { ...snapshot, imageDetails };
}

const sampleCheck = runCli(['check', '--json', '--registry', sampleFile]);

describe('check', () => {
  test('prints one JSON object of the documented shape and exits 2', async () => {
    const run = await sampleCheck;
    const { checked, violations, ...more } = jsonOf<NamingPlan>(run);
    expect(more).toEqual({});
    expect(Object.keys(checked)).toEqual(['repositories', 'images', 'tags']);
    const base = ['kind', 'repository', 'rule', 'reason', 'action'];
    for (const violation of violations) {
      const keys =
        violation.kind === 'tag' ? [...base, 'tag', 'digest', 'pushedAt', 'pulledAt'] : base;
      expect(keys).toEqual(expect.arrayContaining(Object.keys(violation)));
    }
    expect(new Set(violations.map(({ kind }) => kind))).toEqual(new Set(['repository', 'tag']));
    expect(run).toMatchObject({ code: 2, stderr: '' });
  });

  test('exempts repositories that a cache rule of the registry fills', async () => {
    const run = await sampleCheck;
    const { checked, violations } = jsonOf<NamingPlan>(run);
    const own = sampleSnapshot().repositories.filter(
      ({ repositoryName }) => !/^(docker-hub|quay\.io)\//.test(repositoryName),
    );
    expect(checked.repositories).toBe(own.length);
    const names = violations.map(({ repository }) => repository);
    expect(names.filter((name) => name.includes('docker-hub') || name.includes('quay'))).toEqual(
      [],
    );
  });

  test('exits 0 and says so when there are no violations', async () => {
    const args = ['check', '-c', fileWith(anything), '--registry', sampleFile];
    const { stdout, stderr, code } = await runCli(args);
    expect(stdout).toMatch(/^9 repositories and 26 tags checked: no violations\./);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('leaves the tags of signatures alone, and says how many', async () => {
    const of = `sha256-${'0'.repeat(64)}`;
    const tags = [['1.4.2'], [`${of}.sig`], [`${of}.att`], [`${of}.sbom`], [of]];
    const config = fileWith('naming: {tags: [{rule: v, kinds: [semver], action: quarantine}]}');
    const args = ['check', '-c', config, '--registry', registryWith('team-a/web', tags)];
    const { stdout, code } = await runCli(args);
    expect(stdout).toBe(
      '1 repository and 1 tag checked: no violations. Cached repositories are exempt, and so are 4 tags of signatures.\n',
    );
    expect(code).toBe(0);
  });

  test('groups violations by repository and counts them', async () => {
    const { stdout } = await runCli(['check', '--registry', sampleFile]);
    expect(stdout).toMatch(/^platform\/web\n {2}quarantine tag "release-candidate" is not semver/m);
    const found = stdout.match(/^ {2}(report|quarantine) /gm) ?? [];
    expect(stdout).toContain(`checked: ${found.length} violations.`);
  });

  test('shows a tag as text that would steer the terminal', async () => {
    const snapshot = sampleSnapshot();
    const image = snapshot.imageDetails.find((it) => it.repositoryName === 'platform/api');
    image?.imageTags?.push('v\x1b[8m\x9b2J\nforged: no violations');
    const file = fileWith(JSON.stringify(snapshot), 'json');
    const { stdout } = await runCli(['check', '--registry', file]);
    expect(stdout).toContain('tag "v\\u001b[8m\\u009b2J\\nforged: no violations" is not semver');
    expect(stdout).not.toContain('\x1b');
    expect(stdout).not.toContain('\x9b');
  });

  test('quarantines with --enforce what is new, keeps every image, and has then only reports', async () => {
    await using account = await startAccount({ snapshot: fresh(sampleSnapshot()) });
    const { ecr, env } = account;
    const config = fileWith(`limits: ${roomy}\n${readFileSync('registry.yml', 'utf8')}`);
    await deployedFrom(account, config);
    const args = ['check', '--enforce', '--json', '-c', config];
    const before = await imagesOf(ecr, 'platform/web');
    const first = await runCli(args, { env });
    const quarantined = violationsOf(first).filter(({ outcome }) => outcome === 'quarantined');
    expect(quarantined.map(({ repository }) => repository)).toContain('platform/web');
    expect(jsonOf(first)).toMatchObject({
      place: { account: '123456789012', region: 'eu-west-1', dryRun: false },
    });

    const after = await imagesOf(ecr, 'platform/web');
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    expect([...after.values()].flat()).not.toContain('release-candidate');
    expect([...after.values()].flat().join()).toMatch(/quarantine-[0-9a-f]{12}/);

    const second = await runCli(args, { env });
    expect(new Set(violationsOf(second).map(({ outcome }) => outcome))).toEqual(
      new Set(['reported']),
    );
    expect(second.code).toBe(2);
  });

  test('leaves with --enforce what was pushed long ago, and says why', async () => {
    const naming = 'naming: {tags: [{rule: v, patterns: ["v.*"], action: quarantine}]}';
    const args = ['check', '--enforce', '-c', fileWith(naming), '--registry', sampleFile];
    const { stdout, code } = await runCli(args);
    expect(stdout).toMatch(
      /^kept: team-a\/checkout:fix-login: it was pushed longer ago than quarantineWithin/m,
    );
    expect(stdout).not.toMatch(/^quarantined/m);
    expect(code).toBe(2);
  });

  test('exits 0 when --enforce has removed all violations, and says that it was a dry run', async () => {
    const naming = 'naming: {tags: [{rule: v, patterns: ["v.*"], action: quarantine}]}';
    const file = fileWith(JSON.stringify(fresh(sampleSnapshot())), 'json');
    const config = fileWith(`limits: ${roomy}\n${naming}`);
    const { stdout, code } = await runCli(['check', '--enforce', '-c', config, '--registry', file]);
    expect(stdout).toMatch(
      /^Dry run on a copy of .* \(nothing changes at AWS\): to quarantine \d+ tags, /m,
    );
    expect(stdout).toMatch(/^quarantined team-a\/checkout:fix-login /m);
    expect(code).toBe(0);
  });

  test('takes with --enforce ten of 120 wrong tags at most, and says how many are held', async () => {
    const images = Array.from({ length: 120 }, (_, at) => [`build-${at}`]);
    const file = registryWith('team-a/web', images, new Date());
    const naming = 'naming: {tags: [{rule: v, kinds: [semver], action: quarantine}]}';
    const args = ['check', '--enforce', '--json', '--registry', file];
    const run = await runCli([...args, '-c', fileWith(naming)]);
    const outcomes = violationsOf(run).map(({ outcome }) => outcome);
    // Ten would be more than five percent of them.
    expect(outcomes.filter((it) => it === 'quarantined')).toHaveLength(6);
    expect(outcomes.filter((it) => it === 'held')).toHaveLength(114);
    expect(run.stderr).toMatch(
      /^114 held back by limits\.quarantine\. limits\.quarantine allows 6 per run \(tags/,
    );
    expect(run.code).toBe(2);
  });

  test('takes nothing with --enforce where no stack counts and records it', async () => {
    await using account = await startAccount({ snapshot: fresh(sampleSnapshot()) });
    const run = await runCli(['check', '--enforce'], { env: account.env });
    expect(run.stderr).toMatch(
      /^error: cannot enforce: no stack of ecr-steward is deployed for account 123456789012/,
    );
    expect(run.code).toBe(1);
  });

  test('shows a right name, the message of the rule, and what --enforce would do', async () => {
    const file = registryWith('team-a/web', [['V1.2.3'], ['latest', '1.4']]);
    const { stdout, code } = await runCli(['check', '-c', fileWith(full), '--registry', file]);
    expect(stdout).toBe(`team-a/web
  delete tag "V1.2.3" is not semver (such as 1.4.2), version-line (such as 1.4) or latest (rule: versions)
    suggestion: v1.2.3
    all its tags are removed: ECR deletes the image with the last one
    See the wiki.
  delete tag "latest" needs a sibling on its image: semver (such as 1.4.2) (rule: versions)
    all its tags are removed: ECR deletes the image with the last one
    See the wiki.
  delete tag "1.4" needs a sibling, of 1.4, on its image: semver (such as 1.4.2) (rule: versions)
    all its tags are removed: ECR deletes the image with the last one
    See the wiki.

1 repository and 3 tags checked: 3 violations. Cached repositories are exempt.
--enforce would delete 3 tags, within the limits.
`);
    expect(code).toBe(2);
  });

  test('deletes with --enforce as much as it may, and says what it has left', async () => {
    const file = registryWith('team-a/web', [['V1.2.3'], ['latest', '1.4'], ['1.0.0', 'x']]);
    const args = ['check', '--enforce', '-c', fileWith(full), '--registry', file];
    expect((await runCli(args)).stderr).toBe(
      'error: 3 tags are the last of their images: ECR deletes the images with them, which cannot be undone. There is no terminal to confirm this on: give --yes\n',
    );
    const text = await runCli([...args, '--yes']);
    expect(text.stdout).toMatch(
      /\ndeleted team-a\/web:V1\.2\.3 \(it cannot be undone: ECR has deleted the image with its last tag\)\nheld back team-a\/web:latest\n/,
    );
    expect(text.stderr).toMatch(
      /^3 held back by limits\.delete\. limits\.delete allows 1 per run \(tags that are deleted\), and 1 is used up/,
    );
    const json = await runCli([...args, '--json', '--yes']);
    expect(jsonOf<NamingPlan>(json)).toMatchObject({
      violations: [
        { tag: 'V1.2.3', outcome: 'deleted', imageGoes: true, suggestion: 'v1.2.3' },
        { tag: 'latest', outcome: 'held', lacksSibling: true, message: 'See the wiki.' },
        { tag: '1.4', outcome: 'held' },
        { tag: 'x', outcome: 'held' },
      ],
    });
    expect([text.code, json.code]).toEqual([2, 2]);
  });

  test('does nothing to the registry without --enforce', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const writes: string[] = [];
    account.aws.onExchange(({ operation }) => {
      if (/^(Put|BatchDelete|Delete|Create|Update)/.test(operation)) writes.push(operation);
    });
    const { code } = await runCli(['check'], { env: account.env });
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
  });
});

function violationsOf(run: Run): Enforced[] {
  return jsonOf<{ violations: Enforced[] }>(run).violations;
}

async function imagesOf(ecr: ECRClient, repositoryName: string): Promise<Map<string, string[]>> {
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  return new Map(imageDetails.map((it) => [it.imageDigest ?? '', it.imageTags ?? []]));
}
