import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ecr from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../local/aws.ts';
import { memoryBlobs } from '../../local/blobs/memory.ts';
import { layerOperations } from '../../local/distribution/layer-operations.ts';
import { createUploads } from '../../local/distribution/upload-sessions.ts';
import { createRegistry } from '../../local/ecr/model/registry.ts';
import { ecrService } from '../../local/ecr/service.ts';
import { createWorld } from '../../local/ecr/world.ts';
import { createEventBus } from '../../local/events/bus.ts';
import { eventsService } from '../../local/events/service.ts';
import { secretsManagerService, vaultForEcr } from '../../local/secrets-manager/service.ts';
import { createVault } from '../../local/secrets-manager/state.ts';
import { callEveryOperation } from './every-operation.ts';
import { finding } from './findings.ts';
import { driftOf } from './model.ts';
import { startTestAws } from './start.ts';

async function recordEveryOperation(): Promise<Exchange[]> {
  const findings = { '*': { findings: [finding('CVE-1'), finding('CVE-2')] } };
  const started = await startTestAws({ findings, durations: { replication: 60_000 } });
  const exchanges: Exchange[] = [];
  started.aws.onExchange((exchange) => exchanges.push(exchange));
  await callEveryOperation(started);
  return exchanges;
}

function declaredOperations(): string[] {
  const vault = createVault('123456789012', 'eu-west-1', () => new Date());
  const registry = createRegistry('123456789012', 'eu-west-1');
  const world = createWorld();
  const now = () => new Date();
  const blobs = memoryBlobs();
  const holder = { registry, secrets: vaultForEcr(vault), emit: () => {}, now, world };
  const layers = layerOperations({ ecr: holder, blobs, uploads: createUploads(blobs, now) }, '');
  return [
    ecrService(holder, '', { prepare: async () => undefined }, layers),
    secretsManagerService(vault),
    eventsService(createEventBus({ accountId: '123456789012', region: 'eu-west-1' })),
  ].flatMap((service) =>
    Array.from(service.operations.keys(), (operation) => `${service.name}:${operation}`),
  );
}

test('ECR has every operation of the SDK’s client', () => {
  const commands = Object.keys(ecr).filter((name) => /^[A-Z]\w*Command$/.test(name));
  const operations = commands.map((name) => `ecr:${name.replace(/Command$/, '')}`);
  const declared = declaredOperations().filter((name) => name.startsWith('ecr:'));
  expect(declared.sort()).toEqual(operations.sort());
});

test('every operation answers within botocore’s model of it', async (ctx) => {
  if (spawnSync('python3', ['-c', 'import botocore']).status !== 0) {
    ctx.skip('there is no python3 with botocore on this machine');
  }
  const exchanges = await recordEveryOperation();
  const answered = exchanges.filter((exchange) => !exchange.error);
  const covered = new Set(answered.map(({ service, operation }) => `${service}:${operation}`));
  expect([...covered].sort()).toEqual(declaredOperations().sort());
  const file = join(mkdtempSync(join(tmpdir(), 'local-aws-')), 'exchanges.json');
  writeFileSync(file, JSON.stringify(exchanges));
  const script = join(import.meta.dirname, 'botocore-check.py');
  const checked = spawnSync('python3', [script, file], { encoding: 'utf8' });
  expect(checked.stderr).toBe('');
  expect(JSON.parse(checked.stdout)).toEqual([]);
});

describe('the model check', () => {
  const exchange = (rest: Partial<Exchange>): Exchange => ({
    service: 'ecr',
    operation: 'ListTagsForResource',
    input: { resourceArn: 'x' },
    output: { tags: [] },
    durationMs: 1,
    ...rest,
  });

  test.each([
    [{}, []],
    [{ output: { tags: [], colour: 'blue' } }, ['output.colour is in no model']],
    [{ output: { tags: 'x' } }, ['output.tags is no list']],
    [{ output: { tags: [{ Key: 'k' }] } }, ['output.tags[0].Value is missing']],
    [{ output: { tags: [{ Key: 'k', Value: 1 }] } }, ['output.tags[0].Value is no string']],
    [{ output: undefined }, ['output is no structure']],
  ])('finds drift in %j', (rest, problems) => {
    expect(driftOf(exchange(rest))).toEqual(
      problems.map((problem) => `ecr:ListTagsForResource ${problem}`),
    );
  });

  test('finds operations and errors that do not exist', () => {
    expect(driftOf(exchange({ operation: 'MakeCoffee' }))).toHaveLength(1);
    const error = { name: 'TeapotException', message: '', status: 418 };
    expect(driftOf(exchange({ error }))).toHaveLength(1);
  });
});
