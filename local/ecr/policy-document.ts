import { z } from 'zod';
import { invalidParameter } from './errors.ts';

/** The outline of a resource policy (IAM user guide, "JSON policy element reference"). */
const document = z.object({
  Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
  Statement: z.union([
    z.object({ Effect: z.enum(['Allow', 'Deny']) }),
    z.array(z.object({ Effect: z.enum(['Allow', 'Deny']) })).min(1),
  ]),
});

/**
 * Checks that a text is a policy at all; who it allows what is not looked at.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function checkPolicyDocument(text: string, kind: 'repository' | 'registry'): void {
  if (isPolicy(text)) return;
  throw invalidParameter('PolicyText', `Invalid ${kind} policy provided`);
}

function isPolicy(text: string): boolean {
  try {
    return document.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
