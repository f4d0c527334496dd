import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { LocalAws } from '../local/aws.ts';
import type { Bundle } from '../local/lambda/bundle.ts';
import { type Stack, startStack } from '../local/stack/stack.ts';
import { capabilities } from '../shared/actions/action.ts';
import { takeOver } from '../shared/actions/owner.ts';
import { consent } from '../shared/actions/permits/consent.ts';
import { activate } from '../shared/config/active/activate.ts';
import { parseRegistryConfig } from '../shared/config/load.ts';
import { stackParametersOf } from '../shared/config/stack-parameters/needed.ts';
import { enforcedRulesOf } from '../shared/steward/enforced-rules.ts';

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
  const config = parseRegistryConfig(registryYml);
  const parameters = stackParametersOf(config);
  const options = { directory: '.', parameters, ...(bundles && { bundles }) };
  const stack = await startStack(aws, options);
  const { endpoint, region } = aws;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const settings = { endpoint, region, credentials };
  const [ecr, dynamodb] = [new ECRClient(settings), new DynamoDBClient(settings)];
  const table = stack.resources.Ledger?.name ?? '';
  const by = 'a benchmark';
  await activate({ dynamodb, table }, { source: registryYml, file, by }, new Date());
  await takeOver(ecr, { stack: table.replace(/-ledger$/, ''), file });
  for (const capability of capabilities) {
    const rules = enforcedRulesOf[capability](config);
    await consent({ dynamodb, table }, capability, rules, by, new Date());
  }
  ecr.destroy();
  dynamodb.destroy();
  await stack.idle();
  return stack;
}
