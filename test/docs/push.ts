import {
  CreateRepositoryCommand,
  type ECRClient,
  PutImageCommand,
  RepositoryAlreadyExistsException,
} from '@aws-sdk/client-ecr';
import { manifest } from '../local/images.ts';

let images = 0;

/** Pushes an image that nobody has pushed yet: `platform/web:latest`. The repository is made if need be. */
export async function pushTo(ecr: ECRClient, image: string): Promise<void> {
  const [, repositoryName, imageTag] = /^([^:]+):([^:]+)$/.exec(image) ?? [];
  if (!repositoryName || !imageTag) throw new Error(`${image} is no image: platform/web:1.4.2`);
  await ecr.send(new CreateRepositoryCommand({ repositoryName })).catch((error) => {
    if (!(error instanceof RepositoryAlreadyExistsException)) throw error;
  });
  images += 1;
  const imageManifest = manifest(`${image} ${images}`);
  await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }));
}
