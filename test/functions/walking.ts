import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished, vi } from 'vitest';
import { createGate } from '../../shared/actions/gate.ts';
import { limitsOf } from '../../shared/actions/limits.ts';
import { createNotifier } from '../../shared/alerts/notifier.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { logger } from '../../shared/runtime/logger.ts';
import type { Visitor } from '../../shared/walk/visitor.ts';
import { stubOrigin } from '../shared/alerts/alerts.ts';
import type { TestStack } from '../support/stack.ts';
import { walk } from '../support/walk.ts';

let walks = 0;

/** What a visitor works with in a walk of a stack: its rules, ledger and topic. */
export function visitingOf({ ecr, config, ledger, stack }: TestStack, registryYml: string) {
  walks += 1;
  const declared = parseRegistryConfig(registryYml);
  const topic = stack.resources.AlertTopic?.name ?? '';
  stubOrigin();
  vi.stubEnv('ALERT_TOPIC_ARN', `arn:aws:sns:eu-west-1:123456789012:${topic}`);
  vi.stubEnv('LEDGER_TABLE', ledger.table);
  vi.stubEnv('STAGE', 'local');
  const logged = (['info', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(logger, level).mockReturnValue(undefined),
  );
  const clients = {
    sns: new SNSClient(config),
    dynamodb: new DynamoDBClient(config),
    eventbridge: new EventBridgeClient(config),
  };
  onTestFinished(() => {
    for (const spy of logged) spy.mockRestore();
    vi.unstubAllEnvs();
    for (const client of Object.values(clients)) client.destroy();
  });
  const me = { stack: 'ecr-steward-local', file: 'x' };
  const gate = createGate({
    ...{ ecr, ledger, me, limits: limitsOf(declared), by: 'a walk', run: `walk ${walks}` },
  });
  const notifier = createNotifier(clients, declared.alerts);
  return { declared, ledger, gate, notifier, dynamodb: clients.dynamodb };
}

/** Walks the registry of a stack for one visitor. */
export async function walkFor({ ecr, stack }: TestStack, visitor: Visitor) {
  const { visitors, failed } = await walk(ecr, [visitor]);
  await stack.idle();
  return { ok: Object.keys(failed).length === 0, result: visitors[visitor.name] };
}
