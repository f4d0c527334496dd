import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SNSClient } from '@aws-sdk/client-sns';
import { sendAlert } from '../alerts/alert.ts';
import { type Ledger, tellOnce } from '../alerts/once.ts';
import { outcomeAlerts, violationAlert, violationCause } from './alert.ts';
import { type Enforced, enforce } from './enforce.ts';
import type { NamingPlan } from './plan.ts';
import type { Naming } from './rules.ts';
import { tellNew } from './tell.ts';

/** How people are told, and what they have been told. */
export interface People {
  sns: SNSClient;
  topic: string;
  ledger: Ledger;
}

/** Tells people what they do not know yet, does what the rules want, and tells what came out otherwise. */
export async function react(
  ecr: ECRClient,
  { sns, topic, ledger }: People,
  naming: Naming,
  plan: NamingPlan,
): Promise<Enforced[]> {
  const due = plan.violations.filter(({ graceUntil }) => graceUntil === undefined);
  await tellNew(ledger, due, violationCause, (items) =>
    sendAlert(sns, topic, violationAlert(items)),
  );
  const enforced = await enforce(ecr, naming, plan);
  for (const { alert, cause } of outcomeAlerts(enforced, plan.deletes)) {
    const send = () => sendAlert(sns, topic, alert);
    await (cause ? tellOnce(ledger, cause, send) : send());
  }
  return enforced;
}
