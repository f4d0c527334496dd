/** The value of a setting in a few words; --json has it in full. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return value.startsWith('{') ? policyInWords(value) : value;
  if (Array.isArray(value)) return value.map(inWords).join(', ') || 'none';
  if (typeof value !== 'object' || value === null) return value === undefined ? 'none' : `${value}`;
  return mapInWords(Object.entries(value));
}

/** A mutability, an encryption, tags, or the principals of a statement. */
function mapInWords(entries: [string, unknown][]): string {
  if (entries.length === 0) return 'none';
  const map = Object.fromEntries(entries);
  if ('imageTagMutability' in map) return mutabilityInWords(map);
  if ('encryptionType' in map) {
    return [map.encryptionType, map.kmsKey].filter(Boolean).join(' with ');
  }
  if ('AWS' in map && entries.length === 1) return inWords(map.AWS);
  return entries.map(([key, value]) => `${key}=${inWords(value)}`).join(', ');
}

function mutabilityInWords({ imageTagMutability, exclusions }: Record<string, unknown>): string {
  const mode = String(imageTagMutability).replace('_WITH_EXCLUSION', '');
  return exclusions === undefined ? mode : `${mode} but ${inWords(exclusions)}`;
}

/** A lifecycle policy by the descriptions of its rules, any other policy by its number of statements. */
function policyInWords(text: string): string {
  const { rules, Statement } = parsed(text);
  if (Array.isArray(rules)) return rules.map(ruleInWords).join(', ');
  const count = [Statement ?? []].flat().length;
  return count === 1 ? '1 statement' : `${count} statements`;
}

function ruleInWords(rule: { description?: unknown; rulePriority?: unknown }): string {
  return typeof rule.description === 'string' && rule.description !== ''
    ? rule.description
    : `rule ${rule.rulePriority}`;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
