import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { startLocalAws } from '../local/aws.ts';

/** The registry of the local AWS in a separate process, so that it shares no thread with the measurement. */
const [repositoryName = '', data] = process.argv.slice(2);
const { endpoint, region } = await startLocalAws({ auth: false, ...(data && { data }) });
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const ecr = new ECRClient({ endpoint, region, credentials });
await ecr.send(new CreateRepositoryCommand({ repositoryName }));
process.send?.(endpoint);
