import type { Alert } from '../alerts/alert.ts';
import { DamagedConfigurationError, OtherFormatError } from '../config/active/errors.ts';

const DAY_SECONDS = 86_400;

/** The two errors of which an alert is sent by its cause; any other means that the ledger cannot be reached. */
export function isUnusable(error: unknown): error is DamagedConfigurationError | OtherFormatError {
  return error instanceof DamagedConfigurationError || error instanceof OtherFormatError;
}

/** @param relyingOn - The version that the function goes on with; undefined where it has none. */
export function unusableConfiguration(error: Error, relyingOn: number | undefined): Alert {
  return {
    ...common,
    cause: { id: 'steward/configuration/unusable', windowSeconds: DAY_SECONDS },
    title: 'The active configuration cannot be used',
    what: [error.message, ...consequences(relyingOn)],
    todo: [
      'Activate registry.yml again: npx ecr-steward config push',
      'Or an earlier version: npx ecr-steward config list, then npx ecr-steward config rollback VERSION',
    ],
  };
}

/** @param relyingOn - As above: somebody has deleted the configuration since. */
export function missingConfiguration(relyingOn: number | undefined): Alert {
  return {
    ...common,
    cause: { id: 'steward/configuration/missing', windowSeconds: DAY_SECONDS },
    title: 'No registry.yml is active: nothing is checked',
    what: ['The ledger of the stack has no configuration', ...consequences(relyingOn)],
    todo: ['Activate one: npx ecr-steward config push --stack NAME'],
  };
}

/**
 * The active registry.yml needs more of the stack than it was deployed with.
 *
 * @param lacking - Of `missingIn`.
 */
export function lackingStack(version: number, lacking: readonly string[]): Alert {
  return {
    ...common,
    severity: 'error',
    cause: { id: `steward/configuration/lacking/${version}`, windowSeconds: DAY_SECONDS },
    title: 'The stack does not have all that registry.yml asks for',
    what: lacking,
    todo: [
      'Deploy the stack with this registry.yml: npm run deploy',
      'Or pass the parameters that it needs to your own deployment: npm run -s stack-parameters',
    ],
  };
}

const common = {
  kind: 'steward.configuration',
  where: { text: 'the active registry.yml' },
  severity: 'critical',
} as const;

function consequences(relyingOn: number | undefined): string[] {
  return relyingOn === undefined
    ? ['A function that starts now does nothing; scheduled runs do later what it leaves']
    : [`Functions that run go on with version ${relyingOn}; one that starts now does nothing`];
}
