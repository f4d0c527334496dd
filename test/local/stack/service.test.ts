import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { readDefinitions } from '../../../local/stack/definitions.ts';
import { readService, type Service } from '../../../local/stack/service.ts';
import { readTemplate } from '../../../local/stack/template.ts';
import { shopDirectory, startStandIn } from './stand-in.ts';

const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/** The service as the framework's own command resolves it, in a process of its own. */
async function printed({ endpoint, region }: LocalAws): Promise<Record<string, unknown>> {
  const options = ['print', '--format', 'json', '--stage', 'local', '--region', region];
  const { stdout } = await promisify(execFile)(process.execPath, [serverless, ...options], {
    cwd: shopDirectory,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      HOME: shopDirectory,
    },
  });
  return JSON.parse(stdout);
}

it('reads the same functions and resources as the framework prints', async () => {
  const aws = await startStandIn();
  const { accountId, region } = aws;
  const service = await readService({
    directory: shopDirectory,
    stage: 'local',
    region,
    accountId,
  });
  const reference: Service = { ...service, configuration: await printed(aws) };
  await aws.close();

  const { service: name } = reference.configuration;
  expect(service).toMatchObject({ name, stage: 'local' });
  expect(functionsOf(service)).toEqual(functionsOf(reference));
  const template = readTemplate(service.configuration.resources);
  expect(template).toEqual(readTemplate(reference.configuration.resources));
  expect(service.configuration.custom).toEqual(reference.configuration.custom);
});

/** The functions as data, with references left as text: there is no template to resolve them in. */
function functionsOf(service: Service): unknown {
  return asData(readDefinitions(service, (value) => asData(value)));
}

function asData(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(value, (_, part) => (isReference(part) ? `${Object.entries(part)}` : part)),
  );
}

function isReference(part: unknown): part is object {
  return Object.keys(Object(part)).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}
