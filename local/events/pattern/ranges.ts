import { BlockList, isIP } from 'node:net';
import { InvalidEventPatternError } from './error.ts';
import type { Leaf } from './values.ts';

type Matcher = (value: Leaf) => boolean;
type Comparison = (value: number, bound: number) => boolean;

const lower: Readonly<Record<string, Comparison>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const upper: Readonly<Record<string, Comparison>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};
const single: Readonly<Record<string, Comparison>> = { ...lower, ...upper, '=': (a, b) => a === b };

/** Compiles `numeric`: one comparison, or a lower bound followed by an upper one. */
export function compileNumeric(operand: unknown, path: string): Matcher {
  const terms: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (terms.length !== 2 && terms.length !== 4) {
    throw new InvalidEventPatternError(
      path,
      'must be a list such as [">", 0] or [">", 0, "<=", 5]',
    );
  }
  const [first, from, second, to] = terms;
  if (terms.length === 2) return onNumber(compare(single, first, from, path));
  const isAbove = compare(lower, first, from, path);
  const isBelow = compare(upper, second, to, path);
  if (Number(from) >= Number(to)) {
    throw new InvalidEventPatternError(path, `no number is above ${from} and below ${to}`);
  }
  return onNumber((value) => isAbove(value) && isBelow(value));
}

function compare(
  allowed: Readonly<Record<string, Comparison>>,
  operator: unknown,
  bound: unknown,
  path: string,
): (value: number) => boolean {
  const holds = allowed[String(operator)];
  if (!holds) {
    const known = Object.keys(allowed).join(' ');
    throw new InvalidEventPatternError(path, `"${operator}" is not one of ${known}`);
  }
  if (typeof bound !== 'number') {
    throw new InvalidEventPatternError(path, `"${operator}" must be followed by a number`);
  }
  return (value) => holds(value, bound);
}

function onNumber(matches: (value: number) => boolean): Matcher {
  return (value) => typeof value === 'number' && matches(value);
}

/** Compiles `cidr`: a block of IPv4 or IPv6 addresses such as `10.0.0.0/24`. */
export function compileCidr(operand: unknown, path: string): Matcher {
  const [address = '', bits = '', ...rest] = String(operand).split('/');
  const version = isIP(address);
  const isBlock = /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
  if (version === 0 || rest.length > 0 || !isBlock) {
    throw new InvalidEventPatternError(
      path,
      `"${operand}" is not a CIDR block such as 10.0.0.0/24`,
    );
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
  return (value) =>
    typeof value === 'string' &&
    isIP(value) !== 0 &&
    block.check(value, isIP(value) === 4 ? 'ipv4' : 'ipv6');
}
