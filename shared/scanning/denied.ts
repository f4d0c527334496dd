import type { Alert } from '../alerts/alert.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { explain } from '../runtime/explain.ts';

/** Seconds after which the alert is sent again. */
const DAY = 86_400;

/**
 * Reads scans, and sends an alert when IAM denies that: vulnerabilities would go unreported, and only an operator
 * would see the error.
 *
 * @throws what `look` throws, so that the event is tried again.
 */
export async function notifyingDenied<Result>(
  notifier: Pick<Notifier, 'notify'>,
  look: () => Promise<Result>,
): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    if (isDenied(error)) await notifier.notify([deniedAlert(error)]);
    throw error;
  }
}

export function isDenied(error: unknown): error is Error {
  return error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name);
}

/** The alert on a call that IAM denies. */
export function deniedAlert(error: Error): Alert {
  const [, action = 'a call'] = /perform: ([\w:-]+)/.exec(error.message) ?? [];
  const ofInspector = action.startsWith('inspector2:');
  return {
    kind: 'scanning.denied',
    cause: { id: `scanning/denied/${action}`, windowSeconds: DAY },
    title: `Scans cannot be read: ${action} is denied`,
    where: { text: 'scans of the registry' },
    severity: 'error',
    stands: true,
    what: [
      explain(error) ?? error.message,
      'Until this is fixed, no vulnerability is reported',
      ...(ofInspector
        ? [
            'Under enhanced scanning, ECR calls Inspector with the permissions of the role that reads a scan',
          ]
        : []),
    ],
    todo: [
      `Deploy again with scanning: in registry.yml, which gives the function ${ofInspector ? 'inspector2:ListFindings and inspector2:ListCoverage' : action}`,
      'If it is still denied, look for a permissions boundary or a service control policy that denies it',
    ],
  };
}
