import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** The ARN of who calls AWS with these settings. */
export async function callerArn(settings: STSClientConfig): Promise<string> {
  const sts = new STSClient(settings);
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? 'somebody';
  } finally {
    sts.destroy();
  }
}

/** The account in an ARN: `arn:aws:sts::123456789012:assumed-role/…`. */
export function accountIn(arn: string): string {
  return arn.split(':')[4] ?? '';
}
