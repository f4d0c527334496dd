import { policiesOf } from '../../local/stack/rights/role-policies.ts';
import { type PackagedService, packageService } from '../../local/stack/template/packaged.ts';
import { declareStack } from '../../local/stack/template/resources.ts';
import { childOf, listOf } from '../../local/stack/template/template.ts';

const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };

/** The service of this checkout, with the template that is deployed. */
export function packagedService(): Promise<PackagedService> {
  return packageService({ directory: '.', stage: 'local', ...place });
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What a stack of the service is with the values of its parameters. */
export function stackGiven(
  service: Pick<PackagedService, 'template'>,
  given: Readonly<Record<string, string>> = {},
) {
  const { template } = service;
  const stack = declareStack({ name: 'ecr-steward-local', template, parameters: given }, place);
  const ofType = (type: string) => Object.values(stack.resources).filter((it) => it.type === type);
  const statementsOf = (role: string): Statement[] =>
    ofType('AWS::IAM::Role')
      .filter(({ logicalId }) => logicalId === role)
      .flatMap((it) => policiesOf(stack, it))
      .flatMap((document) => listOf(childOf({ document }, 'document').Statement) as Statement[]);
  return {
    stack,
    roles: ofType('AWS::IAM::Role').map(({ logicalId }) => logicalId),
    statementsOf,
    /** The actions of a role, sorted, each once. */
    actionsOf: (role: string) =>
      [...new Set(statementsOf(role).flatMap(({ Action }) => Action))].sort(),
    /** The logical ids of the rules that are switched off. */
    disabled: ofType('AWS::Events::Rule')
      .filter(({ properties }) => properties.State === 'DISABLED')
      .map(({ logicalId }) => logicalId),
  };
}
