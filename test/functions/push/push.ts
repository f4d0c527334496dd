import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';

export const registryYml = `
naming:
  repositories: [{rule: lower letters, patterns: ['[a-z/-]+']}]
  tags:
    - {rule: releases, repositories: ['team-a/*'], kinds: [semver], action: quarantine}
    - {rule: anything but test, patterns: ['[^t].*']}
pullThroughCache: {rules: [{prefix: declared, upstream: quay}]}
`;

export async function tagsOf(ecr: ECRClient, repositoryName: string, imageDigest: string) {
  const input = { repositoryName, imageIds: [{ imageDigest }] };
  const { imageDetails } = await ecr.send(new DescribeImagesCommand(input));
  return imageDetails?.[0]?.imageTags ?? [];
}

export const quarantined = (digest: string) => `quarantine-${digest.slice(7, 19)}`;
