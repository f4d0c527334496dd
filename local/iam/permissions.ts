import { type Principal, principalArn } from '../service/principal.ts';
import { evaluate, type Policies, type ResourcePolicy } from './evaluate.ts';
import type { Need } from './need.ts';
import { contextOf } from './pattern.ts';
import { compilePolicy, type Policy } from './policy.ts';
import { accountOf, keysOf } from './request-keys.ts';

/** The policy documents of a role. */
export interface RoleDocuments {
  readonly identity: readonly unknown[];
  readonly boundary?: unknown;
  /** The trust policy; by default everybody may assume the role. */
  readonly trust?: unknown;
}

/** The text of the policy of a resource, by its ARN; `undefined` where it has none. */
export type PolicyOf = (arn: string) => string | undefined;

/** Why a call is refused. */
export interface Refused {
  readonly need: Need;
  /** The end of AWS's message, from `because` or `with` on. */
  readonly why: string;
}

/**
 * What callers may do. Only sessions of roles whose policies are declared, such as those of the functions of a stack,
 * and sessions with a session policy are checked; all other callers may do everything.
 */
export interface Permissions {
  /** @throws PolicyError for a document that IAM would refuse */
  declareRole(roleArn: string, documents: RoleDocuments): void;
  /** What is declared of a role, to be declared again with a change. */
  documentsOf(roleArn: string): RoleDocuments | undefined;
  /**
   * The policy of a bucket, topic, queue or key, by its ARN.
   *
   * @param required whether it has to allow a call, as that of a key
   * @throws PolicyError
   */
  declareResource(arn: string, document: unknown, required?: boolean): void;
  /** Messages to the topic are encrypted with the key: who publishes has to be allowed to use it. */
  encryptTopic(topicArn: string, keyArn: string): void;
  /** Objects of the bucket are encrypted with the key: who reads or writes them has to be allowed to use it. */
  encryptBucket(bucketArn: string, keyArn: string): void;
  /** The key of a topic or a bucket; `undefined` where it is not encrypted with a key of the account. */
  keyOf(arn: string): string | undefined;
  /** Are the calls of this caller checked at all? */
  checks(caller: Principal): boolean;
  /**
   * The first need of a call that is not allowed; `undefined` when all are.
   *
   * @param textOf the policies of resources that their service keeps
   * @throws PolicyError
   */
  refusal(caller: Principal, needs: readonly Need[], textOf?: PolicyOf): Refused | undefined;
  /**
   * May a service of AWS do this, by the policy of the resource?
   *
   * @param service `events.amazonaws.com`
   */
  allowsService(service: string, need: Need): boolean;
}

/** @param enforced whether anything is refused at all; default true */
export function createPermissions(enforced = true): Permissions {
  const roles = new Map<string, Pick<Policies, 'identity' | 'boundary'>>();
  const documents = new Map<string, RoleDocuments>();
  const resources = new Map<string, ResourcePolicy>();
  const keys = new Map<string, string>();
  const compiled = memoized((text: string) => compilePolicy(JSON.parse(text)));

  function whyNot(caller: Principal, need: Need, textOf?: PolicyOf): string | undefined {
    const own = roles.get(caller.roleArn) ?? everything;
    const { action, resource } = need;
    const text = textOf?.(resource);
    const named = text === undefined ? policyOf(resource) : { policy: compiled(text) };
    const decision = evaluate(
      { caller: sessionOf(caller), action, resource, context: contextOf(keysOf(caller, need)) },
      {
        ...own,
        ...(caller.policy && { session: compiled(caller.policy) }),
        ...(named && { resource: named, resourceAccount: accountOf(resource) }),
      },
    );
    return decision.allowed ? undefined : decision.why;
  }

  function checks({ roleArn, policy }: Principal): boolean {
    return enforced && (roles.has(roleArn) || policy !== undefined);
  }

  /** That of a bucket is also for its objects. */
  function policyOf(resource: string): ResourcePolicy | undefined {
    return resources.get(resource) ?? resources.get(resource.split('/')[0] ?? '');
  }

  return {
    declareRole: (roleArn, given) => {
      const { identity, boundary, trust } = given;
      const limit: Policy | undefined =
        boundary === undefined ? undefined : compilePolicy(boundary);
      roles.set(roleArn, { identity: identity.map(compilePolicy), boundary: limit });
      documents.set(roleArn, given);
      if (trust !== undefined) {
        const policy = compilePolicy(trust);
        resources.set(roleArn, { policy, required: true, name: 'role trust policy' });
      }
    },
    documentsOf: (roleArn) => documents.get(roleArn),
    declareResource: (arn, document, required = false) =>
      void resources.set(arn, { policy: compilePolicy(document), required }),
    encryptTopic: (topicArn, keyArn) => void keys.set(topicArn, keyArn),
    encryptBucket: (bucketArn, keyArn) => void keys.set(bucketArn, keyArn),
    keyOf: (arn) => keys.get(arn),
    checks,
    allowsService(service, { action, resource, context = {} }) {
      if (!enforced) return true;
      const named = policyOf(resource);
      const request = { caller: { service }, action, resource, context: contextOf(context) };
      return evaluate(request, { identity: [], ...(named && { resource: named }) }).allowed;
    },
    refusal: (caller, needs, textOf) => {
      if (!checks(caller)) return undefined;
      for (const need of needs) {
        const why = whyNot(caller, need, textOf);
        if (why !== undefined) return { need, why };
      }
      return undefined;
    },
  };
}

const everything = {
  identity: [compilePolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })],
};

function memoized<Result>(make: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const result = known.get(text) ?? make(text);
    known.set(text, result);
    return result;
  };
}

function sessionOf(caller: Principal) {
  const { accountId, roleArn } = caller;
  return { accountId, roleArn, sessionArn: principalArn(caller) };
}
