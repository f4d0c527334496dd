import { z } from 'zod';
import type { Ecr } from '../ecr/model/ecr.ts';
import type { CacheRule } from '../ecr/model/registry.ts';
import { UpstreamError } from './errors.ts';

/** The `Authorization` header for an upstream, of type Basic. */
export type Login = string;

/**
 * The login of a rule: from its secret, or by its role where the upstream is another ECR.
 *
 * @throws UpstreamError `UpstreamAccessDenied` when the secret is missing or not in the format that ECR reads
 */
export async function loginOf(ecr: Ecr, rule: CacheRule, address: URL): Promise<Login | undefined> {
  if (rule.credentialArn !== undefined) return secretLogin(ecr, rule.credentialArn);
  return rule.upstream === 'ecr' ? roleLogin(rule, address) : undefined;
}

const credential = z.object({ username: z.string().min(1), accessToken: z.string().min(1) });

function secretLogin({ secrets }: Ecr, arn: string): Login {
  const secret = secrets.look(arn);
  const { data } = credential.safeParse(parsed(secret?.deleted ? undefined : secret?.value));
  if (!data) throw new UpstreamError('UpstreamAccessDenied');
  return basic(`${data.username}:${data.accessToken}`);
}

function parsed(value: string | undefined): unknown {
  try {
    return JSON.parse(value ?? '');
  } catch {
    // The parser's message would quote the secret.
    return undefined;
  }
}

function basic(credentials: string): Login {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

const tokens = z.object({
  authorizationData: z.tuple([z.object({ authorizationToken: z.string() })]),
});

/** Asks another local AWS for a token; any other registry is asked without a login. */
async function roleLogin(rule: CacheRule, address: URL): Promise<Login | undefined> {
  const region = rule.upstreamUrl.split('.')[3] ?? '';
  const scope = `pull-through-cache/20260101/${region}/ecr/aws4_request`;
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'error',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: '{}',
  });
  const { data } = tokens.safeParse(parsed(await response.text()));
  return data && `Basic ${data.authorizationData[0].authorizationToken}`;
}
