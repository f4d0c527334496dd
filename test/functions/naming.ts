import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished, vi } from 'vitest';
import { createGate } from '../../shared/actions/gate.ts';
import { limitsOf } from '../../shared/actions/limits.ts';
import { createNotifier } from '../../shared/alerts/notifier.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { compileNaming } from '../../shared/naming/rules.ts';
import { namingVisitor } from '../../shared/naming/visitor.ts';
import { logger } from '../../shared/runtime/logger.ts';
import { stubOrigin } from '../shared/alerts/alerts.ts';
import { roomy, unused } from '../support/acting.ts';
import type { TestStack } from '../support/stack.ts';
import { walk } from '../support/walk.ts';

export const registryYml = `
limits: ${roomy}
naming:
  grace: 10m
  maxDeletes: 2
  maxDeletePercent: 50
  tags:
    - rule: deletes
      repositories: ['scratch/*']
      patterns: ['pr-[0-9]+']
      action: delete
    - rule: releases
      repositories: ['team-a/*']
      kinds: [semver, version-line]
      requires: [{kinds: [version-line], sibling: {kinds: [semver]}}]
      message: See the wiki.
      action: quarantine
    - {rule: anything but test, deny: ['test*']}
`;

/** Has the hourly function look at what is due. */
export const fire = async ({ stack }: TestStack) => {
  const outcome = await stack.fire('due');
  await stack.idle();
  return outcome;
};

let walks = 0;

/** Walks the registry of a stack for names alone, with its rules, ledger and topic. */
export async function walkNames({ ecr, config, ledger, stack }: TestStack) {
  walks += 1;
  const declared = parseRegistryConfig(registryYml);
  const topic = stack.resources.AlertTopic?.name ?? '';
  stubOrigin();
  vi.stubEnv('ALERT_TOPIC_ARN', `arn:aws:sns:eu-west-1:123456789012:${topic}`);
  vi.stubEnv('LEDGER_TABLE', ledger.table);
  vi.stubEnv('STAGE', 'local');
  const logged = vi.spyOn(logger, 'info').mockReturnValue(undefined);
  onTestFinished(() => {
    logged.mockRestore();
    vi.unstubAllEnvs();
  });
  const clients = {
    sns: new SNSClient(config),
    dynamodb: new DynamoDBClient(config),
    eventbridge: new EventBridgeClient(config),
  };
  const me = { stack: 'ecr-steward-local', file: 'x' };
  const gate = createGate({
    ...{ ecr, ledger, me, limits: limitsOf(declared), by: 'a walk', run: `walk ${walks}` },
  });
  const visitor = namingVisitor({
    ...{ naming: compileNaming(declared.naming), ledger, gate, guard: unused, cachePrefixes: [] },
    notifier: createNotifier(clients, declared.alerts),
  });
  const { visitors, failed } = await walk(ecr, [visitor]);
  await stack.idle();
  return { ok: Object.keys(failed).length === 0, result: visitors.naming };
}

/** Every image that has a tag, as `repository@digest: tags`. */
export async function endState(ecr: ECRClient, repositories: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const repositoryName of repositories) {
    for await (const { imageDetails = [] } of paginateDescribeImages(
      { client: ecr },
      { repositoryName },
    )) {
      for (const { imageDigest, imageTags = [] } of imageDetails) {
        lines.push(`${repositoryName}@${imageDigest}: ${imageTags.toSorted()}`);
      }
    }
  }
  return lines.toSorted();
}

/** A clock of ECR that stands an hour back, so that what is pushed has no grace. */
export const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };
