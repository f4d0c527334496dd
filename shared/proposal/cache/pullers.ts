import { sidOf } from '../../cache/policy/pullers.ts';
import { asFields } from '../../config/schema/fields.ts';

/** The accounts and roles that our statement for a cache rule lets pull; undefined without such a statement. */
export function pullersOf(prefix: string, policy: string | undefined): string[] | undefined {
  const statement = statementsOf(policy).find(({ Sid }) => Sid === sidOf(prefix));
  if (statement === undefined) return undefined;
  const { AWS } = asFields(statement.Principal);
  return [AWS ?? []].flat().map((it) => accountOf(String(it)));
}

/** The statements of a policy, as they are. */
export function statementsOf(policy: string | undefined): Record<string, unknown>[] {
  try {
    const { Statement } = asFields(JSON.parse(policy ?? '{}') as unknown);
    return [Statement ?? []].flat().map(asFields);
  } catch {
    return [];
  }
}

function accountOf(principal: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}
