import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { LocalAws } from '../local/aws.ts';
import type { Bundle } from '../local/lambda/bundle.ts';
import { type Stack, startStack } from '../local/stack/stack.ts';
import { takeOver } from '../shared/actions/owner.ts';
import { consent } from '../shared/actions/permits/consent.ts';
import { activate } from '../shared/config/active/activate.ts';
import { parseRegistryConfig } from '../shared/config/load.ts';
import { capabilities, enforcedRulesOf } from '../shared/steward/enforced-rules.ts';

/** Limits that no benchmark reaches, in YAML. */
export const roomyLimits = `limits:
  quarantine: { perRun: { count: 10000, percent: 100 }, perDay: { count: 10000, percent: 100 } }
`;

const file = 'registry.yml';

/**
 * Deploys the functions on a local AWS, activates a registry.yml, makes the stack the owner of its registry, and
 * allows all rules.
 *
 * @param bundles - The functions, where they are bundled already.
 */
export async function deploy(
  aws: LocalAws,
  registryYml: string,
  bundles?: ReadonlyMap<string, Bundle>,
): Promise<Stack> {
  const stack = await startFor(aws, registryYml, bundles);
  const { endpoint, region } = aws;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const settings = { endpoint, region, credentials };
  const [ecr, dynamodb] = [new ECRClient(settings), new DynamoDBClient(settings)];
  const table = stack.resources.Ledger?.name ?? '';
  const by = 'a benchmark';
  await activate({ dynamodb, table }, { source: registryYml, file, by }, new Date());
  await takeOver(ecr, { stack: table.replace(/-ledger$/, ''), file });
  const config = parseRegistryConfig(registryYml);
  for (const capability of capabilities) {
    const rules = enforcedRulesOf[capability](config);
    await consent({ dynamodb, table }, capability, rules, by, new Date());
  }
  ecr.destroy();
  dynamodb.destroy();
  await stack.idle();
  return stack;
}

/** The stack has what this registry.yml needs of it. */
async function startFor(
  aws: LocalAws,
  registryYml: string,
  bundles: ReadonlyMap<string, Bundle> | undefined,
): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-bench-'));
  const path = join(folder, file);
  writeFileSync(path, registryYml);
  process.env.ECR_STEWARD_CONFIG = path;
  try {
    return await startStack(aws, { directory: '.', ...(bundles && { bundles }) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
