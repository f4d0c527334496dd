import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { LocalAws } from '../local/aws.ts';
import type { Stack } from '../local/stack/stack.ts';
import { consent } from '../shared/acts/consent.ts';
import { takeOver } from '../shared/acts/owner.ts';
import { parseRegistryConfig } from '../shared/config/load.ts';
import { actingRulesOf } from '../shared/steward/acting-rules.ts';

/** Limits that have room for all that a benchmark does. */
export const roomy = `
limits:
  quarantine: { perRun: { count: 10000, percent: 100 }, perDay: { count: 10000, percent: 100 } }
`;

/** Has a stack own its registry and lets its naming rules act: a new stack only observes. */
export async function letAct(aws: LocalAws, stack: Stack, registryYml: string): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const settings = { endpoint: aws.endpoint, region: aws.region, credentials };
  const [ecr, dynamodb] = [new ECRClient(settings), new DynamoDBClient(settings)];
  await takeOver(ecr, { stack: STACK, file: 'registry.yml' });
  const rules = actingRulesOf.naming(parseRegistryConfig(registryYml));
  const ledger = { dynamodb, table: stack.resources.Ledger?.name ?? '' };
  await consent(ledger, 'naming', rules, 'a benchmark', new Date());
  ecr.destroy();
  dynamodb.destroy();
}

/** As the embedded AWS calls a stack by default. */
const STACK = 'ecr-steward-local';
