import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished, vi } from 'vitest';
import { dueNow } from '../../../shared/actions/due.ts';
import type { GateOptions } from '../../../shared/actions/gate.ts';
import { notePopulation } from '../../../shared/actions/population.ts';
import { createNotifier } from '../../../shared/alerts/notifier.ts';
import { onDueNames } from '../../../shared/naming/on-due.ts';
import type { Naming } from '../../../shared/naming/rules.ts';
import { namingVisitor } from '../../../shared/naming/visitor.ts';
import { clientDefaults } from '../../../shared/runtime/clients.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { metrics } from '../../../shared/runtime/metrics.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, openGate, testStack, unused } from '../../support/acting.ts';
import { plain, stubOrigin } from '../alerts/alerts.ts';
import { type SlicedWalk, walkFor } from './walking.ts';

export interface ReportingOptions {
  naming: Naming;
  /** How far back the clock of ECR stands, in milliseconds. Default: an hour. */
  ago?: number;
  gate?: Partial<GateOptions>;
  /** The tags that the last walk has counted; default: none has. */
  tags?: number;
  cachePrefixes?: readonly string[];
}

/** A registry with a ledger and a topic, and what looks at its names there. */
export async function startReporting(options: ReportingOptions) {
  const { naming, ago = 3_600_000, cachePrefixes = [] } = options;
  const clock = { ago };
  const started = await startTestAws({ now: () => new Date(Date.now() - clock.ago) });
  const { aws, config } = started;
  const ecr = new ECRClient({ ...config, ...clientDefaults });
  const ledger = await createLedger(started);
  const { topicArn } = aws.storage.createTopic('main');
  aws.storage.createQueue('main');
  aws.storage.subscribe({ topic: 'main', queue: 'main' });
  vi.stubEnv('ALERT_TOPIC_ARN', topicArn);
  vi.stubEnv('LEDGER_TABLE', `${testStack.stack}-ledger`);
  stubOrigin();
  const silent = [
    ...(['error', 'warn', 'info'] as const).map((level) =>
      vi.spyOn(logger, level).mockReturnValue(undefined),
    ),
    vi.spyOn(metrics, 'addMetric').mockReturnValue(metrics),
  ];
  onTestFinished(() => {
    for (const spy of silent) spy.mockRestore();
    vi.unstubAllEnvs();
  });
  const clients = {
    sns: new SNSClient(config),
    dynamodb: new DynamoDBClient(config),
    eventbridge: new EventBridgeClient(config),
  };
  if (options.tags !== undefined) {
    await notePopulation(ledger, { images: options.tags, tags: options.tags }, new Date());
  }
  const run = async () => ({
    ...{ naming, ledger, cachePrefixes, guard: unused },
    notifier: createNotifier(clients, plain),
    gate: await openGate({ ...started, ecr }, { ledger, ...options.gate }),
  });
  return {
    ...{ ...started, ecr, ledger, clock, run },
    walk: async (sliced?: SlicedWalk) => walkFor(ecr, namingVisitor(await run()), sliced),
    due: async (until = Number.POSITIVE_INFINITY) => onDueNames({ ...(await run()), ecr }, until),
    /** What is due by some time, as `repository@digest`. */
    dueBy: async (at = new Date()) => (await Array.fromAsync(dueNow(ledger, 'naming', at))).flat(),
    /** The first lines of the messages so far. */
    messages: () =>
      (aws.storage.inspectQueue('main')?.messages.ready ?? []).map(
        ({ body }) => (JSON.parse(body) as { Message: string }).Message,
      ),
  };
}
