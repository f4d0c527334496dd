import { closest } from '../../document/did-you-mean.ts';
import type { Finding } from '../../document/finding.ts';
import { asFields, each, isUnquoted } from '../../schema/fields.ts';

type Path = readonly PropertyKey[];

const kinds = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

const rightForms = '"*", or a map such as {AWS: "123456789012"} or {Service: lambda.amazonaws.com}';

/** The principals of a statement, in the forms that AWS accepts; what AWS only perhaps refuses passes. */
export function principalChecks(principal: unknown, path: Path): Finding[] {
  if (principal === undefined || principal === '*' || isUnquoted(principal)) return [];
  if (typeof principal !== 'object' || principal === null || Array.isArray(principal)) {
    return [{ path, message: `has to be ${rightForms}` }];
  }
  const entries = Object.entries(asFields(principal));
  if (entries.length === 0) return [{ path, message: `names nobody: it has to be ${rightForms}` }];
  return entries.flatMap(([kind, values]) => {
    const at = [...path, kind];
    const known = kinds.find((it) => it.toLowerCase() === kind.toLowerCase());
    if (known === undefined) return [{ path: at, message: unknownKind(kind) }];
    if (Array.isArray(values) && values.length === 0)
      return [{ path: at, message: 'names nobody' }];
    return each(values, at).flatMap(({ value, path: one }) => {
      const message = wrong(known, value);
      return message === undefined ? [] : [{ path: one, message }];
    });
  });
}

function unknownKind(kind: string): string {
  const meant = closest(kind, kinds);
  const message = `is not a kind of principal: these are ${kinds.join(', ')}`;
  return meant ? `${message}; did you mean ${meant}?` : message;
}

function wrong(kind: string, value: unknown): string | undefined {
  if (isUnquoted(value)) return undefined;
  if (typeof value !== 'string' || value === '') return 'has to be a text';
  if (kind === 'Service' && value !== '*' && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value)) {
    return `"${value}" is not a service: use one such as lambda.amazonaws.com`;
  }
  return kind === 'AWS' ? wrongAws(value) : undefined;
}

const awsForms =
  'an account of 12 digits, arn:aws:iam::<account>:root, or the ARN of a role or user';

function wrongAws(value: string): string | undefined {
  // Ids such as AROA… stand for roles and users that were deleted.
  if (value === '*' || /^\d{12}$/.test(value) || /^A[A-Z0-9]{15,127}$/.test(value))
    return undefined;
  const [, service, resource = ''] = arnOf(value) ?? [];
  if (service === 'iam' && /^(root$|(user|role)\/[^\s*?]+$)/.test(resource)) return undefined;
  if (service === 'sts' && /^(assumed-role\/[^\s*?]+\/|federated-user\/)[^\s*?]+$/.test(resource)) {
    return undefined;
  }
  if (/[*?]/.test(value)) {
    return `"${value}" contains a wildcard, which AWS refuses: name ${awsForms}; for some identities of an account use a Condition on aws:PrincipalArn`;
  }
  if (/:group\//.test(value))
    return `"${value}" is a group, which cannot be a principal: name ${awsForms}`;
  return `"${value}" is not a principal: name ${awsForms}`;
}

function arnOf(value: string): RegExpExecArray | null {
  return /^arn:aws[a-z-]*:(iam|sts)::(?:\d{12}|cloudfront):(.+)$/.exec(value);
}
