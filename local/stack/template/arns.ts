import type { Place } from './place.ts';

export function functionArn(place: Pick<Place, 'region' | 'accountId'>, name: string): string {
  return `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
}

/** The name in a name or an ARN of a function, without its qualifier. */
export function functionNameIn(reference: unknown): string {
  return splitFunction(reference).name;
}

/** The name in a name or an ARN of a function, and its qualifier: a version or an alias. */
export function splitFunction(reference: unknown): { name: string; qualifier?: string } {
  const text = String(reference);
  const parts = text.startsWith('arn:') ? text.split(':').slice(6) : text.split(':');
  const [name = '', qualifier] = parts;
  return qualifier === undefined ? { name } : { name, qualifier };
}

/** The name at the end of a queue's or topic's ARN. */
export function nameIn(arn: unknown): string {
  return String(arn).split(':').at(-1) ?? '';
}
