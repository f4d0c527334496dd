import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { startLocalAws } from '../../local/aws.ts';
import { environmentFor } from './account.ts';
import { bareEnvironment, folder } from './run.ts';

/**
 * The commands that people type for ECR, word for word but for the registry's host, with the
 * clients that they type them with.
 */

const run = promisify(execFile);
const has = (client: string) => spawnSync(client, ['--version']).status === 0;
const missing = ['aws', 'jq', 'skopeo', 'docker', 'oras'].filter((client) => !has(client));

let host = '';
let env: Record<string, string> = {};

async function sh(command: string): Promise<string> {
  const { stdout } = await run('bash', ['-o', 'pipefail', '-ec', command], { env });
  return stdout.trim();
}

beforeAll(async () => {
  // In place of the internet: a registry with the images that are pulled through the cache.
  const upstream = await startLocalAws({ auth: false });
  const address = upstream.endpoint;
  const aws = await startLocalAws({
    upstreams: { 'docker-hub': address, quay: address, 'ecr-public': address },
  });
  host = new URL(aws.endpoint).host;
  env = {
    ...bareEnvironment(),
    ...environmentFor(aws.endpoint),
    AWS_DEFAULT_REGION: 'eu-west-1',
    REGISTRY: host,
    UPSTREAM: new URL(address).host,
    REGISTRY_AUTH_FILE: join(folder, 'auth.json'),
    DOCKER_CONFIG: join(folder, 'docker'),
  };
  return async () => {
    await aws.close();
    await upstream.close();
  };
});

/** Skips with the names of the clients that are not installed. */
function needs(context: { skip(note: string): void }, ...clients: string[]): void {
  const absent = clients.filter((client) => missing.includes(client));
  if (absent.length > 0) context.skip(`not installed: ${absent.join(', ')}`);
}

describe('repositories and images by the AWS CLI', () => {
  test('the registry and its repositories', async (context) => {
    needs(context, 'aws');
    expect(await sh('aws ecr describe-registry')).toContain('"registryId": "123456789012"');
    await sh('aws ecr create-repository --repository-name platform/web');
    expect(
      await sh(
        "aws ecr describe-repositories --query 'repositories[].repositoryName' --output text",
      ),
    ).toBe('platform/web');
    expect(
      await sh(
        'aws ecr describe-repositories --repository-names platform/web --query "repositories[0].repositoryUri" --output text',
      ),
    ).toMatch(/\/platform\/web$/);
    await sh(
      'aws ecr describe-repositories --repository-names platform/api || aws ecr create-repository --repository-name platform/api',
    );
    await sh('aws ecr describe-repositories --repository-names platform/api || exit 3');
    await sh('aws ecr delete-repository --repository-name platform/api --force');
  });

  test('the images of a repository, as lists and tables', async (context) => {
    needs(context, 'aws', 'jq');
    const manifest =
      '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}';
    await sh('aws ecr create-repository --repository-name notes/app');
    await sh(
      `aws ecr put-image --repository-name notes/app --image-tag 1.0.0 --image-manifest '${manifest}'`,
    );
    await sh(
      `aws ecr put-image --repository-name notes/app --image-tag latest --image-manifest '${manifest}'`,
    );
    expect(
      await sh(
        'aws ecr list-images --repository-name notes/app --query "imageIds[].imageTag" --output text',
      ),
    ).toBe('1.0.0\tlatest');
    expect(
      await sh(
        'aws ecr describe-images --repository-name notes/app --image-ids imageTag=latest --query "imageDetails[0].imageTags" --output text',
      ),
    ).toBe('1.0.0\tlatest');
    expect(
      await sh('aws ecr describe-images --repository-name notes/app --output table'),
    ).toContain('DescribeImages');
    const table = await sh(
      'aws ecr describe-images --repository-name notes/app --output json | jq -r \'.imageDetails[] | [.imageDigest, (.imageTags // [] | join(","))] | @tsv\'',
    );
    expect(table).toMatch(/^sha256:[0-9a-f]{64}\t1\.0\.0,latest$/);
  });

  test('a preview of a lifecycle policy', async (context) => {
    needs(context, 'aws', 'jq');
    const policy = {
      rules: [
        {
          rulePriority: 1,
          description: 'keep what has a tag, and only that',
          selection: {
            tagStatus: 'untagged',
            countType: 'sinceImagePushed',
            countUnit: 'days',
            countNumber: 1,
          },
          action: { type: 'expire' },
        },
      ],
    };
    await sh('aws ecr create-repository --repository-name notes/old');
    await sh(
      `aws ecr start-lifecycle-policy-preview --repository-name notes/old --lifecycle-policy-text '${JSON.stringify(policy)}'`,
    );
    await sh('aws ecr wait lifecycle-policy-preview-complete --repository-name notes/old');
    expect(
      await sh('aws ecr get-lifecycle-policy-preview --repository-name notes/old | jq -r .status'),
    ).toBe('COMPLETE');
  });
});

describe('cache rules by the AWS CLI', () => {
  test('a secret, a rule by its ARN, and what is asked of it', async (context) => {
    needs(context, 'aws');
    const value = '{"username":"somebody","accessToken":"a-token"}';
    await sh(
      `aws secretsmanager create-secret --name ecr-pullthroughcache/dockerpullsecret-test --secret-string '${value}'`,
    );
    await sh(
      'aws ecr create-pull-through-cache-rule --ecr-repository-prefix docker.io --upstream-registry-url registry-1.docker.io --upstream-registry docker-hub --credential-arn "$(aws secretsmanager describe-secret --secret-id ecr-pullthroughcache/dockerpullsecret-test --query ARN --output text)"',
    );
    await sh(
      'aws ecr create-pull-through-cache-rule --ecr-repository-prefix quay --upstream-registry-url quay.io',
    );
    await sh(
      'aws ecr create-pull-through-cache-rule --ecr-repository-prefix ecr-public --upstream-registry-url public.ecr.aws',
    );
    expect(
      await sh('aws ecr describe-pull-through-cache-rules --query "length(pullThroughCacheRules)"'),
    ).toBe('3');
    expect(
      await sh(
        'aws ecr describe-pull-through-cache-rules --ecr-repository-prefixes docker.io --query "pullThroughCacheRules[0].upstreamRegistry" --output text',
      ),
    ).toBe('docker-hub');
    expect(
      await sh(
        'aws ecr validate-pull-through-cache-rule --ecr-repository-prefix docker.io --query isValid',
      ),
    ).toBe('true');
    await sh(
      'aws ecr create-pull-through-cache-rule --ecr-repository-prefix old --upstream-registry-url registry.k8s.io',
    );
    await sh('aws ecr delete-pull-through-cache-rule --ecr-repository-prefix old');
  });

  test.for([
    'docker.io/library/redis:latest',
    'docker.io/library/nginx:1.25.1',
    'ecr-public/docker/library/alpine:3',
    'quay/argoproj/argocd:v2.10.0',
  ])('a pull through %s', async (image, context) => {
    needs(context, 'aws', 'skopeo');
    const path = image.slice(image.indexOf('/') + 1);
    await sh(
      `aws --endpoint-url http://$UPSTREAM ecr create-repository --repository-name ${path.split(':')[0]}`,
    );
    const archive = await emptyArchive();
    await sh(`skopeo copy --dest-tls-verify=false ${archive} docker://$UPSTREAM/${path}`);
    await sh(
      'aws ecr get-login-password | skopeo login --tls-verify=false --username AWS --password-stdin $REGISTRY',
    );
    await sh(
      `skopeo copy --src-tls-verify=false docker://$REGISTRY/${image} dir:${join(folder, 'pulled')}`,
    );
    const repository = image.split(':')[0];
    expect(
      await sh(
        `aws ecr describe-repositories --repository-names ${repository} --query "repositories[0].repositoryName" --output text`,
      ),
    ).toBe(repository);
  });
});

describe('docker, skopeo and oras', () => {
  test('a login with docker', async (context) => {
    needs(context, 'aws', 'docker');
    expect(
      await sh(
        'aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin $REGISTRY 2>/dev/null',
      ),
    ).toContain('Login Succeeded');
  });

  test('a push and a pull with skopeo', async (context) => {
    needs(context, 'aws', 'skopeo');
    await sh('aws ecr create-repository --repository-name notes/pushed');
    await sh(
      'aws ecr get-login-password | skopeo login --tls-verify=false --username AWS --password-stdin $REGISTRY',
    );
    await sh(
      `skopeo copy --dest-tls-verify=false ${await emptyArchive()} docker://$REGISTRY/notes/pushed:1.0.0`,
    );
    expect(
      await sh('skopeo list-tags --tls-verify=false docker://$REGISTRY/notes/pushed'),
    ).toContain('1.0.0');
  });

  test('the catalogue and the tags with oras', async (context) => {
    needs(context, 'aws', 'oras');
    await sh(
      'aws ecr get-login-password | oras login --plain-http --username AWS --password-stdin $REGISTRY',
    );
    expect(await sh('oras repository ls --plain-http $REGISTRY')).toContain('platform/web');
    expect(await sh('oras repository show-tags --plain-http $REGISTRY/notes/app')).toContain(
      '1.0.0',
    );
  });
});

/** A `dir:` image without layers, made once. */
async function emptyArchive(): Promise<string> {
  const place = join(folder, 'image');
  await sh(
    `mkdir -p ${place} && cd ${place} && printf 'Directory Transport Version: 1.1\\n' > version && ` +
      `printf '{}' > 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a && ` +
      `printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}' > manifest.json`,
  );
  return `dir:${place}`;
}
