import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { LocalAws } from '../local/aws.ts';
import type { Stack } from '../local/stack/stack.ts';
import { takeOver } from '../shared/actions/owner.ts';
import { consent } from '../shared/actions/permits/consent.ts';
import { parseRegistryConfig } from '../shared/config/load.ts';
import { capabilities, enforcedRulesOf } from '../shared/steward/enforced-rules.ts';

/** Limits that no benchmark reaches, in YAML. */
export const roomyLimits = `limits:
  quarantine: { perRun: { count: 10000, percent: 100 }, perDay: { count: 10000, percent: 100 } }
`;

/** Makes a local stack the owner of its registry, and allows its rules. */
export async function allowRules(
  { endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>,
  { resources }: Pick<Stack, 'resources'>,
  registryYml: string,
): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const settings = { endpoint, region, credentials };
  const [ecr, dynamodb] = [new ECRClient(settings), new DynamoDBClient(settings)];
  const table = resources.Ledger?.name ?? '';
  const config = parseRegistryConfig(registryYml);
  await takeOver(ecr, { stack: table.replace(/-ledger$/, ''), file: 'registry.yml' });
  for (const capability of capabilities) {
    const rules = enforcedRulesOf[capability](config);
    await consent({ dynamodb, table }, capability, rules, 'a benchmark', new Date());
  }
  ecr.destroy();
  dynamodb.destroy();
}
