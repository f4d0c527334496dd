import { declaredIn } from './declared.ts';

/**
 * Permissions of the inventory function that depend on registry.yml, so that they cannot be YAML: to assume the roles
 * of `targets:`, and to read manifests.
 */
export function inventoryRights({ roles, manifests }: Asked): { Resources: object } {
  const statements = [
    ...(roles.length === 0 ? [] : [allow('AssumeRolesOfTargets', 'sts:AssumeRole', [...roles])]),
    ...(manifests ? [allow('ReadManifests', 'ecr:BatchGetImage', repositories)] : []),
  ];
  if (statements.length === 0) return { Resources: {} };
  const policy = {
    Type: 'AWS::IAM::RolePolicy',
    Properties: {
      RoleName: { Ref: 'InventoryRole' },
      PolicyName: 'as-declared',
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
    },
  };
  return { Resources: { InventoryRights: policy } };
}

/** Of the stack's account, in any region: `targets:` may name others. */
const repositories = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
  'Fn::Sub': 'arn:${AWS::Partition}:ecr:*:${AWS::AccountId}:repository/*',
};

interface Asked {
  /** ARNs of the roles of all targets. */
  roles: readonly string[];
  manifests: boolean;
}

function allow(Sid: string, Action: string, Resource: unknown) {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** Reads registry.yml unchecked: bundling the functions reports what is wrong with it. */
export function askedFor(file: string): Asked {
  const { targets, inventory } = declaredIn(file) as {
    targets?: { role?: string }[];
    inventory?: { manifests?: boolean };
  };
  const roles = Array.isArray(targets) ? targets.flatMap(({ role }) => role ?? []) : [];
  return { roles: [...new Set(roles)], manifests: inventory?.manifests === true };
}
