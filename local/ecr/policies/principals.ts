/** The forms of principals in a policy; whether they exist is not checked. */
const forms: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    AWS: /^(?:\*|\d{12}|A(?:IDA|ROA)[A-Z0-9]{16,}|arn:aws(?:-[a-z]+)*:(?:iam::\d{12}:(?:root|(?:user|role)\/[\w+=,.@/-]+)|sts::\d{12}:(?:assumed-role|federated-user)\/[\w+=,.@/-]+))$/,
    Service: /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/,
    Federated:
      /^(?:arn:aws(?:-[a-z]+)*:iam::\d{12}:(?:saml|oidc)-provider\/.+|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/,
    CanonicalUser: /^[a-f0-9]{64}$/,
  }),
);

/**
 * Is it a `Principal` of a policy: `*`, or an object of kinds with one or more names each (IAM user guide, "AWS
 * JSON policy elements: Principal")? A part of an ARN cannot be `*`, and groups cannot be principals.
 */
export function isPrincipal(value: unknown): boolean {
  if (value === '*') return true;
  if (typeof value !== 'object' || value === null) return false;
  const kinds = Object.entries(value);
  return kinds.length > 0 && kinds.every(([kind, names]) => areNames(forms.get(kind), names));
}

function areNames(form: RegExp | undefined, names: unknown): boolean {
  const list = Array.isArray(names) ? names : [names];
  return list.length > 0 && list.every((name) => typeof name === 'string' && !!form?.test(name));
}
