import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../local/aws.ts';
import { activate } from '../../shared/config/active/activate.ts';
import { clientConfig } from '../local/start.ts';

/** Makes a registry.yml the active one of a stack on a local AWS, as `config push` does. */
export async function activateOn(
  aws: Pick<LocalAws, 'endpoint' | 'region'>,
  table: string,
  source: string,
  file = 'registry.yml',
): Promise<void> {
  const dynamodb = new DynamoDBClient(clientConfig(aws));
  const activation = { source, file, by: 'a test' };
  await activate({ dynamodb, table }, activation, new Date()).finally(() => dynamodb.destroy());
}
