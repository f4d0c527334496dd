import { everything } from './needs.ts';
import { ofType } from './parts.ts';
import { place, rolesOf, type Template } from './roles.ts';

/** Pulls through the cache are what it is for. */
const pulling = ['warm'];

const manifest = {
  action: 'ecr:BatchGetImage',
  resource: `arn:aws:ecr:${place.region}:${place.accountId}:repository/quay/a`,
};

/** Functions that may read manifests, and whose role is not excluded from pull times: what they read would look used. */
export function pullTimeProblems(template: Template): string[] {
  const roles = rolesOf(template, everything);
  const { stack, documents } = roles;
  const excluded = ofType(stack, 'AWS::ECR::PullTimeUpdateExclusion').map(
    ([, { properties }]) => properties.PrincipalArn,
  );
  const roleOf = new Map(
    ofType(stack, 'AWS::Lambda::Function').map(([, { name, properties }]) => [
      name.slice(`${stack.name}-`.length),
      properties.Role,
    ]),
  );
  const reading = [...documents.keys()].filter(
    (key) => !pulling.includes(key) && roles.allows(key, manifest),
  );
  if (reading.length === 0) return ['no function may read manifests'];
  return reading
    .filter((key) => !excluded.includes(roleOf.get(key)))
    .map((key) => `${key} reads manifests, and its role is not excluded from pull times`);
}
