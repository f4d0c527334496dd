import { describe, expect, test } from 'vitest';
import { checkout, folder, hasOfficial, officialFile, runApart } from './run.ts';

describe('demo', () => {
  test('shows the three jobs, from any folder', async () => {
    const args = ['demo', '-c', `${checkout}/registry.yml`];
    const { stdout, stderr, code } = await runApart(args, { cwd: folder });
    expect(chapters(stdout)).toEqual([
      expect.stringMatching(/^Cache rules: plan/),
      'Cache rules: apply',
      'A push: platform/web:2.4.0',
      'A push: platform/web:latest',
      'So far the rules only observe. To enforce them: npx ecr-steward allow naming',
      'A push: platform/web:stable',
      'The nightly walk, and its inventory',
    ]);
    expect(stdout).toMatch(/^\+ create +docker\.io ← registry-1\.docker\.io$/m);
    expect(stdout).toMatch(/^created docker\.io$/m);
    expect(stdout).toMatch(
      /^The image has the tags: 2\.4\.0\nNo alert: the tag follows the rules./m,
    );
    expect(stdout).toContain('Nothing was done: "versions only" is new');
    expect(stdout).toMatch(
      /^The image has the tags: quarantine-[0-9a-f]{12}\nThe alert topic received:/m,
    );
    expect(stdout).toMatch(/^12 repositories +45 /m);
    expect(stdout).toMatch(/s3:\/\/\S+\/summary\/date=\S+inventory\.json$/m);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('does the same over the Docker official images', async (context) => {
    context.skip(!hasOfficial, `${officialFile} is not here`);
    const { stdout, stderr, code } = await runApart(['demo', '--registry', officialFile]);
    expect(chapters(stdout)).toHaveLength(7);
    expect(stdout).toMatch(/^The image has the tags: quarantine-[0-9a-f]{12}$/m);
    // The official images, and the three that were pushed into a repository of their own.
    expect(stdout).toMatch(/^138 repositories +10,059 +2,124 +7,935 +9,477 +4\.53 TB$/m);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });
});

/** The headings, each after an empty line. */
function chapters(story: string): string[] {
  const headings = /\n\n((?:Cache rules|A push|So far|The nightly).*)/g;
  return Array.from(story.matchAll(headings), ([, title]) => title ?? '');
}
