/** A part of a template: any JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What a resource is replaced by, as texts for `Fn::Sub`: its `Ref`, and attributes of it. */
export interface Replacement {
  ref: string;
  attributes: Readonly<Record<string, string>>;
}

/** The text with each reference to a resource of the map replaced. @throws for an attribute that is not in it. */
export function replaceReferences(node: Json, by: Readonly<Record<string, Replacement>>): Json {
  if (Array.isArray(node)) return node.map((entry) => replaceReferences(entry, by));
  if (typeof node !== 'object' || node === null) return node;
  const [name] = referenceOf(node);
  if (name !== undefined && by[name]) return substituted(node, by);
  const entries = Object.entries(node).map(([key, value]) => [
    key,
    key === 'Fn::Sub' ? inSub(value, by) : replaceReferences(value, by),
  ]);
  return Object.fromEntries(entries) as Json;
}

/**
 * The template with resources left out, and each reference to one replaced.
 *
 * @param dropped - Left out as well; nothing refers to them.
 */
export function withReplaced<T extends { Resources: object }>(
  template: T,
  by: Readonly<Record<string, Replacement>>,
  dropped: readonly string[] = [],
): T {
  const left = Object.entries(template.Resources).filter(
    ([id]) => by[id] === undefined && !dropped.includes(id),
  );
  const changed: unknown = { ...template, Resources: Object.fromEntries(left) };
  // Only references change: what is a template stays one.
  return replaceReferences(changed as Json, by) as unknown as T;
}

/** The logical ids that a part of the template refers to. */
export function referencesIn(node: Json): string[] {
  if (Array.isArray(node)) return node.flatMap(referencesIn);
  if (typeof node !== 'object' || node === null) return [];
  const [name] = referenceOf(node);
  if (name !== undefined) return [name];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === 'Fn::Sub' ? namesInSub(value) : []),
    ...referencesIn(value),
  ]);
}

function substituted(node: { [key: string]: Json }, by: Readonly<Record<string, Replacement>>) {
  const [name = '', attribute] = referenceOf(node);
  const text = textFor(name, attribute, by);
  return text.includes('${') ? { 'Fn::Sub': text } : text;
}

function referenceOf(node: { [key: string]: Json }): [name?: string, attribute?: string] {
  if (Object.keys(node).length !== 1) return [];
  const { Ref, 'Fn::GetAtt': attribute } = node;
  if (typeof Ref === 'string') return [Ref];
  if (attribute === undefined) return [];
  const [name, ...rest] = Array.isArray(attribute) ? attribute : String(attribute).split('.');
  return [String(name), rest.map(String).join('.')];
}

/** `${Name}` and `${Name.Attribute}`, but not `${!literal}`. */
const variable = /\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g;

function inSub(value: Json, by: Readonly<Record<string, Replacement>>): Json {
  if (Array.isArray(value)) {
    const [text = '', variables = {}] = value;
    return [inSub(text, by), replaceReferences(variables, by)];
  }
  return String(value).replace(variable, (whole, name: string, attribute?: string) =>
    by[name] ? textFor(name, attribute, by) : whole,
  );
}

function namesInSub(value: Json): string[] {
  const [text, variables] = Array.isArray(value) ? value : [value];
  const own = Object.keys(variables ?? {});
  const names = [...String(text).matchAll(variable)].map(([, name = '']) => name);
  return names.filter((name) => !own.includes(name));
}

function textFor(
  name: string,
  attribute: string | undefined,
  by: Readonly<Record<string, Replacement>>,
): string {
  const replacement = by[name];
  const text = attribute === undefined ? replacement?.ref : replacement?.attributes[attribute];
  if (text !== undefined) return text;
  throw new Error(`Nothing is known to stand for ${name}${attribute ? `.${attribute}` : ''}.`);
}
