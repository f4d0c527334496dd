import { AwsError, accessDenied, notAuthorized } from '../http/errors.ts';
import type { Refused } from './permissions.ts';

/** The error with which a service refuses a call; each has its own name, and some their own text. */
export function denial(service: string, who: string, { need, why }: Refused): AwsError {
  const { action, resource } = need;
  if (service === 'sns' && action.startsWith('kms:')) {
    return new AwsError('KMSAccessDenied', `${notAuthorized(who, action, resource)} ${why}`);
  }
  switch (service) {
    case 'sns': {
      const upper = action.replace(/^sns:/, 'SNS:');
      const message = `${notAuthorized(who, upper, resource)} ${why.replace(action, upper)}`;
      return new AwsError('AuthorizationError', message, 403);
    }
    case 's3':
      return new AwsError(
        'AccessDenied',
        `${notAuthorized(who, action, `"${resource}"`)} ${why}`,
        403,
      );
    case 'sts':
      return new AwsError('AccessDenied', notAuthorized(who, action, resource), 403);
    case 'lambda':
      return new AwsError(
        'AccessDeniedException',
        `${notAuthorized(who, action, resource)} ${why}`,
        403,
      );
    default:
      return accessDenied(who, action, resource, why);
  }
}
