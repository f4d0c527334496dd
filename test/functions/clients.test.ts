import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeImagesCommand, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { createRepositories } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

const registryYml = `
naming:
  tags: [{rule: versions only, kinds: [semver], action: quarantine}]
`;

test('what skopeo pushes under an invalid tag is quarantined', async (context) => {
  if (spawnSync('skopeo', ['--version']).status !== 0) context.skip('skopeo is not installed');
  const { aws, ecr, stack } = await startTestStack(registryYml);
  await createRepositories(ecr, 'platform/web');
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const token = authorizationData?.[0]?.authorizationToken ?? '';
  const credentials = Buffer.from(token, 'base64').toString();
  const target = `docker://127.0.0.1:${aws.port}/platform/web:latest`;
  const flags = ['--dest-tls-verify=false', '--dest-creds', credentials];
  await run('skopeo', ['copy', ...flags, `dir:${await imageFolder()}`, target]);
  await stack.idle();
  const { imageDetails } = await ecr.send(
    new DescribeImagesCommand({ repositoryName: 'platform/web' }),
  );
  expect(imageDetails?.map(({ imageTags }) => imageTags)).toEqual([
    [expect.stringMatching(/^quarantine-[0-9a-f]{12}$/)],
  ]);
});

/** An image without layers, as skopeo keeps one in a folder. */
async function imageFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'image');
  const digest = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
  const mediaType = 'application/vnd.oci.image.config.v1+json';
  await mkdir(folder);
  await writeFile(join(folder, 'version'), 'Directory Transport Version: 1.1\n');
  await writeFile(join(folder, digest), '{}');
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType, digest: `sha256:${digest}`, size: 2 },
    layers: [],
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
