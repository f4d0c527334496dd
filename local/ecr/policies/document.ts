import { z } from 'zod';
import { invalidParameter } from '../errors.ts';
import { isPrincipal } from './principals.ts';

/** The kind of policy; for a registry, with the scope, which decides the actions that it may name. */
export type PolicyKind = 'repository' | 'registry' | 'registry of scope V1';

/**
 * Checks a resource policy as ECR does: the grammar of IAM (IAM user guide, "Grammar of the IAM JSON policy
 * language"), with principals and with actions of ECR; a repository policy must not name a resource, a registry
 * policy has to. Whether the principals exist is not checked, since there is no IAM here: AWS refuses missing ones
 * with 'Principal not found', which a fault on the operation can simulate.
 *
 * @throws AwsError `InvalidParameterException`, which, like AWS's, does not say what is wrong
 */
export function checkPolicyDocument(text: string, kind: PolicyKind): void {
  if (isPolicy(text, kind)) return;
  const [owner] = kind.split(' ');
  throw invalidParameter('PolicyText', `Invalid ${owner} policy provided`);
}

function isPolicy(text: string, kind: PolicyKind): boolean {
  try {
    return documents[kind].safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** One, or a list of at least one. */
const oneOrMore = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).min(1)]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The condition operators of IAM (IAM user guide, "IAM JSON policy elements: Condition operators"). */
const operator = z
  .string()
  .regex(
    /^(?:For(?:All|Any)Values?:)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)|Null)(?:IfExists)?$/i,
  );

const condition = z.record(operator, z.record(z.string(), z.union([scalar, z.array(scalar)])));

const ecrAction = z.string().regex(/^(?:\*|ecr:[a-z*?]+)$/i);

/** The only actions of a registry policy of scope V1 (Amazon ECR user guide, "Private registry policy scope"). */
const registryAction = z
  .string()
  .regex(/^(?:\*|ecr:(?:\*|ReplicateImage|BatchImportUpstreamImage|CreateRepository))$/i);

const resource = z.string().regex(/^(?:\*|arn:.*)$/);

const principal = z.unknown().refine(isPrincipal).optional();

function document(action: z.ZodType<string>, withResource: boolean) {
  const statement = z
    .strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Principal: principal,
      NotPrincipal: principal,
      Action: oneOrMore(action).optional(),
      NotAction: oneOrMore(action).optional(),
      Resource: oneOrMore(resource).optional(),
      NotResource: oneOrMore(resource).optional(),
      Condition: condition.optional(),
    })
    .refine((it) => isOne(it.Principal, it.NotPrincipal) && isOne(it.Action, it.NotAction))
    .refine((it) => (it.Resource ?? it.NotResource) === undefined || withResource)
    .refine((it) => isOne(it.Resource, it.NotResource) || !withResource);
  return z.strictObject({
    Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
    Id: z.string().optional(),
    Statement: oneOrMore(statement),
  });
}

const documents: Readonly<Record<PolicyKind, z.ZodType>> = {
  repository: document(ecrAction, false),
  registry: document(ecrAction, true),
  'registry of scope V1': document(registryAction, true),
};

function isOne(element: unknown, opposite: unknown): boolean {
  return (element === undefined) !== (opposite === undefined);
}
