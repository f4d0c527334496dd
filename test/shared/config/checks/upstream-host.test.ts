import { expect, test } from 'vitest';
import { wrongHost } from '../../../../shared/config/checks/upstream-host.ts';
import { upstreamMeant } from '../../../../shared/config/schema/cache/upstreams.ts';
import { problemsOf } from '../problems.ts';

test.each([
  ['docker-hub', 'registry-1.docker.io'],
  ['azure-container-registry', 'team.azurecr.io'],
  ['azure-container-registry', 'team-a1b2c3d4e5f6g7h8.azurecr.io'],
  ['ecr', '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com'],
  ['ecr', '111122223333.dkr.ecr.cn-northwest-1.amazonaws.com.cn'],
  ['ecr', '111122223333.dkr.ecr.us-gov-west-1.amazonaws.com'],
  ['ecr', '111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu'],
] as const)('%s takes %s', (upstream, host) => {
  expect(wrongHost(upstream, host)).toBeUndefined();
});

test.each([
  ['docker-hub', 'docker.io', /always registry-1\.docker\.io: remove it/],
  ['quay', 'ghcr.io', /is the host of github-container-registry/],
  [
    'github-container-registry',
    'ghe.example.com',
    /fixed list of upstreams, and ghe\.example\.com is not one of them/,
  ],
  [
    'gitlab-container-registry',
    'git.example.com',
    /ECR supports only GitLab\.com, not a self-hosted GitLab/,
  ],
  [
    'azure-container-registry',
    'team.westeurope.geo.azurecr.io',
    /not a host of .*not the endpoint of a region/,
  ],
  ['azure-container-registry', 'team.azurecr.cn', /such as myteam\.azurecr\.io/],
  ['azure-container-registry', '-x.azurecr.io', /not a host/],
  ['azure-container-registry', 'team.azurecr.io.example.com', /not a host/],
  ['ecr', '1111.dkr.ecr.eu-west-1.amazonaws.com', /not a host of ecr/],
  ['ecr', '111122223333.dkr.ecr.eu-west-1.amazonaws.com.cn', /not a host of ecr/],
  ['ecr', '111122223333.dkr.ecr.cn-north-1.amazonaws.com', /not a host of ecr/],
  ['ecr', 'public.ecr.aws', /not a host of ecr/],
  ['azure-container-registry', 'https://team.azurecr.io', /a host name alone: team\.azurecr\.io$/],
  ['azure-container-registry', 'team.azurecr.io:443', /alone: team\.azurecr\.io$/],
  ['azure-container-registry', 'team.azurecr.io/a/b', /alone: team\.azurecr\.io$/],
  ['azure-container-registry', 'team.azurecr.io.', /alone: team\.azurecr\.io$/],
  ['azure-container-registry', 'Team.AzureCR.io', /alone: team\.azurecr\.io$/],
  ['azure-container-registry', ' ', /alone: myteam\.azurecr\.io$/],
] as const)('%s does not take %s', (upstream, host, why) => {
  expect(wrongHost(upstream, host)).toMatch(why);
});

test('an upstream that ECR has not is refused with all that it has', () => {
  const rule = 'pullThroughCache: {rules: [{prefix: hub, upstream: artifactory}]}';
  expect(problemsOf(rule)).toEqual([
    expect.stringMatching(/chainguard.*, ecr \(ECR takes no others\)$/),
  ]);
});

test.each([
  ['dockerhub', 'docker-hub'],
  ['DockerHub', 'docker-hub'],
  ['docker.io', 'docker-hub'],
  ['github', 'github-container-registry'],
  ['ghcr.io', 'github-container-registry'],
  ['gitlab', 'gitlab-container-registry'],
  ['azure', 'azure-container-registry'],
  ['ecr_public', 'ecr-public'],
  ['registry.k8s.io', 'k8s'],
  ['quai', 'quay'],
  ['harbor', undefined],
  ['constructor', undefined],
])('whoever writes %s means %s', (text, meant) => {
  expect(upstreamMeant(text)).toBe(meant);
});
