import { z } from 'zod';
import { AwsError } from '../http/errors.ts';

/** Who, besides the account, may use a secret. */
export const resourcePolicy = z.string().min(1).max(20_480);

const statement = z
  .looseObject({ Effect: z.enum(['Allow', 'Deny']), Condition: z.unknown().optional() })
  .refine((it) => 'Principal' in it !== 'NotPrincipal' in it)
  .refine((it) => 'Action' in it !== 'NotAction' in it);

const document = z.object({ Statement: z.union([statement, z.array(statement).min(1)]) });

/** What is wrong with a policy; `undefined` when it can be put. Whether it grants public access is not checked here. */
export function policyProblem(text: string): string | undefined {
  return parsed(text) ? undefined : 'This resource policy contains a syntax error.';
}

/**
 * @param blockPublic refuse a policy that grants public access
 * @throws AwsError `MalformedPolicyDocumentException`, `PublicPolicyException`
 */
export function requireGoodPolicy(text: string, blockPublic = false): void {
  const policy = parsed(text);
  if (!policy) {
    const message = 'This resource policy contains a syntax error.';
    throw new AwsError('MalformedPolicyDocumentException', message);
  }
  if (!blockPublic || ![policy.Statement].flat().some(isPublic)) return;
  const message = 'This resource policy grants broad access to your secret.';
  throw new AwsError('PublicPolicyException', message);
}

function parsed(text: string): z.output<typeof document> | undefined {
  try {
    return document.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isPublic(it: z.output<typeof statement>): boolean {
  const everybody = ['"*"', '{"AWS":"*"}', '{"AWS":["*"]}'].includes(JSON.stringify(it.Principal));
  return it.Effect === 'Allow' && everybody && it.Condition === undefined;
}
