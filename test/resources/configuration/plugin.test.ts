import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { readActive } from '../../../shared/config/active/read.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { FrameworkError, pluginIn } from './framework.ts';

const stack = 'ecr-steward-prod';

/** A stack whose functions are deployed, and the plugin in a deployment of it. */
async function startDeployment(registryYml: string, command = 'deploy') {
  const started = await startTestAws();
  const folder = await temporaryFolder({ 'registry.yml': registryYml });
  const file = join(folder, 'registry.yml');
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const { plugin, lines } = pluginIn({ command, stack, settings: started.config });
  return { ...started, ...plugin.hooks, lines, file };
}

afterEach(() => void vi.unstubAllEnvs());

describe('a deployment', () => {
  test('activates registry.yml in the ledger of its stack, and sends the event', async () => {
    const { aws, config, initialize, finalize, lines, file } = await startDeployment('naming: {}');
    const events: AwsEvent[] = [];
    aws.bus.subscribe((event) => void (event.source === 'ecr-steward' && events.push(event)));
    await initialize();
    const ledger = await createLedger({ aws, config }, `${stack}-ledger`);
    await finalize();
    const named = { version: 1, file: 'registry.yml' };
    expect(await readActive(ledger)).toMatchObject(named);
    expect(lines).toEqual([
      `${file} is active as version 1: functions work with it within a minute`,
    ]);
    expect(events.map(({ detail }) => detail)).toMatchObject([
      { stack, ...named, by: expect.stringMatching(/^arn:/) },
    ]);
    await finalize();
    expect(lines[1]).toBe(`${file} is active already, as version 1`);
    expect(events).toHaveLength(1);
  });

  test('activates the text that was checked', async () => {
    const { aws, config, initialize, finalize, file } = await startDeployment('naming: {}');
    const ledger = await createLedger({ aws, config }, `${stack}-ledger`);
    await initialize();
    await writeFile(file, 'naming: {grace: 1h}');
    await finalize();
    expect((await readActive(ledger))?.config.naming.grace).toBe(0);
  });

  test('of a registry.yml with problems ends before anything is done', async () => {
    const { initialize, finalize, aws, file } = await startDeployment(
      'naming: {tag: 1}\nalert: {}',
    );
    const calls: string[] = [];
    aws.onExchange(({ operation }) => void calls.push(operation));
    const refused = await initialize().catch((error) => error);
    expect(refused).toBeInstanceOf(FrameworkError);
    expect(refused.message).toMatch(
      new RegExp(`^nothing is deployed: ${file} has 2 problems:\n.*:1:10 .*\n.*:2:1 `),
    );
    vi.stubEnv('ECR_STEWARD_CONFIG', 'no-such.yml');
    await expect(initialize()).rejects.toThrow(
      'nothing is deployed: cannot read no-such.yml: there is no such file (npx ecr-steward init writes one). Name another file with ECR_STEWARD_CONFIG',
    );
    await finalize();
    expect(calls).toEqual([]);
  });

  test('prints the notes of registry.yml', async () => {
    const { initialize, lines } = await startDeployment(
      'naming: {tags: [{rule: a, kinds: [semver]}, {rule: b, kinds: [semver]}]}',
    );
    await initialize();
    expect(lines).toEqual([expect.stringMatching(/^warning: note: .*registry\.yml:1:\d+ naming/)]);
  });

  test('whose registry.yml cannot be activated says what is deployed, and what to do', async () => {
    const { initialize, finalize, file, aws, config } = await startDeployment('naming: {}');
    await initialize();
    const push = `npx ecr-steward config push --stack ${stack} --region eu-west-1 -c ${file}`;
    const missing = await finalize().catch((error) => error);
    expect(missing).toBeInstanceOf(FrameworkError);
    expect(missing.message).toMatch(
      /^the stack ecr-steward-prod is deployed, and .* is not active: dynamodb:GetItem: AWS answered ResourceNotFoundException: /,
    );
    expect(missing.message).toMatch(
      `Functions go on with the configuration that was active, if any. Activate it with: ${push}`,
    );
    await createLedger({ aws, config }, `${stack}-ledger`);
    for (const operation of ['dynamodb:GetItem', 'dynamodb:PutItem', 'sts:GetCallerIdentity']) {
      aws.faults.set([{ operations: [operation], error: 'AccessDeniedException' }]);
      const denied = await finalize().catch((error) => error);
      expect(denied.message).toMatch(new RegExp(`not active: access denied: .*${operation}`));
    }
  });

  test('whose event is refused has activated it', async () => {
    const { initialize, finalize, lines, aws, config } = await startDeployment('naming: {}');
    const ledger = await createLedger({ aws, config }, `${stack}-ledger`);
    await initialize();
    aws.faults.set([{ operations: ['events:PutEvents'], error: 'AccessDeniedException' }]);
    await finalize();
    expect(await readActive(ledger)).toMatchObject({ version: 1 });
    expect(lines[1]).toMatch(
      /^note: access denied: .*events:PutEvents.*Cache rules follow within six hours$/,
    );
  });
});

test.each(['package', 'print', 'deploy function', 'deploy list', 'remove'])(
  'the framework’s `%s` neither reads nor activates registry.yml',
  async (command) => {
    const { initialize, finalize, lines, aws } = await startDeployment('wrong: 1', command);
    const calls: string[] = [];
    aws.onExchange(({ operation }) => void calls.push(operation));
    await initialize();
    await finalize();
    expect([calls, lines]).toEqual([[], []]);
  },
);
