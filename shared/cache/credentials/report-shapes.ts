import type { Notifier } from '../../alerts/notifier.ts';
import { logger } from '../../runtime/logger.ts';
import { shapeAlerts, shapeSweep } from '../alert.ts';
import type { CredentialShape } from './value.ts';

/** Alerts on secrets that are not what ECR wants, and resolves those that are right again. */
export async function reportShapes(
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  credentials: readonly CredentialShape[],
  began: Date,
): Promise<{ credentials: readonly CredentialShape[] }> {
  if (credentials.length === 0) return { credentials };
  logger.info('Credentials looked into', { credentials });
  const wrong = shapeAlerts(credentials);
  await notify(wrong);
  await resolve(shapeSweep(credentials, began), wrong);
  return { credentials };
}
