import { withKey } from './encryption.ts';
import { withExisting } from './existing.ts';
import { withVpc } from './network.ts';
import type { Company } from './parameters.ts';
import type { Json } from './references.ts';
import { withNamesAndBoundary } from './roles.ts';
import { withoutParts } from './without.ts';

/** A CloudFormation template as far as it is changed here. */
export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, Json>;
  Conditions?: Record<string, Json>;
}

export interface Resource {
  Type: string;
  Properties?: { [key: string]: Json };
  DependsOn?: string | string[];
}

/** Where the stack is going to be. */
export interface Place {
  stack: string;
  region: string;
}

/**
 * The finished template, with what a company requires. It is changed as a whole and at the end, so that this holds for
 * every resource: those of resources/, those that the framework makes, and those to come.
 *
 * @throws ParameterError if a parameter does not fit the stack.
 */
export function forCompany(template: Template, company: Company, place: Place): Template {
  const changes = [
    withoutParts(company.without),
    withExisting(company),
    withKey(company.kmsKey, place),
    withVpc(company),
    withNamesAndBoundary(company, place),
    withRecovery(company.pointInTimeRecovery),
  ];
  return changes.reduce((changed, change) => change(changed), template);
}

/** One of the changes. */
export type Change = (template: Template) => Template;

/** Changes the properties of all resources of a type. */
export function changeProperties(
  template: Template,
  type: string,
  change: (properties: { [key: string]: Json }, id: string) => { [key: string]: Json },
): Template {
  const entries = Object.entries(template.Resources).map(([id, resource]) => {
    if (resource.Type !== type) return [id, resource] as const;
    return [id, { ...resource, Properties: change(resource.Properties ?? {}, id) }] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}

/** Adds statements to each role as a policy of its own in the role, so that a function never exists before it. */
export function addToRoles(template: Template, name: string, statements: Json[]): Template {
  const policy = {
    PolicyName: name,
    PolicyDocument: { Version: '2012-10-17', Statement: statements },
  };
  return changeProperties(template, 'AWS::IAM::Role', (role) => ({
    ...role,
    Policies: [...((role.Policies as Json[] | undefined) ?? []), policy],
  }));
}

function withRecovery(wanted: boolean | undefined): Change {
  return (template) => {
    if (wanted === undefined) return template;
    return changeProperties(template, 'AWS::DynamoDB::Table', (table) => ({
      ...table,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: wanted },
    }));
  };
}
