import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished, vi } from 'vitest';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import { createNotifier, type Notifier } from '../../shared/alerts/notifier.ts';
import { logger } from '../../shared/runtime/logger.ts';
import { metrics } from '../../shared/runtime/metrics.ts';
import { startTestAws, type TestAws } from '../local/start.ts';
import { plain, stubOrigin } from '../shared/alerts/alerts.ts';
import { createLedger, testStack } from './acting.ts';

export interface Reporting extends TestAws {
  ledger: Ledger;
  /** One of an invocation. */
  notifier(): Notifier;
  /** The titles of the alerts that were sent since the last call, in the order of the alphabet. */
  sent(): string[];
  /** The sum of each metric so far. */
  counted: Record<string, number>;
}

/** A local AWS with a ledger and a topic, for what sends alerts. */
export async function startReporting(
  options?: Parameters<typeof startTestAws>[0],
): Promise<Reporting> {
  const started = await startTestAws(options);
  const { aws, config } = started;
  const ledger = await createLedger(started);
  const { topicArn } = aws.storage.createTopic('main');
  vi.stubEnv('ALERT_TOPIC_ARN', topicArn);
  vi.stubEnv('LEDGER_TABLE', `${testStack.stack}-ledger`);
  stubOrigin();
  const counted: Record<string, number> = {};
  for (const level of ['warn', 'info'] as const) vi.spyOn(logger, level).mockReturnValue(undefined);
  vi.spyOn(metrics, 'addMetric').mockImplementation((name, _unit, value) => {
    counted[name] = (counted[name] ?? 0) + value;
    return metrics;
  });
  const clients = {
    sns: new SNSClient(config),
    dynamodb: new DynamoDBClient(config),
    eventbridge: new EventBridgeClient(config),
  };
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    for (const client of Object.values(clients)) client.destroy();
  });
  const titles: string[] = [];
  aws.bus.subscribe((event) => {
    if (event.source !== 'ecr-steward') return;
    const { title, state } = event.detail as { title: string; state: string };
    titles.push(state === 'cleared' ? `Resolved: ${title}` : title);
  });
  const sent = () => titles.splice(0).toSorted();
  return { ...started, ledger, counted, sent, notifier: () => createNotifier(clients, plain) };
}
