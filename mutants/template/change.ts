/** A CloudFormation template, or any part of one. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type Path = readonly (string | number)[];

/** One small change of a template. */
export interface TemplateMutant {
  /** What it does, in words: mutants are counted by it. */
  readonly kind: string;
  readonly path: Path;
  /** What stands there instead; absent: it is removed. */
  readonly to?: Json;
  /** The place, with names instead of positions: `PushRole.Policies.push.Statement.Log.Action.logs:PutLogEvents`. */
  readonly at: string;
}

/** The template with the change in it; what is not changed is shared with the original. */
export function changed(template: Json, { path, to }: Pick<TemplateMutant, 'path' | 'to'>): Json {
  const [key, ...rest] = path;
  if (key === undefined) throw new Error('A mutant changes a part of a template');
  const copy = Array.isArray(template) ? [...template] : { ...(template as object) };
  const value: Json | undefined = Reflect.get(copy, key);
  if (rest.length > 0) Reflect.set(copy, key, changed(value ?? null, { path: rest, ...given(to) }));
  else if (to !== undefined) Reflect.set(copy, key, to);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else Reflect.deleteProperty(copy, key);
  return copy as Json;
}

function given(to: Json | undefined): { to?: Json } {
  return to === undefined ? {} : { to };
}

export function valueAt(template: Json, path: Path): Json | undefined {
  return path.reduce<unknown>((value, key) => Object(value)[key], template) as Json | undefined;
}

/** Items of lists by what names them, as their positions change. */
const naming = ['Sid', 'PolicyName', 'Id', 'IndexName', 'AttributeName', 'Name', 'Prefix'];

/** The place in words. */
export function placeOf(template: Json, path: Path): string {
  const words = path.map((key, depth) => {
    if (typeof key === 'string') return key;
    const item = valueAt(template, path.slice(0, depth + 1));
    const name = naming.map((it) => Object(item)[it]).find((it) => it !== undefined);
    return textOf(name ?? item) ?? String(key);
  });
  return words
    .filter((word) => !['Resources', 'Properties', 'PolicyDocument'].includes(word))
    .join('.')
    .replaceAll(/\s+/g, ' ');
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value) ?? '';
  return text.length > 100 ? undefined : text;
}
