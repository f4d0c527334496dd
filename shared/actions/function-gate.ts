import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Ledger } from '../alerts/ledger.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { clientDefaults } from '../runtime/clients.ts';
import { requireVariable } from '../runtime/environment.ts';
import { createGate, type Gate } from './gate.ts';
import { limitsOf } from './limits.ts';
import { nameOf, OwnedByOtherError, type Owner, own, ownerFile } from './owner.ts';

/** What a function that acts knows of itself. */
export interface FunctionGate {
  /** Call it in each invocation: attempts of one have the same request id, and share the bounds of a run. */
  gate(context: Invocation): Gate;
  ledger(): Ledger;
}

interface Invocation {
  functionName: string;
  awsRequestId: string;
}

/** @throws MissingVariableError without LEDGER_TABLE, STACK_NAME and STEWARD_FILE, when it is called. */
export function functionGate(
  ecr: ECRClient,
  config: Pick<RegistryConfig, 'limits' | 'naming'>,
): FunctionGate {
  const dynamodb = new DynamoDBClient(clientDefaults);
  const ledger = () => ({ dynamodb, table: requireVariable('LEDGER_TABLE') });
  const limits = limitsOf(config);
  return {
    ledger,
    gate: ({ functionName, awsRequestId }) =>
      createGate({
        ...{ ecr, ledger: ledger(), limits, me: thisStack() },
        ...{ by: `function ${functionName}`, run: awsRequestId },
      }),
  };
}

/**
 * Leaves the stack's mark in the registry, where there is none: for the function that may.
 *
 * @returns whose registry it is.
 */
export async function ownRegistry(ecr: ECRClient): Promise<string> {
  try {
    return nameOf(await own(ecr, thisStack()));
  } catch (error) {
    if (!(error instanceof OwnedByOtherError)) throw error;
    return nameOf(error.owner);
  }
}

/** The stack that a function belongs to, and the file that is in it. */
export function thisStack(): Owner {
  return { stack: requireVariable('STACK_NAME'), file: ownerFile(requireVariable('STEWARD_FILE')) };
}
