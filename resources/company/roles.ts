import { ParameterError } from './known-parameters.ts';
import type { Company } from './parameters.ts';
import { type Change, changeProperties, type Place } from './template.ts';

/** IAM's limit for the name of a role. */
const LONGEST_NAME = 64;

/**
 * Boundary, path and names of roles, path and names of managed policies. The names have the region: IAM is global in an
 * account, and a stack may stand in each region under one name.
 */
export function withNamesAndBoundary(
  { permissionsBoundary, rolePath, rolePrefix }: Company,
  { stack, region }: Place,
): Change {
  const path = rolePath === undefined ? {} : { Path: rolePath };
  const boundary =
    permissionsBoundary === undefined ? {} : { PermissionsBoundary: permissionsBoundary };
  const named = (property: string, id: string) => {
    if (rolePrefix === undefined) return {};
    const name = `${rolePrefix}${stack}-${region}-${id.replace(/Role$/, '')}`;
    if (name.length > LONGEST_NAME) {
      throw new ParameterError(
        `role-prefix: the role ${name} would have ${name.length} characters, and IAM takes ${LONGEST_NAME}: use a shorter prefix or stage`,
      );
    }
    return { [property]: name };
  };
  return (template) => {
    const roles = changeProperties(template, 'AWS::IAM::Role', (role, id) => ({
      ...role,
      ...path,
      ...boundary,
      ...named('RoleName', id),
    }));
    return changeProperties(roles, 'AWS::IAM::ManagedPolicy', (policy, id) => ({
      ...policy,
      ...path,
      ...named('ManagedPolicyName', id),
    }));
  };
}
