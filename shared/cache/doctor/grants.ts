import { broken, ok, unknown, type Verdict } from './check.ts';
import { type Statement, statementsFor, strayStatements } from './policy.ts';

/** The actions that a first pull through a rule needs besides the usual ones of a pull. */
const actions = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'] as const;

/**
 * What the policies of the registry and the repository allow for a first pull.
 *
 * @param resource - ARN of the repository; of a rule, up to the slash.
 */
export function grants(policies: readonly string[], resource: string, registryId: string): Verdict {
  const [importing = [], creating = []] = actions.map((action) =>
    policies.flatMap((policy) => statementsFor(policy, action, resource)),
  );
  const everybody = [...importing, ...creating].find(deniesAll);
  if (everybody) {
    return broken(
      `${named(everybody)} denies it to everybody`,
      'remove it from the policy of the registry or the repository',
    );
  }
  const may = whoOf(importing, creating, ({ conditions }) => conditions.length === 0, registryId);
  const also = [
    ...conditional(importing, creating, registryId),
    ...denials([...importing, ...creating]),
    ...halves(importing, creating, registryId),
    ...new Set(policies.flatMap((policy) => strayStatements(policy, actions[0], resource))),
  ];
  const tail = also.length > 0 ? `; ${also.join('; ')}` : '';
  if (may.includes('*')) {
    const found = `the registry policy allows everybody in the account to import and create${tail}`;
    return also.length > 0 ? unknown(found) : ok(found);
  }
  if (may.length > 0) {
    return ok(
      `the registry policy allows ${may.join(', ')} to import and create; otherwise ${needs}${tail}`,
    );
  }
  if (also.length === 0) return unknown(`the registry policy grants nobody the import: ${needs}`);
  return unknown(`${also.join('; ')}. Otherwise ${needs}`);
}

const needs =
  'the identity that pulls, which cannot be seen from here, needs ' +
  'ecr:BatchImportUpstreamImage and, for a first pull, ecr:CreateRepository ' +
  '(AmazonEC2ContainerRegistryPullOnly has only the former)';

function named({ sid }: Statement): string {
  return sid ? `the statement ${sid}` : 'a statement';
}

function deniesAll({ effect, principals, conditions, negated }: Statement): boolean {
  return effect === 'Deny' && principals.includes('*') && conditions.length === 0 && !negated;
}

/**
 * Who may do both. A grant to the account itself only lets the policies of the account grant it further: it names
 * nobody.
 */
function whoOf(
  importing: readonly Statement[],
  creating: readonly Statement[],
  wanted: (statement: Statement) => boolean,
  registryId: string,
): string[] {
  const named = (statements: readonly Statement[]) =>
    statements
      .filter((it) => it.effect === 'Allow' && !it.negated && wanted(it))
      .flatMap(({ principals }) => principals)
      .filter((it) => it !== registryId && !it.endsWith(`:${registryId}:root`));
  const creators = named(creating);
  const all = named(importing);
  return [...new Set(all.filter((it) => creators.includes('*') || creators.includes(it)))];
}

/** Whether a condition holds is known only at a pull. */
function conditional(
  importing: readonly Statement[],
  creating: readonly Statement[],
  registryId: string,
): string[] {
  const isConditional = ({ conditions }: Statement) => conditions.length > 0;
  const who = whoOf(importing, creating, () => true, registryId);
  return importing
    .filter((it) => it.effect === 'Allow' && !it.negated && isConditional(it))
    .filter(({ principals }) => principals.some((it) => who.includes(it)))
    .map(
      (it) =>
        `granted under a condition: ${named(it)} allows ${listed(it.principals)} to import on condition of ${it.conditions.join(' and ')}`,
    );
}

/** Those that may import and not create: enough only where the repository exists. */
function halves(
  importing: readonly Statement[],
  creating: readonly Statement[],
  registryId: string,
): string[] {
  const who = whoOf(importing, creating, () => true, registryId);
  const importers = whoOf(importing, importing, () => true, registryId);
  const half = importers.filter((it) => !who.includes(it));
  if (half.length === 0) return [];
  return [`the registry policy allows ${listed(half)} to import and not to create`];
}

function denials(statements: readonly Statement[]): string[] {
  const told = statements
    .filter(({ effect }) => effect === 'Deny')
    .map((it) => {
      const whom = it.negated ? 'everybody except those that it names' : listed(it.principals);
      const where =
        it.conditions.length > 0 ? ` on condition of ${it.conditions.join(' and ')}` : '';
      return `${named(it)} denies it to ${whom}${where}`;
    });
  return [...new Set(told)];
}

function listed(principals: readonly string[]): string {
  return principals.map((it) => (it === '*' ? 'everybody' : it)).join(', ');
}
