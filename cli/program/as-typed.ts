import type { GlobalOptions } from '../aws/session.ts';
import { DEFAULT_CONFIG } from './defaults.ts';

/** A text in which each command has the file, profile and region of this call, so that it can be copied. */
export function asTyped(
  text: string,
  { config = DEFAULT_CONFIG, profile, region }: Partial<GlobalOptions>,
): string {
  const place = [...flag('--region', region), ...flag('--profile', profile)].join('');
  const ours = `${flag('-c', config === DEFAULT_CONFIG ? undefined : config).join('')}${place}`;
  return text
    .replace(ourCommand, (it) => `${it}${ours}`)
    .replace(awsCommand, (it, named?: string) => {
      const rest = named === undefined ? place : flag('--profile', profile).join('');
      return `${it}${rest}`;
    });
}

/** The verbs that work on a registry. */
const ourCommand =
  /npx ecr-steward (?:inventory|check|baseline|lifecycle|scan|retention|plan|apply|allow|observe|pause|resume|take-over|history|undo|release|config (?:push|list|show|rollback)|doctor|credential set [^\s,]+|warm|snapshot)(?![\w-])/g;

const awsCommand = /\baws (?:ecr|iam|secretsmanager) [a-z]+(?:-[a-z]+)+( --region [\w-]+)?/g;

function flag(name: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  return [
    ` ${name} ${/^[\w./:@~-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`}`,
  ];
}
