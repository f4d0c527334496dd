import type { People } from '../../alerts/people.ts';
import { logger } from '../../runtime/logger.ts';
import { shapeAlerts, shapeSweep } from '../alert.ts';
import type { CredentialShape } from './value.ts';

/** Alerts on secrets that are not what ECR wants, and resolves those that are right again. */
export async function reportShapes(
  { tell, settle }: Pick<People, 'tell' | 'settle'>,
  credentials: readonly CredentialShape[],
  began: Date,
): Promise<{ credentials: readonly CredentialShape[] }> {
  if (credentials.length === 0) return { credentials };
  logger.info('Credentials looked into', { credentials });
  const wrong = shapeAlerts(credentials);
  await tell(wrong);
  await settle(shapeSweep(credentials, began), wrong);
  return { credentials };
}
