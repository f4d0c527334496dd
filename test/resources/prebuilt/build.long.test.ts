import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { type Json, referencesIn } from '../../../resources/company/references.ts';
import { needs } from '../../local/clients/program.ts';
import { startTestAws } from '../../local/start.ts';
import { linkedCheckout, lint, type Template } from '../../support/packaging.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);
const main = resolve('resources/prebuilt/main.ts');

let dist: string;
let template: Template;

beforeAll(async () => {
  const { folder, remove } = await linkedCheckout();
  await build(folder);
  dist = join(folder, 'dist');
  template = JSON.parse(readFileSync(join(dist, 'template.json'), 'utf8')) as Template;
  return remove;
});

function build(cwd: string, env: Record<string, string> = {}) {
  const { PATH = '' } = process.env;
  return run(process.execPath, [main], { cwd, env: { PATH, HOME: cwd, ...env } });
}

function digests(folder: string): Record<string, string> {
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, digest(name)]),
  );
}

test('a second build, with another registry.yml, is the same to the byte', async () => {
  const { folder, remove } = await linkedCheckout();
  await build(folder, { ECR_STEWARD_CONFIG: resolve('docs/generate/everything.yml') });
  expect(digests(join(folder, 'dist'))).toEqual(digests(dist));
  await remove();
});

test('the template names the code of each function, and no account, region, stage or bucket', () => {
  const functions = Object.values(template.Resources).filter(
    ({ Type }) => Type === 'AWS::Lambda::Function',
  );
  const code = functions.map(({ Properties }) => String(Properties.Code));
  expect(code.map((it) => it.replace('./', '')).sort()).toEqual(
    readdirSync(dist)
      .filter((name) => name.endsWith('.zip'))
      .sort(),
  );
  const ofOne = /[:"]\d{12}[:"]|eu-west-1|ecr-steward-stage|ecr_steward_stage|DeploymentBucket/;
  expect(JSON.stringify(template).match(ofOne)?.[0]).toBeUndefined();
});

test('it refers only to what is in it', () => {
  const { Resources, Parameters, Conditions, Outputs } = template;
  const references = referencesIn({ Resources, Conditions, Outputs } as unknown as Json);
  const own = (name: string) => /^AWS(::|\b)/.test(name) || name in Resources || name in Parameters;
  expect(references.filter((name) => !own(name))).toEqual([]);
});

test('names stay within the limits of AWS for a stack with a name of up to 36 characters', () => {
  const named = Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::Lambda::Function') return [Properties.FunctionName];
    if (Type !== 'AWS::Events::Rule') return [];
    return [Properties.Name, ...(Properties.Targets as { Id: unknown }[]).map(({ Id }) => Id)];
  });
  const texts = named.map((it) => String((it as { 'Fn::Sub': string })['Fn::Sub']));
  expect(texts.length).toBeGreaterThan(60);
  const lengths = texts.map((it) => it.replace(/\$\{AWS::StackName\}/, 'x'.repeat(36)).length);
  expect(Math.max(...lengths)).toBe(64);
});

test('cfn-lint finds no error in it', async (context) => {
  const errors = await lint(template, 'us-east-1');
  if (errors === undefined) context.skip('cfn-lint is not installed');
  expect(errors).toBe('');
});

test('the AWS CLI packages it: it uploads the code, and names it in the template', async (context) => {
  needs(context, 'aws');
  const { aws } = await startTestAws();
  const home = await temporaryFolder();
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_DEFAULT_REGION: aws.region,
  };
  await run('aws', ['s3', 'mb', 's3://releases'], { env });
  const files = ['--template-file', join(dist, 'template.json'), '--s3-bucket', 'releases'];
  const out = ['--use-json', '--output-template-file', join(home, 'packaged.json')];
  await run('aws', ['cloudformation', 'package', ...files, ...out], { env });
  const packaged = JSON.parse(readFileSync(join(home, 'packaged.json'), 'utf8')) as Template;
  const { stdout } = await run('aws', ['s3', 'ls', '--recursive', 's3://releases'], { env });
  for (const { Type, Properties } of Object.values(packaged.Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const { S3Bucket, S3Key } = Properties.Code as { S3Bucket: string; S3Key: string };
    expect(S3Bucket).toBe('releases');
    expect(stdout).toContain(S3Key);
  }
});
