/** A policy, or another JSON document, that a change replaces. */
export interface ChangedDocument {
  /** `lifecyclePolicy` */
  key: string;
  /** As indented JSON; empty for none. */
  before: string;
  after: string;
}

/** The documents that differ between two states: texts of JSON, and statements of a policy. */
export function documentsOf(before: object, after: object): ChangedDocument[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const texts = [old.get(key), now.get(key)].map(indented);
    if (texts.every((text) => text === undefined)) return [];
    const [was = '', is = ''] = texts;
    return was === is ? [] : [{ key, before: was, after: is }];
  });
}

/** Undefined for what is no document. A text that only begins like one stays as it is. */
function indented(value: unknown): string | undefined {
  if (isStatement(value)) return JSON.stringify(value, null, 2);
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

function isStatement(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Effect' in value;
}
