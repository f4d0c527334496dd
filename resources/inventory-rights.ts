import { declaredIn } from './declared.ts';

/**
 * What the inventory function may do only where registry.yml says so: take the roles of `targets:`, and
 * read manifests. registry.yml says which: this is why it is no YAML.
 */
export function inventoryRights({ roles, manifests }: Asked): { Resources: object } {
  const statements = [
    ...(roles.length === 0 ? [] : [allow('TakeRolesOfTargets', 'sts:AssumeRole', [...roles])]),
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

/** As registry.yml says; whether it is there and right is told when the functions are bundled. */
export function askedFor(file: string): Asked {
  const { targets, inventory } = declaredIn(file) as {
    targets?: { role?: string }[];
    inventory?: { manifests?: boolean };
  };
  const roles = Array.isArray(targets) ? targets.flatMap(({ role }) => role ?? []) : [];
  return { roles: [...new Set(roles)], manifests: inventory?.manifests === true };
}
