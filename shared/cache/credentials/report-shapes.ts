import type { Notifier } from '../../alerts/notifier.ts';
import { logger } from '../../runtime/logger.ts';
import { coveredByShapes, shapeAlerts } from '../alert.ts';
import type { CredentialShape } from './value.ts';

/** Sends alerts on secrets that do not have the form that ECR expects, and resolves those that have it again. */
export async function reportShapes(
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  credentials: readonly CredentialShape[],
  began: Date,
): Promise<{ credentials: readonly CredentialShape[] }> {
  if (credentials.length === 0) return { credentials };
  logger.info('Credentials checked', { credentials });
  const wrong = shapeAlerts(credentials);
  await notify(wrong);
  await resolve(coveredByShapes(credentials, began), wrong);
  return { credentials };
}
