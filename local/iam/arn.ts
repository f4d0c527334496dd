import { type Context, compilePattern, type TextTest } from './pattern.ts';

/**
 * Compiles an ARN of a policy. Each of the six parts is matched by itself, so that a wildcard does not reach over a
 * colon, except in the last part, and where it ends a pattern that has fewer parts: `arn:aws:s3*` (IAM user guide,
 * "Resource").
 */
export function compileArn(pattern: string, variables: boolean): TextTest {
  const options = { wildcards: true, variables };
  if (pattern === '*') return compilePattern(pattern, options);
  const given = partsOf(pattern);
  const isShort = given.length < 6;
  if (isShort && !pattern.endsWith('*')) return () => false;
  const tests = given.map((part) => compilePattern(part, options));
  return (arn, context) => {
    const parts = partsOf(arn);
    return (isShort || parts.length === 6) && tests.every(test(parts, context));
  };
}

function test(parts: readonly string[], context: Context) {
  return (matches: TextTest, at: number) => {
    const part = parts[at];
    return part !== undefined && matches(part, context);
  };
}

/** At most six; colons in a variable, such as `${aws:username}`, separate nothing. */
function partsOf(arn: string): string[] {
  const parts: string[] = [];
  const scanner = /((?:\$\{[^}]*\}|[^:])*)(:|$)/y;
  while (parts.length < 5) {
    const [, part = '', colon] = scanner.exec(arn) ?? [];
    parts.push(part);
    if (colon !== ':') return parts;
  }
  parts.push(arn.slice(scanner.lastIndex));
  return parts;
}
