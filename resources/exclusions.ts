/** The roles that read manifests of images: ECR counts that as a pull, unless they are excluded. */
export const rolesThatRead = [
  'PushRole',
  'DueRole',
  'RepositoryRole',
  'ScanRole',
  'StorageClassRole',
  'WalkRole',
];

/** Excludes roles of the stack from the pull times of images: what they read does not look used. */
export function exclusions(roles: readonly string[]): { Resources: Record<string, object> } {
  return {
    Resources: Object.fromEntries(roles.map((role) => [`${role}PullTimes`, exclusion(role)])),
  };
}

function exclusion(role: string): object {
  const PrincipalArn = { 'Fn::GetAtt': [role, 'Arn'] };
  return { Type: 'AWS::ECR::PullTimeUpdateExclusion', Properties: { PrincipalArn } };
}
