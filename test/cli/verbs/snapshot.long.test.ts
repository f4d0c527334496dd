import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSnapshot, type Snapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import { startAccount } from '../account.ts';
import {
  folder,
  hasOfficial,
  officialFile,
  runCli,
  sampleFile,
  sampleSnapshot,
  startCli,
} from '../run.ts';

describe('snapshot', () => {
  test('writes on stdout what a snapshot brought in', async () => {
    const { stdout, stderr, code } = await runCli(['snapshot', '--registry', sampleFile]);
    expect(comparable(parseSnapshot(stdout))).toEqual(comparable(sampleSnapshot()));
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('writes the Docker official images to a file and reads them back', async (context) => {
    context.skip(!hasOfficial, `${officialFile} is not here`);
    const file = join(folder, 'official.json');
    const { stdout, code } = await runCli(['snapshot', file, '--registry', officialFile]);
    const official = parseSnapshot(readFileSync(officialFile, 'utf8'));
    expect(comparable(parseSnapshot(readFileSync(file, 'utf8')))).toEqual(comparable(official));
    expect({ stdout, code, part: existsSync(`${file}.part`) }).toEqual({
      stdout: '',
      code: 0,
      part: false,
    });
  });

  test('leaves no file behind when it breaks off', async () => {
    const fault = { operations: ['ecr:DescribeImages'], after: 3, error: 'AccessDeniedException' };
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults: [fault] });
    const file = join(folder, 'broken.json');
    const { stderr, code } = await runCli(['snapshot', file], { env: account.env });
    expect(stderr).toMatch(/^error: access denied: .*ecr:DescribeImages.*\n$/);
    expect([code, existsSync(file), existsSync(`${file}.part`)]).toEqual([1, false, false]);
  });

  test.each([
    ['a folder that is not there', join(folder, 'nowhere', 'snapshot.json')],
    ['a folder instead of a file', join(folder, 'a-folder')],
  ])('names %s', async (_, file) => {
    mkdirSync(join(folder, 'a-folder'), { recursive: true });
    const { stdout, stderr, code } = await runCli(['snapshot', file, '--registry', sampleFile]);
    expect(stderr).toMatch(/^error: cannot write .*: (no such file|illegal operation).*\n$/);
    expect(stderr).toContain(file);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test.each(['snapshot', 'inventory'])(
    '%s ends quietly when its reader has enough',
    async (verb) => {
      const child = startCli([verb, '--registry', hasOfficial ? officialFile : sampleFile]);
      let stderr = '';
      child.stderr.on('data', (text) => {
        stderr += text;
      });
      child.stdout.once('data', () => child.stdout.destroy());
      const code = await new Promise((resolve) => child.once('exit', resolve));
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
  );
});

/** The same for two snapshots of one content: order and the members that ECR adds do not count. */
function comparable({ repositories, imageDetails, pullThroughCacheRules = [] }: Snapshot) {
  const instant = (date: string | number | undefined) =>
    typeof date === 'number' ? date * 1000 : Date.parse(date ?? '');
  return {
    repositories: repositories.map(({ repositoryName }) => repositoryName).sort(),
    images: imageDetails
      .map(({ repositoryName, imageDigest, imageTags = [], imageSizeInBytes, imagePushedAt }) =>
        JSON.stringify([
          ...[repositoryName, imageDigest, imageTags.toSorted(), imageSizeInBytes],
          instant(imagePushedAt),
        ]),
      )
      .sort(),
    rules: pullThroughCacheRules
      .map((rule) => [rule.ecrRepositoryPrefix, rule.upstreamRegistryUrl, rule.credentialArn])
      .sort(),
  };
}
