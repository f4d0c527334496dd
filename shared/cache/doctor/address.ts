import {
  type RegistryDoor,
  RegistryUnreachableError,
  request,
} from '../../registry/manifests/v2.ts';
import { explain, isNobodyThere } from '../../runtime/explain.ts';
import { isNotOffered, statusOf } from '../../runtime/offered.ts';
import { causeFor } from '../failures/causes.ts';
import type { ImageCase } from './case.ts';
import { broken, ok, type Step, skipped, unread, type Verdict } from './check.ts';

/** Does the image name this very registry? */
export const registryStep: Step<ImageCase> = {
  name: 'registry',
  async look({ image, identity, door }, at) {
    if (image.registry === undefined) {
      return image.host
        ? elsewhere(image.host, await door())
        : skipped('the image names no registry: this one is used');
    }
    at('ecr:DescribeRegistry');
    const { registryId, region } = await identity();
    const { registry } = image;
    const ours = `${registryId} in ${region}`;
    if (registry.registryId !== registryId) {
      const found = `the image is in the account ${registry.registryId}, and this is ${ours}`;
      return broken(found, 'give a --profile of that account, or correct the account in the name');
    }
    if (registry.region !== region) {
      const found = `the image is in the region ${registry.region}, and this is ${ours}`;
      return broken(found, `give --region ${registry.region}, or correct the region in the name`);
    }
    return ok(`the registry of ${ours}`, registry.fips ? [fips] : []);
  },
};

/** An image at an address of this machine is one of a local AWS. */
function elsewhere(host: string, { origin }: RegistryDoor): Verdict {
  if (new URL(origin).host === host) return ok(`the registry at ${origin}`);
  return broken(
    `the image is at ${host}, and this registry at ${origin}`,
    'correct the address in the name',
  );
}

const fips =
  'a FIPS endpoint does not serve the first pull through a cache rule: pull it once from another endpoint';

/** Does ECR give out a token? */
export const tokenStep: Step<ImageCase> = {
  name: 'token',
  async look({ door }, at) {
    at('ecr:GetAuthorizationToken');
    try {
      return tokenVerdict((await door()).expiresAt, new Date());
    } catch (error) {
      const why = explain(error);
      if (why === undefined) throw error;
      return noToken(error, why);
    }
  },
};

/** A missing token is due to the credentials, a permission, or the network: each has its own fix. */
function noToken(error: unknown, why: string): Verdict {
  const status = error instanceof Error ? statusOf(error) : 0;
  if (isNobodyThere(error)) return broken(why, routeRemedy);
  if (isNotOffered(error) || status === 404) return broken(why, proxyRemedy);
  if (status === 429 || status >= 500 || /^AWS throttled/.test(why)) return unread(why);
  const [, found, remedy] = /^(.*credentials.*)\. (.*)$/.exec(why) ?? [];
  if (found && remedy && !why.startsWith('access denied')) return broken(found, remedy);
  return broken(
    why,
    'the identity that pulls needs ecr:GetAuthorizationToken on *, and AWS credentials',
  );
}

/**
 * ECR's tokens are valid for twelve hours: one that has expired, or ends later than that, means a clock that is off.
 */
export function tokenVerdict(expiresAt: Date | undefined, now: Date): Verdict {
  if (expiresAt === undefined) return ok('a token, without the time when it expires');
  const until = expiresAt.toISOString();
  const left = expiresAt.getTime() - now.getTime();
  const here = `the clock of this machine says ${now.toISOString()}`;
  if (left <= 0)
    return broken(`the token has expired: it was valid until ${until}, and ${here}`, setClock);
  if (left <= 13 * 3_600_000) return ok(`a token that is valid until ${until}`);
  return ok(`a token that is valid until ${until}`, [
    `that is more than the twelve hours that ECR gives, and ${here}: ${setClock}`,
  ]);
}

const setClock =
  'correct the clock of this machine; if it is correct, what answers is not ECR: check AWS_ENDPOINT_URL';

/** Does the registry answer at the address of the image, and accept the token? */
export const endpointStep: Step<ImageCase> = {
  name: 'endpoint',
  async look({ door }, at) {
    const opened = await door();
    at(`GET ${opened.origin}/v2/`);
    try {
      const { status, headers } = await request(opened, '/v2/');
      if (status === 200) return ok('the registry answers and accepts the token');
      if (status === 401 || status === 403) {
        return broken(`the registry does not accept the token (${status})`, tokenRemedy);
      }
      const leads = headers.get('location');
      if (leads && status >= 300 && status < 400) {
        return broken(
          `the answer redirects to ${hostOf(leads)} (${status}), which no registry does`,
          proxyRemedy,
        );
      }
      if (status === 429) return unread('the registry got too many requests (429)');
      if (status >= 500) return broken(...failedBy(status));
      return broken(`what answers is not a registry (${status})`, proxyRemedy);
    } catch (error) {
      if (!(error instanceof RegistryUnreachableError)) throw error;
      return broken(error.message, error.isTrust ? trustRemedy : routeRemedy);
    }
  },
};

const tokenRemedy = 'check whether the endpoint policy of a VPC endpoint for ecr.dkr denies it';

const proxyRemedy = 'check what the name resolves to: a proxy, or AWS_ENDPOINT_URL';

function failedBy(status: number): [found: string, remedy: string] {
  const { cause, remedy } = causeFor('RegistryFailed', { prefix: '', repositoryName: '' });
  return [`${cause} (${status})`, remedy];
}

/** The host of a redirect, without its query. */
function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : 'another address';
}

const trustRemedy =
  'set NODE_EXTRA_CA_CERTS to the file with the certificate of your company’s proxy; Docker needs it in ' +
  '/etc/docker/certs.d/HOST/ca.crt';

const routeRemedy =
  'check DNS, routes and firewalls; without a route to the internet, a subnet needs the VPC endpoints ' +
  'ecr.api and ecr.dkr (with private DNS) and a gateway endpoint for S3';
