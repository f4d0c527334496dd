import { Argument, InvalidArgumentError } from 'commander';
import { capabilities } from '../../shared/actions/action.ts';

/** How the values of options and arguments are parsed: each returns its value, or says what it must be. */

export function capability(): Argument {
  return new Argument('[capability]', 'default: all of them').choices(capabilities);
}

/** An empty value comes from a variable that is not set. */
export function filled(value: string): string {
  if (value === '') throw new InvalidArgumentError('It must not be empty.');
  return value;
}

/** Any word: which of them there are, the audit log knows. */
export function actionId(value: string): string {
  if (/^[\w.-]+$/.test(value)) return value;
  throw new InvalidArgumentError('It must be an id, as history shows it.');
}

export function accountId(value: string): string {
  if (/^\d{12}$/.test(value)) return value;
  throw new InvalidArgumentError('It must be an AWS account ID: 12 digits.');
}

/** As CloudFormation accepts it: any other name would mark the registry for a stack that cannot exist. */
export function stackName(value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(value)) return value;
  throw new InvalidArgumentError('It must be the name of a CloudFormation stack.');
}

/** One line, which alerts and the audit log show in full. */
export function reason(value: string): string {
  const text = value.trim();
  if (text !== '' && text.length <= 300 && !/\p{Cc}/u.test(text)) return text;
  throw new InvalidArgumentError('It must be one line of 1 to 300 characters.');
}

/** Of the active configuration and those before it. */
export function versionNumber(value: string): number {
  if (/^[1-9]\d{0,7}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be the number of a version, as config list shows it.');
}

/** As far back as the audit log goes. */
export function days(value: string): number {
  if (/^[1-9][0-9]{0,2}$/.test(value) && Number(value) <= 400) return Number(value);
  throw new InvalidArgumentError('It must be a number of days, 1 to 400.');
}
