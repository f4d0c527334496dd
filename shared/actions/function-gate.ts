import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { type Ledger, ledgerOfStack } from '../alerts/ledger/ledger.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { clientDefaults } from '../runtime/clients.ts';
import { requireVariable } from '../runtime/environment.ts';
import { createGate, type Gate } from './gate.ts';
import { limitsOf } from './limits.ts';
import { nameOf, OwnedByOtherError, type Owner, own, ownerFile } from './owner.ts';

/** The gate and the ledger of a function. */
export interface FunctionGate {
  /**
   * Call it in each invocation: retries have the same request id, and share the limits of a run. The invocations of a
   * durable execution have its ARN in place of it.
   */
  gate(context: Invocation): Gate;
  ledger(): Ledger;
}

interface Invocation {
  functionName: string;
  awsRequestId: string;
}

/**
 * `gate` and `ledger` throw MissingVariableError without LEDGER_TABLE and STACK_NAME.
 *
 * @param file - The registry.yml that is active: it owns the registry, with the stack.
 */
export function functionGate(
  ecr: ECRClient,
  { config, file }: { config: Pick<RegistryConfig, 'limits' | 'naming'>; file: string },
): FunctionGate {
  const dynamodb = new DynamoDBClient(clientDefaults);
  const ledger = () => ledgerOfStack(dynamodb);
  const limits = limitsOf(config);
  return {
    ledger,
    gate: ({ functionName, awsRequestId }) =>
      createGate({
        ...{ ecr, ledger: ledger(), limits, me: thisStack(file) },
        ...{ by: `function ${functionName}`, run: awsRequestId },
      }),
  };
}

/**
 * Sets the stack's owner mark in the registry, where there is none: for the one function with the right to.
 *
 * @returns the owner of the registry.
 */
export async function ownRegistry(ecr: ECRClient, file: string): Promise<string> {
  try {
    return nameOf(await own(ecr, thisStack(file)));
  } catch (error) {
    if (!(error instanceof OwnedByOtherError)) throw error;
    return nameOf(error.owner);
  }
}

function thisStack(file: string): Owner {
  return { stack: requireVariable('STACK_NAME'), file: ownerFile(file) };
}
