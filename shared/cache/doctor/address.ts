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
        : skipped('the image names none: ours');
    }
    at('ecr:DescribeRegistry');
    const { registryId, region } = await identity();
    const { registry } = image;
    const ours = `${registryId} in ${region}`;
    if (registry.registryId !== registryId) {
      const found = `the image is of the account ${registry.registryId}, and this is ${ours}`;
      return broken(found, 'name a --profile of that account, or put the account right');
    }
    if (registry.region !== region) {
      const found = `the image is of the region ${registry.region}, and this is ${ours}`;
      return broken(found, `call with --region ${registry.region}, or put the region right`);
    }
    return ok(`the registry of ${ours}`, registry.fips ? [fips] : []);
  },
};

/** An image at an address of this machine is one of the embedded AWS. */
function elsewhere(host: string, { origin }: RegistryDoor): Verdict {
  if (new URL(origin).host === host) return ok(`the registry at ${origin}`);
  return broken(`the image is at ${host}, and this registry at ${origin}`, 'put the address right');
}

const fips =
  'a FIPS endpoint cannot do the first pull through a cache rule: pull once from another';

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

/** What keeps the token back is the credentials, a right, or the way to ECR: each is mended elsewhere. */
function noToken(error: unknown, why: string): Verdict {
  const status = error instanceof Error ? statusOf(error) : 0;
  if (isNobodyThere(error)) return broken(why, routeRemedy);
  if (isNotOffered(error) || status === 404) return broken(why, proxyRemedy);
  if (status === 429 || status >= 500 || /^AWS throttled/.test(why)) return unread(why);
  const [, found, remedy] = /^(.*credentials.*)\. (.*)$/.exec(why) ?? [];
  if (found && remedy && !why.startsWith('access denied')) return broken(found, remedy);
  return broken(why, 'whoever pulls needs ecr:GetAuthorizationToken on *, and credentials of AWS');
}

/** ECR gives out tokens for twelve hours: one of the past, or of further ahead, means a clock that is off. */
export function tokenVerdict(expiresAt: Date | undefined, now: Date): Verdict {
  if (expiresAt === undefined) return ok('a token; it does not say until when it is good');
  const until = expiresAt.toISOString();
  const left = expiresAt.getTime() - now.getTime();
  const here = `here it is ${now.toISOString()}`;
  if (left <= 0)
    return broken(`the token has expired: it was good until ${until}, and ${here}`, setClock);
  if (left <= 13 * 3_600_000) return ok(`a token that is good until ${until}`);
  return ok(`a token that is good until ${until}`, [
    `that is more than the twelve hours which ECR gives, and ${here}: ${setClock}`,
  ]);
}

const setClock =
  'set the clock of this machine right; if it is, what answers is not ECR: see AWS_ENDPOINT_URL';

/** Does the registry answer where the image is pulled from, and take the token? */
export const endpointStep: Step<ImageCase> = {
  name: 'endpoint',
  async look({ door }, at) {
    const opened = await door();
    at(`GET ${opened.origin}/v2/`);
    try {
      const { status, headers } = await request(opened, '/v2/');
      if (status === 200) return ok('the registry answers and takes the token');
      if (status === 401 || status === 403) {
        return broken(`the registry does not take the token (${status})`, tokenRemedy);
      }
      const leads = headers.get('location');
      if (leads && status >= 300 && status < 400) {
        return broken(
          `what answers sends to ${hostOf(leads)} (${status}): no registry does`,
          proxyRemedy,
        );
      }
      if (status === 429) return unread('the registry has had too many requests (429)');
      if (status >= 500) return broken(...failedBy(status));
      return broken(`what answers is no registry (${status})`, proxyRemedy);
    } catch (error) {
      if (!(error instanceof RegistryUnreachableError)) throw error;
      return broken(error.message, error.isTrust ? trustRemedy : routeRemedy);
    }
  },
};

const tokenRemedy = 'see whether the endpoint policy of a VPC endpoint for ecr.dkr refuses it';

const proxyRemedy = 'see where the name leads to: a proxy, or AWS_ENDPOINT_URL';

function failedBy(status: number): [found: string, remedy: string] {
  const { cause, remedy } = causeFor('RegistryFailed', { prefix: '', repositoryName: '' });
  return [`${cause} (${status})`, remedy];
}

/** Of where a redirect leads, without what may be in its query. */
function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : 'another address';
}

const trustRemedy =
  'name the file with the certificate of your company’s proxy in NODE_EXTRA_CA_CERTS; Docker wants it in ' +
  '/etc/docker/certs.d/HOST/ca.crt';

const routeRemedy =
  'see DNS, routes and firewalls; without a way to the internet, a subnet needs the VPC endpoints ' +
  'ecr.api and ecr.dkr (with private DNS) and a gateway endpoint for S3';
