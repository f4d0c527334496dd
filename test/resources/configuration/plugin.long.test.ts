import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { readActive } from '../../../shared/config/active/read.ts';
import { environmentFor } from '../../cli/account.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { createFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);

interface Failed {
  code: number;
  stdout: string;
  stderr: string;
}

async function deploy(file: string): Promise<Failed> {
  const { folder, remove } = await createFolder();
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: folder, ECR_STEWARD_CONFIG: file, AWS_EC2_METADATA_DISABLED: 'true' };
  const bin = join('node_modules', 'serverless', 'bin', 'serverless.js');
  const deploying = run(process.execPath, [bin, 'deploy', '--stage', 'prod'], { env });
  return deploying
    .then(
      () => expect.fail(),
      (it: Failed) => it,
    )
    .finally(remove);
}

test.each([
  ['wrong', 'pullThroughCache: {prune: maybe}', /:1:20 \S+\.prune: is "maybe", not true or false/],
  ['no YAML', 'naming:\n\ttags: []', /registry\.yml:2:1 a line starts with a tab/],
  ['not there', undefined, /cannot read \S+: there is no such file.*ECR_STEWARD_CONFIG/],
])(
  'a registry.yml that is %s cannot be deployed, which is reported once',
  async (_, text, problem) => {
    const folder = await temporaryFolder(text === undefined ? {} : { 'registry.yml': text });
    const { code, stdout, stderr } = await deploy(join(folder, 'registry.yml'));
    expect(code).toBe(1);
    const printed = stdout + stderr;
    expect(printed.match(new RegExp(problem, 'g'))).toHaveLength(1);
    expect(printed).toContain('nothing is deployed: ');
    expect(printed).not.toMatch(/\n +at |YAMLParseError|--config FILE|redentials/);
  },
);

test('with credentials, region and endpoint of the framework itself', async () => {
  const { aws, config } = await startTestAws();
  const ledger = await createLedger({ aws, config }, 'ecr-steward-prod-ledger');
  const { endpoint, region } = aws;
  for (const [name, value] of Object.entries(environmentFor(endpoint, region))) {
    vi.stubEnv(name, value);
  }
  const folder = await temporaryFolder({ 'registry.yml': 'naming: {}' });
  vi.stubEnv('ECR_STEWARD_CONFIG', join(folder, 'registry.yml'));
  const Serverless = createRequire(import.meta.url)('serverless/lib/serverless.js');
  const serverless = new Serverless({
    configuration: {
      service: 'ecr-steward',
      provider: { name: 'aws', region, stage: 'prod' },
      plugins: ['./resources/configuration/plugin.cjs'],
    },
    serviceDir: process.cwd(),
    configurationFilename: 'serverless.yml',
    commands: ['deploy'],
    options: {},
  });
  await serverless.init();
  const { hooks } = serverless.pluginManager as {
    hooks: Record<string, { pluginName: string; hook: () => Promise<void> }[]>;
  };
  const ours = (event: string) => hooks[event]?.filter((it) => it.pluginName === 'Configuration');
  for (const event of ['initialize', 'finalize']) {
    expect(ours(event)).toHaveLength(1);
    await ours(event)?.[0]?.hook();
  }
  expect(await readActive(ledger)).toMatchObject({ version: 1, file: 'registry.yml' });
  vi.unstubAllEnvs();
});
