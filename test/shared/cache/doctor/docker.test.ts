import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { type Healthy, healthy, host, image, stepOf } from './practice.ts';

const auth = Buffer.from('AWS:not-to-be-seen').toString('base64');

/** The step `docker` with a config.json of this content, and programs of these names on PATH. */
async function docker(
  { practice }: Healthy,
  content: object | undefined,
  { text = image, programs = [] }: { text?: string; programs?: readonly string[] } = {},
) {
  const folder = await temporaryFolder();
  const configFile = join(folder, 'config.json');
  if (content) writeFileSync(configFile, JSON.stringify(content));
  for (const program of programs) {
    writeFileSync(join(folder, program), '');
    chmodSync(join(folder, program), 0o755);
  }
  const place = { configFile, searchPath: [join(folder, 'nowhere'), folder] };
  return stepOf({ ...practice, docker: place }, 'docker', text);
}

const localHost = ({ aws }: Healthy) => new URL(aws.endpoint).host;

describe('Docker', () => {
  test('is not asked for', async () => {
    expect((await stepOf((await healthy()).practice, 'docker')).verdict).toBe('skipped');
  });

  test('has no configuration, and is to log in to the host of the image', async () => {
    const step = await docker(await healthy(), undefined, { text: `${host}/${image}` });
    expect(step).toMatchObject({
      verdict: 'broken',
      remedy: expect.stringMatching(new RegExp(`--region eu-west-1 \\| .* ${host}$`)),
    });
  });

  test('has a folder in its place', async () => {
    const started = await healthy();
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'config.json'));
    const place = { configFile: join(folder, 'config.json'), searchPath: [] };
    expect(await stepOf({ ...started.practice, docker: place }, 'docker')).toMatchObject({
      remedy: expect.stringMatching(/^rm -r /),
    });
  });

  test.each([
    [200, 'ok', /which the registry accepts/],
    [401, 'broken', /12 hours/],
    [403, 'broken', /12 hours/],
    [500, 'ok', /not tried/],
    [undefined, 'ok', /not tried/],
  ])('has a login that the registry answers with %s', async (status, verdict, found) => {
    const started = await healthy();
    started.aws.mount('/v2/', (_request, response) => {
      if (status === undefined) response.destroy();
      else response.writeHead(status).end();
    });
    for (const [name, text] of [
      [localHost(started), image],
      [host, `${host}/${image}`],
    ] as const) {
      const step = await docker(started, { auths: { [name]: { auth } } }, { text });
      expect(step).toMatchObject({ verdict, found: expect.stringMatching(found) });
      expect(JSON.stringify(step)).not.toContain(auth);
    }
  });
});

describe('a helper', () => {
  const withHelper = (started: Healthy, helper: string, programs: readonly string[] = []) =>
    docker(started, { credHelpers: { [localHost(started)]: helper } }, { programs });

  test.each<[string, string, string[], string, RegExp | undefined]>([
    ['whose program is there', 'ecr-login', ['docker-credential-ecr-login'], 'ok', undefined],
    ['without its program', 'ecr-login', [], 'broken', /^install amazon-ecr-credential-helper,/],
    ['of others without its program', 'pass', [], 'broken', /^install docker-credential-pass,/],
    [
      'whose program has its bare name',
      'pass',
      ['pass'],
      'broken',
      /^ln -s pass .*\/docker-credential-pass$/,
    ],
    ['with what Docker puts before it', 'docker-credential-pass', [], 'broken', /^write pass /],
    ['of ECR by another name', 'amazon-ecr-credential-helper', [], 'broken', /^write ecr-login /],
    ['of ECR by its short name', 'ecr', [], 'broken', /^write ecr-login /],
  ])('%s', async (_, helper, programs, verdict, remedy) => {
    const step = await withHelper(await healthy(), helper, programs);
    expect(step.verdict).toBe(verdict);
    if (remedy) expect(step).toMatchObject({ remedy: expect.stringMatching(remedy) });
  });
});
