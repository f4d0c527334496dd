import { sentence } from '../../runtime/sentence.ts';

/** Why a pull through a cache rule fails, as far as it is known, and how to fix it. */
export interface Diagnosis {
  cause: string;
  remedy: string;
}

/** What was pulled. */
export interface Pulled {
  /** Of the rule. */
  prefix: string;
  repositoryName: string;
  /** A tag or a digest; default `latest`. */
  reference?: string;
}

/** `docker.io/library/redis:7`, as it is typed. */
export function imageOf({ repositoryName, reference = 'latest' }: Pulled): string {
  return `${repositoryName}${reference.includes(':') ? '@' : ':'}${reference}`;
}

/**
 * Every cause that `doctor`, `warm` and the function pull-failure know, under the code of ECR's events and
 * BatchGetImage where there is one. AWS publishes only the names of these codes.
 */
const table = {
  UpstreamAccessDenied: (pulled) => ({
    cause:
      'the upstream refused the image: the credential of the rule has expired, or the path is wrong',
    remedy: `find out which: npx ecr-steward doctor ${imageOf(pulled)} --no-docker`,
  }),
  /** The same where ECR can log in with the rule's credential. */
  UpstreamPathRefused: () => ({
    cause:
      'the upstream refused the image although the login works: it answers a wrong path in the same way',
    remedy: 'check the path and the tag upstream, and what the account there may read',
  }),
  /** The same where the rule has no credential. */
  UpstreamRefusesAnybody: () => ({
    cause:
      'the upstream refused the image without a login: it answers a wrong path in the same way',
    remedy: 'check the path and the tag upstream, and whether the image is public there',
  }),
  UpstreamTooManyRequests: () => ({
    cause: 'the upstream got too many requests',
    remedy:
      'pull later, or use an account upstream with a higher limit; warming (warm: in registry.yml) ' +
      'imports images ahead of their first pull',
  }),
  UpstreamUnavailable: () => ({
    cause: 'the upstream does not answer',
    remedy:
      'check its status page and pull later: cached images are served meanwhile. Nodes without a route to the ' +
      'internet need the image cached before their first pull',
  }),
  RegistryTooManyRequests: () => ({
    cause: 'ECR itself got too many requests from this account',
    remedy: 'pull later, and fewer images at once: check the quotas of ECR for pulls',
  }),
  RegistryFailed: () => ({
    cause: 'ECR itself failed',
    remedy: 'pull later: check the AWS Health Dashboard for ECR in this region',
  }),
  RegistryUnreachable: () => ({
    cause: 'the registry does not answer',
    remedy: 'check the network and --region: a first pull may also take longer than a minute',
  }),
  Unauthorized: () => ({
    cause: 'the registry does not accept the token that ECR gave',
    remedy: 'try again; check that no proxy removes the Authorization header',
  }),
  PullDenied: () => ({
    cause: 'the identity that pulls may not pull this image',
    remedy: 'grant it ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository',
  }),
  ImageNotFound: () => ({
    cause: 'the upstream does not have the image',
    remedy:
      'check its path and tag upstream; if it exists, the identity that pulls lacks ecr:BatchImportUpstreamImage',
  }),
  /** A repository that no rule fills does not have it. */
  ImageNotHere: () => ({
    cause: 'the repository does not have the image',
    remedy: 'check its tag or digest: no cache rule imports it',
  }),
  DigestNotCached: ({ repositoryName }) => ({
    cause: 'the image is not in the cache, and a first pull by digest does not import it',
    remedy: `pull it by its tag once: ${repositoryName}:TAG`,
  }),
  RepositoryNotFound: ({ repositoryName }) => ({
    cause: `there is no repository ${repositoryName}, and ECR did not create it`,
    remedy:
      'check its path upstream; if it is right, the identity that pulls lacks ecr:CreateRepository or ' +
      'ecr:BatchImportUpstreamImage',
  }),
  /** The same on a local AWS or another emulator. */
  UpstreamNotConnected: ({ repositoryName }) => ({
    cause: `there is no repository ${repositoryName}, and this local AWS did not create it`,
    remedy:
      'check its path upstream; if it is right, connect the upstream when you start the local AWS: npx ecr-steward ' +
      'local --upstream NAME=URL; if that is done, the identity that pulls lacks ecr:CreateRepository or ' +
      'ecr:BatchImportUpstreamImage',
  }),
  NoRule: ({ prefix }) => ({
    cause: `the cache rule ${prefix} no longer exists`,
    remedy: 'declare it in registry.yml, or pull the image from elsewhere',
  }),
  LimitExceeded: () => ({
    cause: 'a quota of ECR is reached',
    remedy: 'check the quotas of ECR for repositories and images, and request a higher one',
  }),
  KmsError: () => ({
    cause: 'the key of the cached repository cannot be used',
    remedy: 'check the key’s policy and state, and the role of the repository creation template',
  }),
  ImageInaccessible: ({ repositoryName, reference = 'latest' }) => ({
    cause: 'the image is in the cache and cannot be read: it may be archived',
    remedy:
      `if it is archived, restore it: aws ecr update-image-storage-class --repository-name ${repositoryName} ` +
      `--image-id ${reference.includes(':') ? 'imageDigest' : 'imageTag'}=${reference} --target-storage-class STANDARD`,
  }),
  InvalidImageDigest: () => ({
    cause: 'the pull names an invalid digest',
    remedy: 'correct it where the image is named: sha256: and 64 digits of 0-9 and a-f',
  }),
  InvalidImageTag: () => ({
    cause: 'the pull names an invalid tag',
    remedy: 'correct it where the image is named',
  }),
  ImageTagDoesNotMatchDigest: () => ({
    cause: 'the tag and the digest of the pull belong to different images',
    remedy: 'pull by one of them alone',
  }),
  MissingDigestAndTag: () => ({
    cause: 'the pull names neither a tag nor a digest',
    remedy: 'correct it where the image is named',
  }),
  ImageReferencedByManifestList: () => ({
    cause: 'the image is part of an image index, and ECR does not serve it alone',
    remedy: 'pull the image index by its tag',
  }),
} satisfies Record<string, (pulled: Pulled) => Diagnosis>;

export type CauseCode = keyof typeof table;

export const causeCodes = Object.keys(table) as CauseCode[];

export function causeFor(code: CauseCode, pulled: Pulled): Diagnosis {
  return table[code](pulled);
}

/** Codes that distinguish what ECR's events have one code for. */
const eventCodes: Readonly<Record<string, string>> = {
  UpstreamPathRefused: 'UpstreamAccessDenied',
  UpstreamRefusesAnybody: 'UpstreamAccessDenied',
  UpstreamNotConnected: 'RepositoryNotFound',
  DigestNotCached: 'ImageNotFound',
  ImageNotHere: 'ImageNotFound',
};

/** The code of ECR's events for a cause: causes with the same code are reported together. */
export function eventCode(code: CauseCode): string {
  return eventCodes[code] ?? code;
}

/** Names of ECR's exceptions for causes of the table. */
const otherNames: Readonly<Record<string, CauseCode>> = {
  UnableToGetUpstreamImage: 'UpstreamUnavailable',
  UnableToGetUpstreamLayer: 'UpstreamUnavailable',
  SecretNotFound: 'UpstreamAccessDenied',
  UnableToAccessSecret: 'UpstreamAccessDenied',
  UnableToDecryptSecretValue: 'UpstreamAccessDenied',
};

/**
 * The cause for a code of ECR's events. AWS publishes no list of them: one that is not in the table is shown as it
 * is. `hasOwn`, as a code comes from outside.
 */
export function causeOfCode(
  failureCode: string,
  reason: string | undefined,
  pulled: Pulled,
): Diagnosis {
  const name = failureCode.replace(/Exception$/, '');
  if (Object.hasOwn(table, name)) return causeFor(name as CauseCode, pulled);
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (other) return causeFor(other, pulled);
  return {
    cause: `ECR says ${failureCode}${reason ? `: ${sentence(reason)}` : ''}`,
    remedy: `ask the doctor: npx ecr-steward doctor ${imageOf(pulled)} --no-docker`,
  };
}
